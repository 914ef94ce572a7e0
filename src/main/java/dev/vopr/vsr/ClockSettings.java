package dev.vopr.vsr;

/**
 * How the replicas agree on the time (rule T1); times in nanoseconds.
 *
 * @param isSynchronised whether timestamps are cluster time; if not, a primary uses its own wall
 *     clock, as in VRR §4, and is never without a time
 * @param tolerance largest distance between two wall clocks that count as agreeing, network delays
 *     apart
 * @param window how long answers of the others are collected before they are compared
 * @param expiry an agreement counts for this long
 * @param patience a primary without an agreed time falls silent after this long
 * @param driftPpm bound on how much faster or slower than true time a monotonic clock runs, in
 *     millionths, below 1,000,000
 * @param timestampDistance a backup takes note of a new timestamp further than this from its own
 *     cluster time
 */
public record ClockSettings(
    boolean isSynchronised,
    long tolerance,
    long window,
    long expiry,
    long patience,
    int driftPpm,
    long timestampDistance) {
  private static final long MILLION = 1_000_000;

  /** Returns how far time may have run from a monotonic clock that counted {@code elapsed}. */
  public long drift(long elapsed) {
    // A clock that runs slow by d counts e while e / (1 − d) pass; rounded up.
    return driftPpm == 0 ? 0 : elapsed * driftPpm / (MILLION - driftPpm) + 1;
  }
}
