package dev.vopr.net;

import dev.vopr.sim.SimRng;

/** How long a packet is on its way: a distribution of delays, all from 0 to one hour. */
public sealed interface LatencyLaw {

  /** Maps 64 uniform bits to a delay in nanoseconds. */
  long drawNanos(long bits);

  /**
   * The same delay for every packet.
   *
   * @param nanos the delay, from 0 to one hour
   */
  record Constant(long nanos) implements LatencyLaw {
    /** Checks the range. */
    public Constant {
      Range.checkNanos("constant latency", nanos, 0, Range.MAX_NANOS);
    }

    @Override
    public long drawNanos(long bits) {
      return nanos;
    }
  }

  /**
   * Every delay between two bounds is as likely as any other.
   *
   * @param minNanos the shortest delay, from 0
   * @param maxNanos the longest delay, from {@code minNanos} to one hour
   */
  record Uniform(long minNanos, long maxNanos) implements LatencyLaw {
    /** Checks the ranges. */
    public Uniform {
      Range.checkNanos("longest latency", maxNanos, 0, Range.MAX_NANOS);
      Range.checkNanos("shortest latency", minNanos, 0, maxNanos);
    }

    @Override
    public long drawNanos(long bits) {
      return minNanos + SimRng.scale(bits, maxNanos - minNanos + 1);
    }
  }

  /**
   * Short delays are frequent and long ones rare: a fixed part and an exponentially distributed
   * one.
   *
   * @param minNanos the fixed part, and so the shortest delay, from 0
   * @param meanNanos the mean of the whole before the cap, from {@code minNanos}
   * @param capNanos what longer delays are cut to, from {@code meanNanos} to one hour
   */
  record Exponential(long minNanos, long meanNanos, long capNanos) implements LatencyLaw {
    /** Checks the ranges. */
    public Exponential {
      Range.checkNanos("cap of the latency", capNanos, 0, Range.MAX_NANOS);
      Range.checkNanos("mean latency", meanNanos, 0, capNanos);
      Range.checkNanos("shortest latency", minNanos, 0, meanNanos);
    }

    @Override
    public long drawNanos(long bits) {
      // StrictMath, because the last digit of Math.log differs between JVMs.
      double share = -StrictMath.log(1 - SimRng.toUnit(bits));
      return Math.min(capNanos, minNanos + (long) (share * (meanNanos - minNanos)));
    }
  }
}
