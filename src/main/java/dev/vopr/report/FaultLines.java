package dev.vopr.report;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultOrigin;
import java.util.ArrayList;
import java.util.List;

/** Faults, each with the setting that let it strike. */
final class FaultLines {
  /** What is between the columns, and before the first one. */
  private static final int GAPS = 10;

  /** No setting is cut to less than this. */
  private static final int SHORTEST_SETTING = 20;

  private FaultLines() {}

  /**
   * Returns lines such as {@code loss r1→r3, packet 12 vopr.network.loss = 0.05
   * conf/chaos.conf:14}, in columns.
   *
   * <p>What does not fit is shortened where it matters the least: the directories of the place,
   * then the front of the setting, but not the line number.
   *
   * @param most so many lines at most, from 1; of more faults, the last ones
   */
  static List<String> of(List<Decision> decisions, List<FaultOrigin> origins, int most) {
    boolean isCut = decisions.size() > most;
    List<Decision> shown =
        isCut ? decisions.subList(decisions.size() - most + 1, decisions.size()) : decisions;
    List<List<String>> rows = new ArrayList<>();
    for (Decision decision : shown) {
      rows.add(row(decision, origins));
    }
    int words = width(rows, 0);
    if (excess(rows) > 0) {
      rows.replaceAll(row -> List.of(row.get(0), row.get(1), fileName(row.get(2))));
    }
    int longest = Math.max(SHORTEST_SETTING, width(rows, 1) - Math.max(0, excess(rows)));
    rows.replaceAll(row -> List.of(row.get(0), end(row.get(1), longest), row.get(2)));
    int settings = width(rows, 1);
    List<String> lines = new ArrayList<>();
    if (isCut) {
      lines.add(
          "    … %s before".formatted(Figures.counted(decisions.size() - shown.size(), "fault")));
    }
    for (List<String> row : rows) {
      String line =
          ("    %-" + words + "s   %-" + settings + "s   %s")
              .formatted(row.get(0), row.get(1), row.get(2));
      lines.add(Paragraph.cut(line.stripTrailing()));
    }
    return lines;
  }

  private static List<String> row(Decision decision, List<FaultOrigin> origins) {
    for (FaultOrigin origin : origins) {
      if (origin.isOf(decision)) {
        String value = origin.value().isEmpty() ? "" : " = " + origin.value();
        return List.of(DecisionText.shortly(decision), origin.setting() + value, origin.place());
      }
    }
    return List.of(DecisionText.shortly(decision), "", "");
  }

  /** Returns by how much the longest line would be too long. */
  private static int excess(List<List<String>> rows) {
    return GAPS + width(rows, 0) + width(rows, 1) + width(rows, 2) - Paragraph.WIDTH;
  }

  private static String fileName(String place) {
    return place.substring(place.lastIndexOf('/') + 1);
  }

  /** Returns the end of a text that is too long. */
  private static String end(String text, int longest) {
    return text.length() <= longest ? text : "…" + text.substring(text.length() - longest + 1);
  }

  private static int width(List<List<String>> rows, int column) {
    return Math.max(1, rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1));
  }
}
