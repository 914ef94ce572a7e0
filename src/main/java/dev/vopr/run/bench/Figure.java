package dev.vopr.run.bench;

import java.util.Arrays;

/**
 * One measured figure.
 *
 * @param name what was measured
 * @param unit of what
 * @param aim what was aimed at, or an empty text
 * @param values one for each round, in the order of the rounds
 */
public record Figure(String name, String unit, String aim, Samples values) {

  /** Values of several rounds. */
  public static final class Samples {
    private final double[] sorted;

    Samples(double[] values) {
      sorted = values.clone();
      Arrays.sort(sorted);
    }

    /** Returns the smallest value. */
    public double min() {
      return sorted[0];
    }

    /** Returns the middle value, the lower one of two. */
    public double median() {
      return sorted[(sorted.length - 1) / 2];
    }

    /** Returns the largest value. */
    public double max() {
      return sorted[sorted.length - 1];
    }
  }
}
