package dev.vopr.check;

import dev.vopr.vsr.ClockSettings;
import dev.vopr.vsr.ReplicaView;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A replica that has agreed on the time with a quorum is near true time, as long as no more than f
 * wall clocks were wrong while the agreement was made.
 *
 * <p>Why that holds: f + 1 sources agree, so one of them at least was right, within the sound
 * offset. When more than f are wrong, nothing can be claimed: they may agree on anything. A clock
 * that was wrong at any time from the oldest answer that an agreement can rest on until now counts
 * as wrong, and so does that of a compromised replica, which may say what it likes.
 */
public final class ClusterTimeInvariant implements Invariant {
  private static final long NEVER = Long.MIN_VALUE / 2;
  private static final long ALWAYS = Long.MAX_VALUE / 2;

  /**
   * What is claimed.
   *
   * @param beginning true time at the beginning of the run, in nanoseconds since 1970
   * @param soundNanos how far a wall clock may be from true time and still count as right
   * @param clock how the replicas agree on the time
   */
  public record Claim(long beginning, long soundNanos, ClockSettings clock) {
    /** Returns for how long an answer of another replica can matter, on any clock that counts. */
    private long memoryNanos() {
      long memory = 2 * clock.window() + clock.expiry();
      return memory + clock.drift(memory);
    }

    /** Returns the largest error that a replica can honestly admit. */
    private long largestError() {
      return clock.tolerance() + 2 * memoryNanos();
    }
  }

  private final Claim claim;
  private final long memoryNanos;
  private final long largestError;
  private final long[] lastWrong;
  private final long[] lastPause;

  /** Creates the invariant for a cluster of so many replicas. */
  public ClusterTimeInvariant(int replicas, List<Integer> compromised, Claim claim) {
    this.claim = claim;
    memoryNanos = claim.memoryNanos();
    largestError = claim.largestError();
    lastWrong = new long[replicas];
    Arrays.fill(lastWrong, NEVER);
    lastPause = new long[replicas];
    Arrays.fill(lastPause, NEVER);
    compromised.forEach(replica -> lastWrong[replica] = ALWAYS);
  }

  @Override
  public String name() {
    return "cluster-time";
  }

  @Override
  public String source() {
    return "VSR rule T1, and Marzullo 1984: what more than f sources agree on, a right one holds";
  }

  /** A replica reads a wall clock that is that far from true time. */
  void onInexactClock(int replica, long errorNanos, long nanos) {
    boolean isWrong = errorNanos > claim.soundNanos() || errorNanos < -claim.soundNanos();
    if (isWrong && lastWrong[replica] < nanos) {
      lastWrong[replica] = nanos;
    }
  }

  /**
   * A replica goes on after a pause that its monotonic clock did not count. What it agreed on
   * before, and with answers that waited for it, lags by as much: nothing is claimed of it until
   * that has expired.
   */
  void onResume(int replica, long nanos) {
    lastPause[replica] = nanos;
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    boolean isAfterPause = lastPause[replica.number()] >= nanos - memoryNanos;
    if (isAfterPause || !replica.clock().isSynchronised()) {
      return Optional.empty();
    }
    long error = replica.clock().time() - claim.beginning() - nanos;
    long bound = claim.soundNanos() + Math.min(largestError, replica.clock().error());
    if (Math.abs(error) <= bound || wrongClocks(nanos) > lastWrong.length / 2) {
      return Optional.empty();
    }
    String sentence =
        "cluster time of r%d is %d ns from true time, but at most %d ns are possible with %d of %d"
            + " wall clocks wrong";
    return Optional.of(
        new Violation(
            name(),
            sentence.formatted(
                replica.number(), error, bound, wrongClocks(nanos), lastWrong.length),
            List.of(replica.number()),
            0,
            nanos));
  }

  private int wrongClocks(long nanos) {
    int wrong = 0;
    for (long last : lastWrong) {
      wrong += last >= nanos - memoryNanos ? 1 : 0;
    }
    return wrong;
  }

  @Override
  public void onRestart(int replica) {
    // Clocks do not start again with their replica.
  }
}
