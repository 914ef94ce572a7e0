package dev.vopr.run;

import dev.vopr.byzantine.MutationTally;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results made by hand. */
public final class Results {
  private Results() {}

  /** Returns the result of a sweep with the given runs. */
  public static SweepResult sweep(Scenario scenario, List<RunResult> runs) {
    SweepResult result = new SweepResult(scenario);
    runs.forEach(result::add);
    return result;
  }

  /** Returns the result of a sweep that was interrupted after the given runs. */
  public static SweepResult interrupted(Scenario scenario, List<RunResult> runs) {
    SweepResult result = sweep(scenario, runs);
    result.interrupt();
    return result;
  }

  /** Returns a run in which each measure is 100. */
  public static RunResult run(long seed, Verdict verdict, String reason) {
    return run(seed, verdict, reason, List.of(), 100);
  }

  /** Returns a run in which each measure is {@code each}. */
  public static RunResult run(
      long seed, Verdict verdict, String reason, List<MutationTally> mutations, long each) {
    Map<Countable, Long> measures = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      measures.put(measure, measure == Measure.UNSOLVABLE ? 0 : each);
    }
    return new RunResult(
        seed,
        verdict,
        0x1234_5678_9abc_def0L + seed,
        1_204,
        1_234_567_890,
        812,
        measures,
        mutations,
        RunTiming.NONE,
        FaultRecord.NONE,
        Optional.empty(),
        Optional.empty(),
        reason);
  }
}
