package dev.vopr.run;

import dev.vopr.byzantine.MutationTally;
import dev.vopr.fault.Decision;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came out of the runs of a sweep, added up in the order of their seeds, so that it does not
 * depend on the number of workers. Its size does not depend on the number of runs.
 */
public final class SweepResult {
  private static final int MAX_FAILURES_KEPT = 20;

  private final Scenario scenario;
  private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
  private final Map<Countable, Long> totals = new LinkedHashMap<>();
  private final Map<Countable, Long> reached = new LinkedHashMap<>();
  private final Map<Countable, Long> runsWith = new LinkedHashMap<>();
  private final Map<MutationTally, Long> mutations = new LinkedHashMap<>();
  private final List<RunResult> failures = new ArrayList<>();
  private final Timings timings = new Timings();
  private long runs;
  private long events;
  private long nanos;
  private long checks;
  private long hash;
  private boolean isInterrupted;
  private List<Decision> unused = List.of();

  SweepResult(Scenario scenario) {
    this.scenario = scenario;
  }

  void add(RunResult run) {
    runs++;
    events += run.events();
    nanos += run.nanos();
    unused = run.faults().unused();
    checks += run.checks();
    hash = Long.rotateLeft(hash, 1) ^ run.hash();
    long same = verdicts.merge(run.verdict(), 1L, Long::sum);
    timings.add(run.timing());
    run.measures().forEach((measure, value) -> totals.merge(measure, value, Long::sum));
    run.measures()
        .forEach((measure, value) -> runsWith.merge(measure, value > 0 ? 1L : 0L, Long::sum));
    scenario
        .goals()
        .forEach(
            (measure, least) ->
                reached.merge(measure, run.count(measure) >= least ? 1L : 0L, Long::sum));
    for (MutationTally tally : run.mutations()) {
      mutations.merge(tally.withCount(1), tally.count(), Long::sum);
    }
    // The first failure of each verdict is kept, however many others came before it.
    if (isUnexpected(run.verdict()) && (failures.size() < MAX_FAILURES_KEPT || same == 1)) {
      failures.add(run);
    }
  }

  void interrupt() {
    isInterrupted = true;
  }

  /** The numbers of a result. */
  record Sums(long runs, long events, long nanos, long checks, long hash) {}

  /**
   * What was counted.
   *
   * @param totals the sums of all measures
   * @param reached how many runs reached each goal
   * @param runsWith in how many runs something was counted at least once
   */
  record Counts(
      Map<Countable, Long> totals, Map<Countable, Long> reached, Map<Countable, Long> runsWith) {}

  Counts counts() {
    return new Counts(totals, reached, runsWith);
  }

  Sums sums() {
    return new Sums(runs, events, nanos, checks, hash);
  }

  /** Takes over what was saved of a sweep that was ended; this one has no run yet. */
  void restore(
      Sums sums,
      Map<Verdict, Long> ofVerdicts,
      Counts counts,
      List<MutationTally> tallies,
      List<RunResult> ofFailures) {
    runs = sums.runs();
    events = sums.events();
    nanos = sums.nanos();
    checks = sums.checks();
    hash = sums.hash();
    verdicts.putAll(ofVerdicts);
    totals.putAll(counts.totals());
    reached.putAll(counts.reached());
    runsWith.putAll(counts.runsWith());
    tallies.forEach(tally -> mutations.put(tally.withCount(1), tally.count()));
    failures.addAll(ofFailures);
  }

  /** Returns whether the scenario does not allow a single run to end with this verdict. */
  private boolean isUnexpected(Verdict verdict) {
    return verdict != Verdict.VACUOUS && !scenario.expected().contains(verdict);
  }

  /** Returns the scenario that was run. */
  public Scenario scenario() {
    return scenario;
  }

  /** Returns the number of finished runs. */
  public long runs() {
    return runs;
  }

  /** Returns how many runs ended with each verdict that occurred. */
  public Map<Verdict, Long> verdicts() {
    return verdicts;
  }

  /** Returns the sums of all measures. */
  public Map<Countable, Long> totals() {
    return totals;
  }

  /** Returns how many runs reached each of the scenario's goals. */
  public Map<Countable, Long> reached() {
    return reached;
  }

  /** Returns in how many runs something was counted at least once. */
  public long runsWith(Countable counted) {
    return runsWith.getOrDefault(counted, 0L);
  }

  /** Returns what became of the mutated messages of all runs. */
  public List<MutationTally> mutations() {
    List<MutationTally> tallies = new ArrayList<>();
    mutations.forEach((tally, count) -> tallies.add(tally.withCount(count)));
    return tallies;
  }

  /**
   * Returns runs whose verdict was not expected, in the order of their seeds: the first ones, and
   * the first one of each verdict.
   */
  public List<RunResult> failures() {
    return failures;
  }

  /** Returns the number of runs whose verdict was not expected. */
  public long unexpected() {
    long unexpected = 0;
    for (Map.Entry<Verdict, Long> entry : verdicts.entrySet()) {
      unexpected += isUnexpected(entry.getKey()) ? entry.getValue() : 0;
    }
    return unexpected;
  }

  /** Returns the number of events of all runs. */
  public long events() {
    return events;
  }

  /** Returns the virtual time of all runs together, in nanoseconds. */
  public long nanos() {
    return nanos;
  }

  /** Returns how often each invariant was checked. */
  public long checks() {
    return checks;
  }

  /** Returns how long things took. */
  public Timings timings() {
    return timings;
  }

  /** Returns one hash over the trace hashes of all runs. */
  public long hash() {
    return hash;
  }

  /** Returns the decisions of a plan that the last run that played it back had no occasion for. */
  public List<Decision> unused() {
    return unused;
  }

  /** Returns whether the sweep was ended before all runs were made. */
  public boolean isInterrupted() {
    return isInterrupted;
  }

  /** Returns the goals that too few runs reached. */
  public List<Countable> missedGoals() {
    List<Countable> missed = new ArrayList<>();
    reached.forEach(
        (measure, count) -> {
          if (count < scenario.goalShare() * runs) {
            missed.add(measure);
          }
        });
    return missed;
  }

  /**
   * Returns whether too many runs could not be judged, because their cores could go on in no way.
   */
  private boolean isUnsolvable() {
    return totals.getOrDefault(Measure.UNSOLVABLE, 0L) > (1 - scenario.goalShare()) * runs;
  }

  /**
   * Returns the verdict of the sweep: the worst unexpected one of its runs, else VACUOUS if goals
   * were missed, else the worst of the expected ones that occurred.
   */
  public Verdict verdict() {
    if (failures.isEmpty() && (runs == 0 || isUnsolvable() || !missedGoals().isEmpty())) {
      return Verdict.VACUOUS;
    }
    Verdict worst = Verdict.SAFE;
    for (Verdict verdict : verdicts.keySet()) {
      boolean counts = failures.isEmpty() ? verdict != Verdict.VACUOUS : isUnexpected(verdict);
      worst = counts && worst.compareTo(verdict) < 0 ? verdict : worst;
    }
    return worst;
  }

  /** Returns whether the sweep is a pass: nothing unexpected, and the goals were reached. */
  public boolean isPass() {
    return failures.isEmpty() && verdict() != Verdict.VACUOUS;
  }
}
