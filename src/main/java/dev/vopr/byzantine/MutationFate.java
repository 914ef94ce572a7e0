package dev.vopr.byzantine;

/**
 * What became of a mutated message, from the least to the most that it achieved. When a message was
 * doubled, or was followed in part only, the higher fate counts.
 */
public enum MutationFate {
  /** It was not delivered before the run ended. */
  IN_FLIGHT,

  /** The rule itself kept it back. */
  WITHHELD,

  /** The network lost it, or its receiver was down. */
  LOST,

  /** It was delivered, nothing of it was rejected, and the receiver's state did not change. */
  NO_EFFECT,

  /** It was rejected, and the receiver's state did not change. */
  REJECTED,

  /** The receiver's state changed, and no invariant broke; a part of it may have been rejected. */
  TOOK_EFFECT,

  /** The receiver recorded evidence against its sender on account of it. */
  DETECTED,

  /** The receiver's state changed, and the run ended in a violation. */
  HARMFUL;

  /** Returns whether the message reached a node. */
  public boolean isDelivered() {
    return compareTo(NO_EFFECT) >= 0;
  }
}
