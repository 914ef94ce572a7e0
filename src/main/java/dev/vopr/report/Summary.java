package dev.vopr.report;

import dev.vopr.check.CheckedCluster;
import dev.vopr.check.Checkers;
import dev.vopr.check.Invariant;
import dev.vopr.config.PlanFile;
import dev.vopr.fault.Decision;
import dev.vopr.model.ModelRun;
import dev.vopr.run.RunResult;
import dev.vopr.run.SweepResult;
import dev.vopr.run.Timings;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.TraceHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What came out of a sweep, in at most 25 lines. */
public final class Summary {
  private static final int MAX_LINES = 25;
  private static final int MAX_FAILURES = 3;
  private static final int MAX_GOAL_LINES = 3;
  private static final int MAX_GOALS_MISSED = 2;
  private static final String INDENT = "              ";

  private final Job job;
  private final SweepResult result;
  private final List<String> lines = new ArrayList<>();

  private Summary(Job job, SweepResult result) {
    this.job = job;
    this.result = result;
  }

  /**
   * Returns the lines of the summary.
   *
   * @param wallNanos wall-clock time that the sweep took, in nanoseconds
   * @param again how the user starts this program with the same settings
   */
  public static List<String> lines(Job job, SweepResult result, long wallNanos, String again) {
    Summary summary = new Summary(job, result);
    summary.addVerdict();
    summary.addModel();
    summary.addFailures();
    summary.addInvariants();
    summary.addGoals();
    summary.addSometimes();
    summary.addUnused();
    List<String> end = summary.end(wallNanos, again);
    summary.addMutations(MAX_LINES - end.size());
    summary.lines.addAll(end);
    return summary.lines;
  }

  /** Returns the whole result in one line. */
  public static String compact(SweepResult result) {
    return "%s%s %s runs=%d unexpected=%d events=%d hash=%s"
        .formatted(
            result.scenario().model().isPresent() ? "model:" : "",
            result.scenario().name().replaceAll("\\s+", "-"),
            result.verdict(),
            result.runs(),
            result.unexpected(),
            result.events(),
            TraceHash.format(result.hash()));
  }

  private void addVerdict() {
    String counts =
        result.verdicts().entrySet().stream()
            .map(entry -> Figures.count(entry.getValue()) + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    lines.add(
        Paragraph.cut(
            "%s · %s · %s · %s of %s: %s"
                .formatted(
                    result.verdict(),
                    result.isPass() ? "as expected" : "NOT as expected",
                    Header.name(result.scenario()),
                    Figures.count(result.runs()),
                    Figures.counted(job.sweep().iterations(), "run"),
                    counts.isEmpty() ? "none" : counts)));
    lines.add(Paragraph.cut("  which means " + meaning()));
  }

  private String meaning() {
    if (result.verdict() == Verdict.SAFE && !result.isPass()) {
      return "what is expected was not found: " + Header.verdicts(result.scenario().expected());
    }
    String remark = "";
    if (result.isInterrupted()) {
      remark = "; INTERRUPTED";
    } else if (result.runs() < job.sweep().iterations() && result.failures().isEmpty()) {
      remark = "; the time was over";
    } else if (result.runs() < job.sweep().iterations()) {
      remark = "; ended there, as fail-fast asks";
    }
    return result.verdict().meaning() + remark;
  }

  /** The worst ones first, two or three lines each. */
  private void addFailures() {
    List<RunResult> failures = failures();
    for (RunResult run : failures.subList(0, Math.min(MAX_FAILURES, failures.size()))) {
      lines.add(
          "  seed %d · %s · after %s, at %s · trace hash %s"
              .formatted(
                  run.seed(),
                  run.verdict(),
                  Figures.counted(run.events(), "event"),
                  Figures.instant(run.nanos()),
                  TraceHash.format(run.hash())));
      if (!run.reason().isEmpty()) {
        lines.addAll(Paragraph.of("    ", run.reason().replaceAll("\\s+", " "), 2));
      }
      addDrawn(run);
    }
    long more = result.unexpected() - MAX_FAILURES;
    if (more > 0) {
      lines.add("  and " + Figures.counted(more, "more unexpected run"));
    }
  }

  private void addDrawn(RunResult run) {
    if (!run.faults().drawn().isEmpty()) {
      String drawn =
          run.faults().drawn().entrySet().stream()
              .map(value -> value.getKey() + " = " + value.getValue())
              .collect(Collectors.joining(", "));
      lines.addAll(Paragraph.of("    drawn: ", drawn, 2));
    }
  }

  private List<RunResult> failures() {
    return result.failures().stream()
        .sorted(Comparator.comparing(RunResult::verdict, Comparator.reverseOrder()))
        .toList();
  }

  /** What comes out of the model must not be taken for what the cluster does. */
  private void addModel() {
    job.scenario()
        .model()
        .ifPresent(
            claim ->
                lines.addAll(
                    Paragraph.of(
                        "  MODEL       ",
                        "a model was run, not the cluster" + Header.without(claim),
                        2)));
  }

  private void addInvariants() {
    List<String> names = invariants(job.scenario());
    lines.addAll(
        Paragraph.of(
            "  invariants  ",
            "each checked %s times, after every step: %s"
                .formatted(Figures.count(result.checks()), String.join(", ", names)),
            // Failures need the room, and name the invariant that broke.
            result.failures().isEmpty() ? 3 : 2));
  }

  /** Returns the names of the invariants of a run of the scenario. */
  static List<String> invariants(Scenario scenario) {
    if (scenario.model().isPresent()) {
      return ModelRun.invariants();
    }
    CheckedCluster cluster =
        new CheckedCluster(
            scenario.simulation().replica(), List.of(), 1, scenario.check().isAudited());
    return new Checkers(cluster).invariants().stream().map(Invariant::name).toList();
  }

  /** A plan that was edited may ask for what cannot happen any more. */
  private void addUnused() {
    List<Decision> unused = result.unused();
    if (!unused.isEmpty()) {
      lines.addAll(
          Paragraph.of(
              "  plan        ",
              "%s had no occasion and did not strike, first: %s"
                  .formatted(
                      Figures.counted(unused.size(), "decision"), PlanFile.line(unused.get(0))),
              2));
    }
  }

  private void addGoals() {
    Map<Countable, Long> goals = result.scenario().goals();
    List<Countable> missed =
        result.runs() == 0 ? List.copyOf(goals.keySet()) : result.missedGoals();
    String label = "  goals       ";
    for (Countable measure : missed.subList(0, Math.min(MAX_GOALS_MISSED, missed.size()))) {
      lines.add(
          "%s<<< MISSED: %s (in %s of the runs)"
              .formatted(label, Header.goal(measure, goals.get(measure)), share(measure)));
      label = INDENT;
    }
    int more = missed.size() - MAX_GOALS_MISSED;
    if (more > 0) {
      lines.add(label + "<<< MISSED: " + more + " more");
    }
    List<Countable> reached =
        goals.keySet().stream().filter(goal -> !missed.contains(goal)).toList();
    if (!reached.isEmpty()) {
      // Failures need the room here as well.
      int most = result.failures().isEmpty() ? MAX_GOAL_LINES : MAX_GOAL_LINES - 1;
      int room = Math.max(1, most - Math.min(MAX_GOALS_MISSED + 1, missed.size()));
      lines.addAll(Paragraph.of(label, reached(goals, reached), room));
    }
  }

  private void addSometimes() {
    if (result.runs() > 0) {
      lines.add("  sometimes   " + new SometimesText(job, result).line());
    }
  }

  /** Returns all that there is to reach, and in how many runs each was reached. */
  public static List<String> reached(Job job, SweepResult result) {
    return new SometimesText(job, result).list();
  }

  private String reached(Map<Countable, Long> goals, List<Countable> reached) {
    List<String> shares = reached.stream().map(this::share).distinct().toList();
    boolean isOneShare = shares.size() == 1;
    String list =
        reached.stream()
            .map(
                goal ->
                    Header.goal(goal, goals.get(goal))
                        + (isOneShare ? "" : " (" + share(goal) + ")"))
            .collect(Collectors.joining(", "));
    return (isOneShare ? "reached in " + shares.get(0) + " of the runs: " : "reached: ") + list;
  }

  private String share(Countable measure) {
    long reached = result.reached().getOrDefault(measure, 0L);
    return Figures.percent(result.runs() == 0 ? 0 : (double) reached / result.runs());
  }

  private void addMutations(int maxLines) {
    if (job.scenario().model().isPresent()) {
      addLiesOfModel();
      return;
    }
    lines.addAll(
        MutationText.lines(
            "  mutations   ",
            job.scenario().simulation().byzantine(),
            result.mutations(),
            maxLines - lines.size()));
  }

  /** The model counts which lies reached a replica, and follows none of them further. */
  private void addLiesOfModel() {
    List<String> lies = new ArrayList<>();
    result
        .totals()
        .forEach(
            (counted, count) -> {
              if (counted instanceof Countable.Lie lie) {
                lies.add(lie.rule() + " " + Figures.count(count));
              }
            });
    if (!lies.isEmpty()) {
      long refused = result.totals().getOrDefault(Measure.MUTATED_REJECTED, 0L);
      String all = "delivered: " + String.join(", ", lies) + "; refused: " + Figures.count(refused);
      lines.addAll(Paragraph.of("  lies        ", all, 2));
    }
  }

  private List<String> end(long wallNanos, String again) {
    double seconds = Math.max(1, wallNanos) / 1e9;
    Map<Countable, Long> totals = result.totals();
    List<String> end = new ArrayList<>();
    end.add(
        "  work        %s committed, %s answered; %s simulated"
            .formatted(
                Figures.counted(totals.getOrDefault(Measure.COMMITTED, 0L), "operation"),
                Figures.counted(totals.getOrDefault(Measure.ANSWERED, 0L), "request"),
                Figures.duration(result.nanos())));
    end.add(
        "  speed       %s runs/s, %s messages/s, %s times real time; %s in all"
            .formatted(
                Figures.rounded(result.runs() / seconds),
                Figures.rounded(totals.getOrDefault(Measure.DELIVERED, 0L) / seconds),
                Figures.rounded(result.nanos() / 1e9 / seconds),
                Figures.duration(wallNanos)));
    addTimes(end);
    end.add("  trace hash  " + TraceHash.format(result.hash()));
    addNext(end, again);
    return end;
  }

  private void addTimes(List<String> end) {
    Timings.Row latency = result.timings().latency();
    Timings.Row settling = result.timings().settling();
    if (latency.count() > 0 && settling.count() > 0) {
      end.add(
          Paragraph.cut(
              "  waited      for a result %s (p50), %s (p99), %s at most; to settle %s, %s, %s"
                  .formatted(
                      Figures.duration(latency.median()),
                      Figures.duration(latency.high()),
                      Figures.duration(latency.longest()),
                      Figures.duration(settling.median()),
                      Figures.duration(settling.high()),
                      Figures.duration(settling.longest()))));
    }
  }

  private String goOn(String again) {
    return again
        + " -Dvopr.seed="
        + job.sweep().seed()
        + " -Dvopr.iterations="
        + job.sweep().iterations()
        + " -Dvopr.run.resume=true";
  }

  /** Commands to copy, and therefore never wrapped. */
  private void addNext(List<String> end, String again) {
    boolean isKept = !job.report().resume().directory().isEmpty() && job.sweep().iterations() > 1;
    if (result.isInterrupted() && isKept) {
      end.add("  go on       " + goOn(again));
    }
    if (!result.failures().isEmpty()) {
      String one = " -Dvopr.iterations=1 -Dvopr.seed=" + failures().get(0).seed();
      end.add("  repeat it   " + again + one);
      end.add("  as a story  " + again + one + " -Dvopr.run.narrate=true");
      return;
    }
    long next = job.sweep().seed() + result.runs();
    end.add("  more seeds  " + again + " -Dvopr.seed=" + next);
    end.add("  as a story  " + again + " -Dvopr.iterations=1 -Dvopr.run.narrate=true");
  }
}
