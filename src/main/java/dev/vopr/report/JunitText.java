package dev.vopr.report;

import dev.vopr.run.RunResult;
import dev.vopr.run.SweepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/** Results as JUnit XML: a case for each scenario, and one for each failing seed that is kept. */
public final class JunitText {
  private JunitText() {}

  /** Returns the lines of the file. */
  public static List<String> lines(List<Outcome> outcomes) {
    return lines(outcomes, (outcome, run) -> run.reason());
  }

  /** As above, with a text of its own for each failing seed. */
  public static List<String> lines(
      List<Outcome> outcomes, BiFunction<Outcome, RunResult, String> texts) {
    long failures =
        outcomes.stream()
            .mapToLong(
                outcome -> (outcome.result().isPass() ? 0 : 1) + outcome.result().failures().size())
            .sum();
    long cases =
        outcomes.stream().mapToLong(outcome -> 1 + outcome.result().failures().size()).sum();
    List<String> lines = new ArrayList<>();
    lines.add("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    lines.add(
        "<testsuite name=\"vopr\" tests=\"%d\" failures=\"%d\" time=\"%s\">"
            .formatted(
                cases, failures, seconds(outcomes.stream().mapToLong(Outcome::wallNanos).sum())));
    outcomes.forEach(outcome -> lines.addAll(cases(outcome, texts)));
    lines.add("</testsuite>");
    return lines;
  }

  private static List<String> cases(Outcome outcome, BiFunction<Outcome, RunResult, String> texts) {
    SweepResult result = outcome.result();
    String name = escaped(outcome.name());
    List<String> lines = new ArrayList<>();
    lines.addAll(
        testCase(
            name,
            "scenario",
            seconds(outcome.wallNanos()),
            result.isPass() ? "" : result.verdict() + ", not as expected",
            result.verdict().meaning()));
    for (RunResult run : result.failures()) {
      lines.addAll(
          testCase(
              name,
              "seed " + run.seed(),
              seconds(0),
              run.verdict().name(),
              texts.apply(outcome, run)));
    }
    return lines;
  }

  private static List<String> testCase(
      String scenario, String name, String seconds, String failure, String text) {
    String opening =
        "  <testcase classname=\"vopr.%s\" name=\"%s\" time=\"%s\""
            .formatted(scenario, escaped(name), seconds);
    return failure.isEmpty()
        ? List.of(opening + "/>")
        : List.of(
            opening + ">",
            "    <failure message=\"%s\">%s</failure>".formatted(escaped(failure), escaped(text)),
            "  </testcase>");
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
  }

  /** XML has no place for most control characters, not even escaped. */
  private static String escaped(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\\t\\n\\r]]", "?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
