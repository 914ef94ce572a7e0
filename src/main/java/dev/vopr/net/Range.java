package dev.vopr.net;

/** The ranges of this package's settings. */
final class Range {
  /** No delay or period of the network is longer: one hour. */
  static final long MAX_NANOS = 3_600_000_000_000L;

  private Range() {}

  static void checkProbability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be from 0 to 1, but is " + value);
    }
  }

  static void checkNanos(String name, long value, long low, long high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          name + " must be from " + low + " to " + high + " ns, but is " + value);
    }
  }
}
