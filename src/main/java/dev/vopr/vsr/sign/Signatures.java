package dev.vopr.vsr.sign;

/** How nodes sign at hardening level {@code signed}. */
public enum Signatures {
  /** A keyed digest of 64 bits: unforgeable by the rules of the simulation, and cheap. */
  IDEAL(8),
  /** Ed25519 of the JDK (RFC 8032), which is deterministic as well. */
  ED25519(64);

  private final int bytes;

  Signatures(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the length of a signature in bytes. */
  public int bytes() {
    return bytes;
  }
}
