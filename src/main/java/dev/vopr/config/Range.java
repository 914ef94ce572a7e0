package dev.vopr.config;

import java.util.function.Function;

/**
 * The values from {@code min} to {@code max}, both included.
 *
 * @param show a limit as people read it in "is above …"
 * @param remedy what to do if a value is outside
 */
record Range<T extends Comparable<T>>(T min, T max, Function<T, String> show, String remedy) {

  Range {
    if (min.compareTo(max) > 0) {
      throw new IllegalArgumentException("the range from " + min + " to " + max + " is empty");
    }
  }

  /** The value, rejected if it is outside. */
  Parsed<T> check(String shown, T value) {
    if (value.compareTo(min) < 0) {
      return rejected(shown + " is below " + show.apply(min));
    }
    if (value.compareTo(max) > 0) {
      return rejected(shown + " is above " + show.apply(max));
    }
    return Parsed.of(value);
  }

  <X> Parsed<X> rejected(String complaint) {
    return Parsed.rejected(complaint + "; " + remedy);
  }

  /** A remedy such as "give a duration from 1 ms to 5 s"; a limit that is open is not mentioned. */
  static String remedy(String noun, String min, boolean openBelow, String max, boolean openAbove) {
    if (openBelow && openAbove) {
      return "give " + noun;
    }
    if (openAbove) {
      return "give " + noun + " of at least " + min;
    }
    if (openBelow) {
      return "give " + noun + " of at most " + max;
    }
    return "give " + noun + " from " + min + " to " + max;
  }
}
