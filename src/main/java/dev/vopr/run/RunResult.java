package dev.vopr.run;

import dev.vopr.byzantine.MutationTally;
import dev.vopr.check.Violation;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimFailure;
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
 * @param measures what was counted; what is missing was never seen
 * @param mutations what became of mutated messages
 * @param timing how long things took
 * @param faults what struck
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
    Map<Countable, Long> measures,
    List<MutationTally> mutations,
    RunTiming timing,
    FaultRecord faults,
    Optional<Violation> violation,
    Optional<SimFailure> failure,
    String reason) {

  /** Returns the result of a run of which nothing more is known than why it could not go on. */
  static RunResult crashed(
      long seed, long hash, long nanos, Optional<SimFailure> failure, String reason) {
    return new RunResult(
        seed,
        Verdict.CRASHED,
        hash,
        0,
        nanos,
        0,
        Map.of(),
        List.of(),
        RunTiming.NONE,
        FaultRecord.NONE,
        Optional.empty(),
        failure,
        reason);
  }

  /** Returns how often something was counted. */
  public long count(Countable counted) {
    return measures.getOrDefault(counted, 0L);
  }

  /** Returns this result as that of a run whose repetition had another hash. */
  RunResult asNondeterministic(long otherHash) {
    return asNondeterministic(
        "trace hash %016x, but %016x when run again".formatted(hash, otherHash));
  }

  /** As above, with the sentence that was made of it. */
  RunResult asNondeterministic(String sentence) {
    return new RunResult(
        seed,
        Verdict.NONDETERMINISTIC,
        hash,
        events,
        nanos,
        checks,
        measures,
        mutations,
        timing,
        faults,
        violation,
        failure,
        sentence);
  }
}
