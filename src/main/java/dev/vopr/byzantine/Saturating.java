package dev.vopr.byzantine;

/** Arithmetic that stays at the end of the range instead of wrapping around. */
final class Saturating {
  private Saturating() {}

  static long add(long first, long second) {
    long sum = first + second;
    boolean isOverflow = ((first ^ sum) & (second ^ sum)) < 0;
    return isOverflow ? (first < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }
}
