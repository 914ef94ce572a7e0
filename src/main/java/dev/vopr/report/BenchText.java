package dev.vopr.report;

import dev.vopr.run.bench.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of a benchmark as a table. */
public final class BenchText {
  private static final String ROW = "%-52s %12s %24s  %s";

  private BenchText() {}

  /** Returns the lines of the table. */
  public static List<String> lines(List<Figure> figures) {
    List<String> lines = new ArrayList<>();
    lines.add(ROW.formatted("", "median", "min – max", "aim").stripTrailing());
    for (Figure figure : figures) {
      Figure.Samples values = figure.values();
      lines.add(
          ROW.formatted(
                  figure.name(),
                  number(values.median()) + figure.unit(),
                  number(values.min()) + " – " + number(values.max()),
                  figure.aim())
              .stripTrailing());
    }
    return lines;
  }

  private static String number(double value) {
    return value < 100 ? String.format(Locale.ROOT, "%.2f", value) : Figures.rounded(value);
  }
}
