package dev.vopr.report;

import dev.vopr.run.attacks.AttackCell;
import dev.vopr.run.attacks.AttackExample;
import dev.vopr.run.attacks.AttackOutcome;
import dev.vopr.vsr.Hardening;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The table of attacks: which lie gets how far at which hardening level. */
public final class AttackText {
  private static final String EMPTY = "–";
  private static final String GAP = "  ";

  private AttackText() {}

  /** Returns the table for people, a part for each size of cluster, then what was harmful. */
  public static List<String> human(List<AttackCell> cells) {
    List<String> lines = new ArrayList<>();
    bySize(cells)
        .forEach(
            (replicas, part) -> {
              lines.add(replicas + " replicas");
              aligned(rows(part)).forEach(row -> lines.add(GAP + row));
              lines.add("");
            });
    examples(cells, "").forEach(line -> lines.addAll(Paragraph.of(GAP, line)));
    if (cells.stream().anyMatch(cell -> cell.example().isPresent())) {
      lines.add("");
    }
    lines.addAll(Paragraph.of("", legend()));
    lines.addAll(Paragraph.of("", sum(cells)));
    return lines;
  }

  /**
   * Returns a page.
   *
   * @param about a sentence about when it was made, and how
   */
  public static List<String> markdown(List<AttackCell> cells, String about) {
    List<String> lines = new ArrayList<>(List.of("# Attacks", "", about, "", legend(), ""));
    bySize(cells)
        .forEach(
            (replicas, part) -> {
              lines.addAll(List.of("## " + replicas + " replicas", ""));
              List<List<String>> rows = rows(part);
              lines.add(marked(rows.get(0)));
              lines.add("|" + "---|".repeat(rows.get(0).size()));
              rows.subList(1, rows.size()).forEach(row -> lines.add(marked(row)));
              lines.add("");
            });
    lines.addAll(List.of("## What refuses it", ""));
    refusals(cells).forEach((attack, rules) -> lines.add("* " + attack + ": " + rules));
    List<String> examples = examples(cells, "* ");
    if (!examples.isEmpty()) {
      lines.addAll(List.of("", "## Where it was harmful", ""));
      lines.addAll(examples);
    }
    lines.addAll(List.of("", sum(cells)));
    return lines;
  }

  /** Returns one line for each cell, below a line of headings. */
  public static List<String> csv(List<AttackCell> cells) {
    List<String> lines = new ArrayList<>();
    lines.add("attack,level,replicas,runs,outcome,share,refused by,unexplained,seed,decisions");
    for (AttackCell cell : cells) {
      String example =
          cell.example().map(found -> found.seed() + "," + shortest(found)).orElse(",");
      lines.add(
          String.join(
              ",",
              cell.attack(),
              level(cell.level()),
              Integer.toString(cell.replicas()),
              Long.toString(cell.runs()),
              cell.outcome().words(),
              String.format(Locale.ROOT, "%.3f", cell.share()),
              cell.refusedBy().map(Enum::name).orElse(""),
              Long.toString(cell.unexplained()),
              example));
    }
    return lines;
  }

  private static int shortest(AttackExample example) {
    return example.minimised().orElse(example.decisions());
  }

  private static Map<Integer, List<AttackCell>> bySize(List<AttackCell> cells) {
    return cells.stream()
        .collect(Collectors.groupingBy(AttackCell::replicas, TreeMap::new, Collectors.toList()));
  }

  /** A row of headings, then one for each attack. */
  private static List<List<String>> rows(List<AttackCell> cells) {
    List<Hardening> levels = cells.stream().map(AttackCell::level).distinct().sorted().toList();
    Map<String, Map<Hardening, AttackCell>> attacks = new LinkedHashMap<>();
    for (AttackCell cell : cells) {
      attacks.computeIfAbsent(cell.attack(), name -> new TreeMap<>()).put(cell.level(), cell);
    }
    List<List<String>> rows = new ArrayList<>();
    List<String> headings = new ArrayList<>(List.of("attack"));
    levels.forEach(level -> headings.add(level(level)));
    rows.add(headings);
    attacks.forEach(
        (attack, ofLevels) -> {
          List<String> row = new ArrayList<>(List.of(attack));
          for (Hardening level : levels) {
            row.add(ofLevels.containsKey(level) ? words(ofLevels.get(level)) : EMPTY);
          }
          rows.add(row);
        });
    return rows;
  }

  /** Returns {@code harmful 35 %}, and whether that is more than the level allows. */
  private static String words(AttackCell cell) {
    if (cell.runs() == 0) {
      return EMPTY;
    }
    AttackOutcome outcome = cell.outcome();
    if (outcome == AttackOutcome.NEVER_REACHED) {
      return outcome.words();
    }
    String share = outcome.words() + " " + Figures.percent(cell.share());
    return cell.unexplained() > 0 ? share + " !" : share;
  }

  private static String level(Hardening level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> aligned(List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int at = column;
        int width = rows.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
        line.append(row.get(column)).append(" ".repeat(width - row.get(column).length()));
        line.append(GAP);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static String marked(List<String> row) {
    return "| " + String.join(" | ", row) + " |";
  }

  private static Map<String, String> refusals(List<AttackCell> cells) {
    Map<String, Map<String, List<String>>> found = new LinkedHashMap<>();
    for (AttackCell cell : cells) {
      String at = level(cell.level());
      cell.refusedBy()
          .ifPresent(
              rule -> {
                List<String> levels =
                    found
                        .computeIfAbsent(cell.attack(), name -> new LinkedHashMap<>())
                        .computeIfAbsent("`" + rule + "`", name -> new ArrayList<>());
                if (!levels.contains(at)) {
                  levels.add(at);
                }
              });
    }
    Map<String, String> texts = new LinkedHashMap<>();
    found.forEach(
        (attack, rules) ->
            texts.put(
                attack,
                rules.entrySet().stream()
                    .map(rule -> rule.getKey() + " (" + String.join(", ", rule.getValue()) + ")")
                    .collect(Collectors.joining(", "))));
    return texts;
  }

  /** The run with the fewest faults of each cell in which an attack was harmful. */
  private static List<String> examples(List<AttackCell> cells, String bullet) {
    List<String> lines = new ArrayList<>();
    for (AttackCell cell : cells) {
      cell.example()
          .ifPresent(
              found ->
                  lines.add(
                      "%s%s, %s, %d replicas: %s of %d runs, seed %d with %s: %s, %s"
                          .formatted(
                              bullet,
                              cell.attack(),
                              level(cell.level()),
                              cell.replicas(),
                              cell.outcomes().getOrDefault(AttackOutcome.HARMFUL, 0L),
                              cell.runs(),
                              found.seed(),
                              decisions(found),
                              found.verdict(),
                              found.reason())));
    }
    return lines;
  }

  private static String decisions(AttackExample found) {
    String all = Figures.counted(found.decisions(), "decision");
    return found.minimised().isPresent()
        ? all + ", of which " + found.minimised().getAsInt() + " are necessary"
        : all;
  }

  private static String legend() {
    return "Blocked: each lie that arrived was refused. Harmless: followed in part, and nothing came"
        + " of it. Detected: a correct replica has evidence. Harmful: an invariant broke, or the"
        + " cluster did not go on, with nobody caught. Never reached: no lie arrived, which is no"
        + " pass. The share is that of the runs that came out as badly as the worst; \"!\" marks"
        + " what docs/HARDENING.md does not explain.";
  }

  private static String sum(List<AttackCell> cells) {
    Map<AttackOutcome, Long> counts = new TreeMap<>();
    cells.forEach(cell -> counts.merge(cell.outcome(), 1L, Long::sum));
    long unexplained = cells.stream().filter(cell -> cell.unexplained() > 0).count();
    return Figures.counted(cells.size(), "cell")
        + ": "
        + counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey().words())
            .collect(Collectors.joining(", "))
        + "; "
        + (unexplained == 0 ? "none" : Long.toString(unexplained))
        + " beyond what its level allows.";
  }
}
