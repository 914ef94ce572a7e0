package dev.vopr.run;

import dev.vopr.byzantine.MutationTally;
import dev.vopr.check.Violation;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimFailure;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came out of one run.
 *
 * @param seed the run's own seed
 * @param verdict how it ended
 * @param hash trace hash
 * @param events messages and alarms that nodes handled
 * @param nanos virtual time that passed
 * @param checks how often each invariant was checked
 * @param measures all measures
 * @param mutations what became of mutated messages
 * @param violation the invariant that broke, if one did
 * @param failure why the simulation could not go on, if so
 * @param reason for other verdicts than SAFE, one sentence
 */
public record RunResult(
    long seed,
    Verdict verdict,
    long hash,
    long events,
    long nanos,
    long checks,
    Map<Measure, Long> measures,
    List<MutationTally> mutations,
    Optional<Violation> violation,
    Optional<SimFailure> failure,
    String reason) {

  /** Returns the result of a run that could not be ended, and of which nothing more is known. */
  static RunResult hung(long seed, String reason) {
    Map<Measure, Long> nothing = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      nothing.put(measure, 0L);
    }
    return new RunResult(
        seed,
        Verdict.CRASHED,
        0,
        0,
        0,
        0,
        nothing,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        reason);
  }

  /** Returns this result as that of a run whose repetition had another hash. */
  RunResult asNondeterministic(long otherHash) {
    return new RunResult(
        seed,
        Verdict.NONDETERMINISTIC,
        hash,
        events,
        nanos,
        checks,
        measures,
        mutations,
        violation,
        failure,
        "trace hash %016x, but %016x when run again".formatted(hash, otherHash));
  }
}
