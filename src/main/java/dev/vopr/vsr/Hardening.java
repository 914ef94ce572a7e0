package dev.vopr.vsr;

/**
 * How much a replica verifies of what others tell it; each level includes the ones before. What a
 * level can and cannot stop is in {@code docs/HARDENING.md}.
 */
public enum Hardening {
  /** The frame's checksum, and what is needed to survive any input. */
  PLAIN,
  /** Structure, bounds, and that a sender is who is at the other end of the link. */
  VALIDATED,
  /** That entries form a hash chain, and that whatever names an entry names the one held here. */
  CHAINED,
  /** Signatures of replicas and clients, certificates, and evidence of contradictions. */
  SIGNED;

  /** Returns whether this level includes {@code other}. */
  public boolean isAtLeast(Hardening other) {
    return compareTo(other) >= 0;
  }
}
