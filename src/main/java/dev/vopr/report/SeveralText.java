package dev.vopr.report;

import dev.vopr.run.SweepResult;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Several scenarios, one after the other: a table with one line for each, and what it comes to. */
public final class SeveralText {
  /** Verdict, as expected or not, scenario, runs, unexpected, runs a second, commits. */
  private static final String ROW = "%-16s  %-3s  %-38s  %9s  %10s  %8s  %10s";

  private SeveralText() {}

  /** Returns what is going to be run, and the heads of the table's columns. */
  public static List<String> opening(List<Job> jobs) {
    long runs = jobs.stream().mapToLong(job -> job.sweep().iterations()).sum();
    List<String> lines = new ArrayList<>();
    boolean isModel = jobs.stream().anyMatch(job -> job.scenario().model().isPresent());
    lines.add(
        "vopr%s · %s, one after the other; %s in all"
            .formatted(
                isModel ? " · MODEL, not the cluster" : "",
                Figures.counted(jobs.size(), "scenario"),
                Figures.counted(runs, "run")));
    lines.add("");
    lines.add(
        row("verdict", "", "scenario", "runs", "unexpected", "runs/s", "commits").stripTrailing());
    return lines;
  }

  /** Returns the line of one scenario, and another one if it missed goals. */
  public static List<String> lines(Outcome outcome) {
    SweepResult result = outcome.result();
    double seconds = Math.max(1, outcome.wallNanos()) / 1e9;
    List<String> lines = new ArrayList<>();
    lines.add(
        row(
            result.verdict().name(),
            result.isPass() ? "ok" : "NOT",
            outcome.name(),
            Figures.count(result.runs()),
            Figures.count(result.unexpected()),
            Figures.rounded(result.runs() / seconds),
            Figures.count(result.totals().getOrDefault(Measure.COMMITTED, 0L))));
    List<Countable> missed = result.missedGoals();
    if (!missed.isEmpty()) {
      String goals =
          missed.stream()
              .map(goal -> Header.goal(goal, result.scenario().goals().get(goal)))
              .collect(Collectors.joining(", "));
      lines.addAll(Paragraph.of("                       <<< MISSED: ", goals, 2));
    }
    return lines;
  }

  /** Returns the line of a scenario that is not run, because the model has nothing of it. */
  public static List<String> notInModel(Scenario scenario, String why) {
    return Paragraph.of("not in the model: ", scenario.name() + ", because " + why, 2);
  }

  private static String row(
      String verdict,
      String pass,
      String scenario,
      String runs,
      String unexpected,
      String speed,
      String commits) {
    return ROW.formatted(verdict, pass, scenario, runs, unexpected, speed, commits);
  }

  /**
   * Returns the details of what did not come out as expected, and the totals.
   *
   * @param asked number of scenarios that were to be run
   * @param again how the user starts this program with the same settings
   */
  public static List<String> closing(List<Outcome> outcomes, int asked, String again) {
    List<String> lines = new ArrayList<>();
    List<Outcome> unexpected =
        outcomes.stream().filter(outcome -> !outcome.result().isPass()).toList();
    for (Outcome outcome : unexpected) {
      lines.add("");
      lines.addAll(
          Summary.lines(
              outcome.job(), outcome.result(), outcome.wallNanos(), only(again, outcome.name())));
    }
    lines.add("");
    lines.add(
        "%s of %s as expected; %s, %s committed, %s in all"
            .formatted(
                Figures.count(outcomes.size() - unexpected.size()),
                Figures.counted(asked, "scenario"),
                Figures.counted(sum(outcomes), "run"),
                Figures.counted(commits(outcomes), "operation"),
                Figures.duration(outcomes.stream().mapToLong(Outcome::wallNanos).sum())));
    if (unexpected.isEmpty() && !outcomes.isEmpty()) {
      lines.add("  one alone   " + only(again, outcomes.get(0).name()));
    }
    return lines;
  }

  private static long sum(List<Outcome> outcomes) {
    return outcomes.stream().mapToLong(outcome -> outcome.result().runs()).sum();
  }

  private static long commits(List<Outcome> outcomes) {
    return outcomes.stream()
        .mapToLong(outcome -> outcome.result().totals().getOrDefault(Measure.COMMITTED, 0L))
        .sum();
  }

  private static String only(String again, String scenario) {
    return again + " -Dvopr.scenario=" + scenario;
  }
}
