package dev.vopr.cluster;

import dev.vopr.sim.SimRng;

/**
 * How the replicas' clocks go wrong; times in nanoseconds. Every clock has an offset and a drift;
 * only the faulty ones step, freeze and fail.
 *
 * @param offsetMax largest offset of a wall clock from true time, either way; a monotonic clock
 *     begins anywhere from 0 to it
 * @param driftMaxPpm largest drift of a replica's clocks, either way, in millionths
 * @param correctionNanos how often a time service takes the drift out of the wall clocks
 * @param faultyClocks number of clocks that the following strike
 * @param intervalNanos how often it is asked whether they do
 * @param step the wall clock steps forwards or backwards, and back again later
 * @param freeze the wall clock stands still for a while
 * @param failure the wall clock shows nonsense for a while
 */
public record ClockFaultSettings(
    long offsetMax,
    int driftMaxPpm,
    long correctionNanos,
    int faultyClocks,
    long intervalNanos,
    Step step,
    Spell freeze,
    Failure failure) {

  /**
   * A fault that lasts for a while.
   *
   * @param probability probability that it begins, asked for each faulty clock at each interval
   * @param minNanos how long it lasts at least
   * @param maxNanos how long it lasts at most; drawn uniformly
   */
  public record Spell(double probability, long minNanos, long maxNanos) {
    long drawNanos(long bits) {
      return minNanos + SimRng.scale(bits, maxNanos - minNanos + 1);
    }
  }

  /**
   * A step of the wall clock.
   *
   * @param spell when it steps, and how long it is before it steps back
   * @param minNanos smallest step, from 1, either way
   * @param maxNanos largest step, either way; each order of magnitude in between is as likely
   */
  public record Step(Spell spell, long minNanos, long maxNanos) {}

  /**
   * A time source that fails.
   *
   * @param spell when it fails, and for how long
   * @param errorMax largest error, either way; each reading has another one
   */
  public record Failure(Spell spell, long errorMax) {}

  /** Returns whether any clock steps, freezes or fails at times. */
  public boolean hasFaults() {
    return faultyClocks > 0
        && step.spell().probability() + freeze.probability() + failure.spell().probability() > 0;
  }

  /** Returns how far a wall clock without a fault is from true time at most. */
  public long soundNanos() {
    return offsetMax + ReplicaClock.share(correctionNanos, driftMaxPpm) + 1;
  }
}
