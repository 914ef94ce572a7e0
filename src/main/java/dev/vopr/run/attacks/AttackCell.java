package dev.vopr.run.attacks;

import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.RejectionRule;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one attack achieved at one hardening level against a cluster of one size.
 *
 * @param attack its name
 * @param level the hardening level
 * @param replicas number of replicas
 * @param outcomes how many runs came out how; what did not occur is missing
 * @param unexplained number of runs that came out worse than the level allows
 * @param refusedBy the rule that refused most of its lies, if one did
 * @param example of the harmful runs, the one with the fewest faults
 */
public record AttackCell(
    String attack,
    Hardening level,
    int replicas,
    Map<AttackOutcome, Long> outcomes,
    long unexplained,
    Optional<RejectionRule> refusedBy,
    Optional<AttackExample> example) {

  public AttackCell {
    Map<AttackOutcome, Long> copy = new EnumMap<>(AttackOutcome.class);
    copy.putAll(outcomes);
    outcomes = Collections.unmodifiableMap(copy);
  }

  /** Returns the number of runs. */
  public long runs() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the worst that occurred. */
  public AttackOutcome outcome() {
    return outcomes.keySet().stream()
        .max(AttackOutcome::compareTo)
        .orElse(AttackOutcome.NEVER_REACHED);
  }

  /** Returns the share of the runs, 0 to 1, that came out as badly as the worst. */
  public double share() {
    return runs() == 0 ? 0 : (double) outcomes.get(outcome()) / runs();
  }

  /** Returns the cell with another example. */
  public AttackCell withExample(AttackExample other) {
    return new AttackCell(
        attack, level, replicas, outcomes, unexplained, refusedBy, Optional.of(other));
  }
}
