package dev.vopr.model;

import dev.vopr.check.Violation;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Verdict;
import java.util.Map;
import java.util.Optional;

/**
 * What came out of a run of the model, before its goals are looked at.
 *
 * @param verdict SAFE, STALLED, DETECTED or VIOLATION
 * @param reason one sentence, empty if SAFE
 * @param hash over all steps
 * @param steps number of steps
 * @param checks how often each invariant was checked
 * @param measures what was counted
 * @param violation the invariant that broke, if one did
 */
public record ModelResult(
    Verdict verdict,
    String reason,
    long hash,
    long steps,
    long checks,
    Map<Countable, Long> measures,
    Optional<Violation> violation) {

  /** Returns the time that the steps stand for, in nanoseconds. */
  public long nanos() {
    return steps * ModelSettings.STEP_NANOS;
  }
}
