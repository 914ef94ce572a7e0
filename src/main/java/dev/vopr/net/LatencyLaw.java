package dev.vopr.net;

import dev.vopr.sim.SimRng;

/** How long a packet is on its way: a distribution of delays, all from 0 to one hour. */
public sealed interface LatencyLaw {

  /** Maps 64 uniform bits to a delay in nanoseconds. */
  long drawNanos(long bits);

  /** Returns the longest delay that may be drawn, in nanoseconds. */
  long longestNanos();

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
    public long longestNanos() {
      return nanos;
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
    public long longestNanos() {
      return maxNanos;
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
    public long longestNanos() {
      return capNanos;
    }

    @Override
    public long drawNanos(long bits) {
      // StrictMath, because the last digit of Math.log differs between JVMs.
      double share = -StrictMath.log(1 - SimRng.toUnit(bits));
      return Math.min(capNanos, minNanos + (long) (share * (meanNanos - minNanos)));
    }
  }

  /**
   * Delays whose logarithm is normally distributed, as measured in networks: a fixed part, and one
   * that is mostly near its median but at times a multiple of it.
   *
   * @param minNanos the fixed part, and so the shortest delay, from 0
   * @param medianNanos the median of the whole, from {@code minNanos}
   * @param sigma standard deviation of the logarithm, 0 to 10; with 1, one delay in a hundred has a
   *     variable part above 10 times its median
   * @param capNanos what longer delays are cut to, from {@code medianNanos} to one hour
   */
  record Lognormal(long minNanos, long medianNanos, double sigma, long capNanos)
      implements LatencyLaw {
    private static final double MAX_SIGMA = 10;
    private static final double HALF_BITS = 0x1.0p-32;

    /** Checks the ranges. */
    public Lognormal {
      Range.checkNanos("cap of the latency", capNanos, 0, Range.MAX_NANOS);
      Range.checkNanos("median latency", medianNanos, 0, capNanos);
      Range.checkNanos("shortest latency", minNanos, 0, medianNanos);
      if (!(sigma >= 0 && sigma <= MAX_SIGMA)) {
        throw new IllegalArgumentException("sigma must be from 0 to 10, but is " + sigma);
      }
    }

    @Override
    public long longestNanos() {
      return capNanos;
    }

    @Override
    public long drawNanos(long bits) {
      // Box and Muller's transform, one half of the bits for the radius and one for the angle.
      double radius = StrictMath.log(1 - (bits >>> Integer.SIZE) * HALF_BITS);
      double angle = 2 * Math.PI * ((bits & 0xFFFF_FFFFL) * HALF_BITS);
      double normal = Math.sqrt(-2 * radius) * StrictMath.cos(angle);
      double part = (medianNanos - minNanos) * StrictMath.exp(sigma * normal);
      return (long) Math.min((double) capNanos, minNanos + part);
    }
  }

  /**
   * A heavy tail: the chance of a delay above x falls with a power of x only.
   *
   * @param minNanos the shortest delay, from 1
   * @param shape the power, 0.1 to 100; the smaller, the longer the tail; with 1 or less there
   *     would be no mean without the cap
   * @param capNanos what longer delays are cut to, from {@code minNanos} to one hour
   */
  record Pareto(long minNanos, double shape, long capNanos) implements LatencyLaw {
    private static final double MIN_SHAPE = 0.1;
    private static final double MAX_SHAPE = 100;

    /** Checks the ranges. */
    public Pareto {
      Range.checkNanos("cap of the latency", capNanos, 1, Range.MAX_NANOS);
      Range.checkNanos("shortest latency", minNanos, 1, capNanos);
      if (!(shape >= MIN_SHAPE && shape <= MAX_SHAPE)) {
        throw new IllegalArgumentException("shape must be from 0.1 to 100, but is " + shape);
      }
    }

    @Override
    public long longestNanos() {
      return capNanos;
    }

    @Override
    public long drawNanos(long bits) {
      double factor = StrictMath.pow(1 - SimRng.toUnit(bits), -1 / shape);
      return (long) Math.min((double) capNanos, minNanos * factor);
    }
  }
}
