package dev.vopr.report;

import dev.vopr.byzantine.ByzantineSettings;
import dev.vopr.byzantine.MutationFate;
import dev.vopr.byzantine.MutationTally;
import dev.vopr.vsr.RejectionRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What became of mutated messages: the whole, then a line for each rule. */
final class MutationText {
  private static final int NAMED_REJECTIONS = 2;

  private MutationText() {}

  /**
   * Returns at most {@code limit} lines, from 3; none if nobody lies.
   *
   * @param label stands before the first line, and as much space before the others
   */
  static List<String> lines(
      String label, ByzantineSettings settings, List<MutationTally> tallies, int limit) {
    List<String> rules = settings.lieNames();
    if (rules.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(Paragraph.of(label, fates(tallies, ""), 2));
    String indent = " ".repeat(label.length());
    List<String> idle = new ArrayList<>();
    List<String> details = new ArrayList<>();
    for (String rule : rules) {
      List<MutationTally> its =
          tallies.stream().filter(tally -> tally.rule().equals(rule)).toList();
      if (its.isEmpty()) {
        idle.add(rule);
      } else {
        details.add(line(indent + rule + " ", its));
      }
    }
    int room = limit - lines.size() - (idle.isEmpty() ? 0 : 1);
    if (details.size() > room) {
      int more = details.size() - Math.max(0, room - 1);
      details.subList(Math.max(0, room - 1), details.size()).clear();
      if (room > 0) {
        details.add(indent + "and " + Figures.counted(more, "more rule"));
      }
    }
    lines.addAll(details);
    if (!idle.isEmpty()) {
      lines.add(Paragraph.cut(indent + "<<< NEVER STRUCK: " + String.join(", ", idle)));
    }
    return lines;
  }

  /** Returns the line of one rule, with as many names of rejections as there is room for. */
  private static String line(String start, List<MutationTally> tallies) {
    for (int named = NAMED_REJECTIONS; named > 0; named--) {
      String line = start + fates(tallies, rejections(tallies, named));
      if (line.length() <= Paragraph.WIDTH) {
        return line;
      }
    }
    return Paragraph.cut(start + fates(tallies, ""));
  }

  /** Returns {@code 12: 10 rejected (ACK_OLD), 2 withheld}, the worst first. */
  private static String fates(List<MutationTally> tallies, String rejections) {
    long all = tallies.stream().mapToLong(MutationTally::count).sum();
    Map<String, Long> parts = new LinkedHashMap<>();
    tallies.stream()
        .sorted(Comparator.comparing(MutationTally::fate, Comparator.reverseOrder()))
        .forEach(tally -> parts.merge(words(tally.fate()), tally.count(), Long::sum));
    String rejected = words(MutationFate.REJECTED);
    return Figures.count(all)
        + (parts.isEmpty() ? "" : ": ")
        + parts.entrySet().stream()
            .map(
                part ->
                    Figures.count(part.getValue())
                        + " "
                        + part.getKey()
                        + (part.getKey().equals(rejected) ? rejections : ""))
            .collect(Collectors.joining(", "));
  }

  private static String words(MutationFate fate) {
    return switch (fate) {
      case IN_FLIGHT, LOST -> "never arrived";
      case WITHHELD -> "withheld";
      case NO_EFFECT -> "without effect";
      case REJECTED -> "rejected";
      case TOOK_EFFECT -> "followed without harm";
      case DETECTED -> "detected by evidence";
      case HARMFUL -> "HARMFUL";
    };
  }

  /** Returns the rules that rejected most, most first, in parentheses. */
  private static String rejections(List<MutationTally> tallies, int named) {
    Map<RejectionRule, Long> counts = new EnumMap<>(RejectionRule.class);
    for (MutationTally tally : tallies) {
      if (tally.fate() == MutationFate.REJECTED) {
        tally.rejection().ifPresent(rule -> counts.merge(rule, tally.count(), Long::sum));
      }
    }
    boolean isOne = counts.size() == 1;
    List<String> most =
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(named)
            .map(entry -> entry.getKey() + (isOne ? "" : " " + Figures.count(entry.getValue())))
            .toList();
    String rest = counts.size() > named ? ", …" : "";
    return most.isEmpty() ? "" : " (" + String.join(", ", most) + rest + ")";
  }
}
