package dev.vopr.report;

import dev.vopr.scenario.Job;
import dev.vopr.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Which scenarios there are, and what each of them claims. */
public final class ScenarioText {
  private static final String INDENT = "  ";

  private ScenarioText() {}

  /** Returns a few lines for each scenario, for a terminal. */
  public static List<String> list(List<Job> jobs) {
    List<String> lines = new ArrayList<>();
    for (Job job : jobs) {
      Scenario scenario = job.scenario();
      lines.add(scenario.name());
      lines.addAll(Paragraph.of(INDENT, scenario.description()));
      lines.addAll(
          Paragraph.of(
              INDENT + "expect ",
              Header.verdicts(scenario.expected()) + "; reach: " + goals(scenario)));
      lines.add("");
    }
    lines.add(Figures.counted(jobs.size(), "scenario"));
    return lines;
  }

  /**
   * Returns the page that tells of all scenarios, in Markdown; made from their files alone.
   *
   * @param groups the jobs by the file that lists them, in order
   */
  public static List<String> page(Map<String, List<Job>> groups) {
    List<String> lines = new ArrayList<>();
    lines.add("# Scenarios");
    lines.add("");
    lines.add("Made from the files in `conf/scenarios`, by `ScenarioPageTest` with");
    lines.add(
        "`-Dgolden.write=true`. A run passes if it ends as expected; a sweep, if besides each");
    lines.add("goal is reached in the share of its runs that is named.");
    for (Map.Entry<String, List<Job>> group : groups.entrySet()) {
      lines.add("");
      lines.add("## `" + group.getKey() + "`");
      group.getValue().forEach(job -> lines.addAll(section(job.scenario())));
    }
    return lines;
  }

  private static List<String> section(Scenario scenario) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("### " + scenario.name());
    lines.add("");
    lines.add(sentence(scenario.description()));
    lines.add("");
    lines.add("* Faults: " + Header.faults(scenario.simulation()) + ".");
    lines.add(
        "* Expected at hardening `%s`: %s."
            .formatted(
                scenario.simulation().replica().hardening().name().toLowerCase(Locale.ROOT),
                Header.verdicts(scenario.expected())));
    lines.add(
        "* Goals, each in %s of the runs: %s."
            .formatted(Figures.percent(scenario.goalShare()), goals(scenario)));
    return lines;
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }

  private static String goals(Scenario scenario) {
    return scenario.goals().isEmpty()
        ? "nothing"
        : scenario.goals().entrySet().stream()
            .map(goal -> Header.goal(goal.getKey(), goal.getValue()))
            .collect(Collectors.joining(", "));
  }
}
