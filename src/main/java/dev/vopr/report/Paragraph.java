package dev.vopr.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Text in lines that no terminal has to break. */
final class Paragraph {
  /** The longest line of a report. */
  static final int WIDTH = 110;

  private static final String CUT = " …";

  /** A space at which a line may end: not between a number and its unit, nor around {@code ≥}. */
  private static final Pattern GAP = Pattern.compile("(?<!≥) (?!(?:[num]?s|min|h|d)\\b|[%≥])");

  private Paragraph() {}

  /**
   * Returns {@code text} in lines, the first one after {@code label}, the others below its start.
   */
  static List<String> of(String label, String text) {
    return of(label, text, Integer.MAX_VALUE);
  }

  /** As above, but in at most {@code limit} lines, from 1; what is cut off ends with dots. */
  static List<String> of(String label, String text, int limit) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(label);
    int words = 0;
    for (String word : GAP.split(text, -1)) {
      if (words > 0 && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(label.length()));
        words = 0;
      }
      line.append(words == 0 ? "" : " ").append(word);
      words++;
    }
    lines.add(line.toString());
    if (lines.size() > limit) {
      lines.subList(limit, lines.size()).clear();
      lines.set(limit - 1, lines.get(limit - 1) + CUT);
    }
    lines.replaceAll(Paragraph::cut);
    return lines;
  }

  /** Returns the line, cut off with dots if it is too long. */
  static String cut(String line) {
    return line.length() <= WIDTH
        ? line
        : line.substring(0, WIDTH - CUT.length()).stripTrailing() + CUT;
  }
}
