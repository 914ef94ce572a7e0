package dev.vopr.sim;

import java.util.Locale;

/**
 * A rolling 64-bit hash over everything that happened in a run, in order.
 *
 * <p>Two runs with equal hashes took the same steps. Values go in as 64-bit words (the round
 * function is that of XXH64), so the hash does not depend on any object's {@code hashCode}.
 */
public final class TraceHash {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;

  private long state;

  /** Adds one word. */
  public void add(long word) {
    long mixed = Long.rotateLeft(word * PRIME_2, 31) * PRIME_1;
    state = Long.rotateLeft(state ^ mixed, 27) * PRIME_1 + PRIME_4;
  }

  /** Returns the hash of all words added so far. */
  public long value() {
    return SimRng.mix(state);
  }

  /** Forgets everything. */
  public void reset() {
    state = 0;
  }

  /** Returns {@code hash} as people see it: 16 hexadecimal digits. */
  public static String format(long hash) {
    return String.format(Locale.ROOT, "%016x", hash);
  }
}
