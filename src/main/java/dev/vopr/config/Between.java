package dev.vopr.config;

/** Draws a value of one type between two others. */
@FunctionalInterface
interface Between<T> {

  /**
   * The value at a share of the way.
   *
   * @param unit from 0 to below 1
   * @param isLogarithmic whether equal shares are equal factors, for ranges over orders of
   *     magnitude
   */
  T at(T low, T high, double unit, boolean isLogarithmic);

  /** Fractions. */
  static double real(double low, double high, double unit, boolean isLogarithmic) {
    if (isLogarithmic && low > 0) {
      return Math.min(high, low * StrictMath.pow(high / low, unit));
    }
    return Math.min(high, low + unit * (high - low));
  }

  /** Whole numbers, each with the same chance. */
  static long whole(long low, long high, double unit, boolean isLogarithmic) {
    if (isLogarithmic && low > 0) {
      double drawn = low * StrictMath.pow((double) high / low, unit);
      return Math.max(low, Math.min(high, StrictMath.round(drawn)));
    }
    double drawn = StrictMath.floor(unit * ((double) high - low + 1));
    return Math.max(low, Math.min(high, low + (long) drawn));
  }
}
