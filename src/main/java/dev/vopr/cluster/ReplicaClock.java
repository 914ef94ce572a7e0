package dev.vopr.cluster;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.ClockReading;

/**
 * The clocks of one replica: from virtual time to what its monotonic and its wall clock show.
 *
 * <p>Both run on the same crystal, and so drift alike. A time service takes the drift out of the
 * wall clock from time to time, which leaves a saw-tooth; the monotonic clock keeps it. Steps,
 * freezes and failures strike the wall clock only.
 */
public final class ReplicaClock {
  private static final long MILLION = 1_000_000;

  /** True time when a run begins: 2001-09-09, a billion seconds after 1970. */
  private static final long BEGINNING = 1_000_000_000_000_000_000L;

  private static final long NEVER = Long.MAX_VALUE;

  private final long wallOffset;
  private final long correctionNanos;

  /** Since {@code since} the monotonic clock counts from {@code counted}, with the drift. */
  private long since;

  private long counted;
  private int driftPpm;
  private boolean isRight;

  private long stepNanos;
  private boolean isFrozen;
  private long frozenAt;
  private boolean isPaused;
  private boolean isFailed;
  private SimRng nonsense = SimRng.of(0);
  private long errorMax;

  /**
   * Creates clocks that start at virtual time 0.
   *
   * @param wallOffset how far the wall clock is ahead of true time
   * @param monotonicOffset what the monotonic clock shows at virtual time 0, from 0
   * @param driftPpm how much faster than true time both run, above −1,000,000
   * @param correctionNanos how often the drift is taken out of the wall clock, from 1
   */
  public ReplicaClock(long wallOffset, long monotonicOffset, int driftPpm, long correctionNanos) {
    this.wallOffset = wallOffset;
    this.counted = monotonicOffset;
    this.driftPpm = driftPpm;
    this.correctionNanos = correctionNanos;
    this.isRight = wallOffset == 0 && driftPpm == 0;
  }

  /** Returns what an exact wall clock shows. */
  public static long trueWall(long nanos) {
    return BEGINNING + nanos;
  }

  /** Returns {@code ppm} millionths of {@code nanos}, rounded down. */
  static long share(long nanos, int ppm) {
    return nanos / MILLION * ppm + Math.floorDiv(nanos % MILLION * ppm, MILLION);
  }

  /** Returns what the clocks show at an instant of virtual time. */
  public ClockReading read(long nanos) {
    long instant = isPaused ? since : nanos;
    return new ClockReading(monotonic(instant), wall(instant));
  }

  private long monotonic(long nanos) {
    long elapsed = nanos - since;
    return counted + elapsed + (driftPpm == 0 ? 0 : share(elapsed, driftPpm));
  }

  private long wall(long nanos) {
    if (isFailed) {
      long error = SimRng.scale(nonsense.keyed(nanos, 0), 2 * errorMax + 1) - errorMax;
      return trueWall(nanos) + error;
    }
    return isFrozen ? frozenAt : running(nanos);
  }

  private long running(long nanos) {
    long ordinary =
        isRight ? 0 : wallOffset + (driftPpm == 0 ? 0 : share(nanos % correctionNanos, driftPpm));
    return trueWall(nanos) + ordinary + stepNanos;
  }

  /**
   * Returns the first instant of virtual time at which the monotonic clock shows {@code monotonic},
   * or has passed it; {@code Long.MAX_VALUE} stays what it is.
   */
  public long instantOf(long monotonic) {
    if (monotonic == NEVER || monotonic <= counted) {
      return monotonic == NEVER ? NEVER : since;
    }
    long wanted = monotonic - counted;
    if (driftPpm == 0) {
      return later(since, wanted);
    }
    // The clock counts floor(t · rate / million) in t: the first t is the quotient, rounded up. In
    // whole turns of the clock and a rest, because the product does not fit into 64 bits.
    long rate = MILLION + driftPpm;
    long rest = (wanted % rate * MILLION + rate - 1) / rate;
    long turns = wanted / rate;
    return turns > NEVER / MILLION - 2 ? NEVER : later(since, turns * MILLION + rest);
  }

  private static long later(long instant, long nanos) {
    return instant > NEVER - nanos ? NEVER : instant + nanos;
  }

  // ---- faults -----------------------------------------------------------------------------------

  /** From now on the wall clock is that far ahead of where it would be without; 0 ends it. */
  public void step(long newStepNanos) {
    stepNanos = newStepNanos;
  }

  /** The wall clock stands still. */
  public void freeze(long nanos) {
    isFrozen = true;
    frozenAt = running(nanos);
  }

  /** The wall clock runs again, and shows what it would show without the pause. */
  public void unfreeze() {
    isFrozen = false;
  }

  /**
   * The time source fails.
   *
   * @param newErrorMax largest error of a reading, from 0
   * @param newNonsense the errors of its readings
   */
  public void fail(long newErrorMax, SimRng newNonsense) {
    isFailed = true;
    nonsense = newNonsense;
    errorMax = newErrorMax;
  }

  /** The time source is well again. */
  public void endFailure() {
    isFailed = false;
  }

  /** The replica is paused: no time passes for its clocks. */
  public void pause(long nanos) {
    counted = monotonic(nanos);
    since = nanos;
    isPaused = true;
  }

  /**
   * The replica goes on. Its monotonic clock goes on where it stood; the wall clock has been set
   * right meanwhile, as far as it was.
   */
  public void resume(long nanos) {
    isPaused = false;
    since = nanos;
  }

  /** From now on the wall clock is exact, and the monotonic clock runs at the right speed. */
  public void heal(long nanos) {
    counted = monotonic(isPaused ? since : nanos);
    since = nanos;
    driftPpm = 0;
    isRight = true;
    stepNanos = 0;
    isFrozen = false;
    isFailed = false;
  }
}
