package dev.vopr.byzantine;

import dev.vopr.vsr.RejectionRule;
import java.util.Optional;

/**
 * How many messages that a rule mutated met the same fate.
 *
 * @param rule name of the rule
 * @param fate what became of them
 * @param rejection the first rule by which a receiver rejected them or a part of them
 * @param count how many, from 1
 */
public record MutationTally(
    String rule, MutationFate fate, Optional<RejectionRule> rejection, long count) {

  /** Returns the same fate with another count. */
  public MutationTally withCount(long newCount) {
    return new MutationTally(rule, fate, rejection, newCount);
  }
}
