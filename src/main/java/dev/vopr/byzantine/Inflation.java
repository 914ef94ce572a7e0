package dev.vopr.byzantine;

/** How much higher than it is a number is claimed to be. */
public sealed interface Inflation {
  /** Returns the number claimed instead of {@code number}. */
  long apply(long number);

  /** Returns how much in a few words. */
  String label();

  /**
   * The number grows by {@code amount}.
   *
   * @param amount from 1
   */
  record ByAmount(long amount) implements Inflation {
    /** Checks the range. */
    public ByAmount {
      if (amount < 1) {
        throw new IllegalArgumentException(
            "an inflation by amount needs an amount from 1, but it is " + amount);
      }
    }

    @Override
    public long apply(long number) {
      return Saturating.add(number, amount);
    }

    @Override
    public String label() {
      return "by " + amount;
    }
  }

  /**
   * The number is multiplied, and rounded down; so 0 stays 0.
   *
   * @param factor above 1
   */
  record ByFactor(double factor) implements Inflation {
    /** Checks the range. */
    public ByFactor {
      if (!(factor > 1)) {
        throw new IllegalArgumentException(
            "an inflation by factor needs a factor above 1, but it is " + factor);
      }
    }

    @Override
    public long apply(long number) {
      return Math.max(number, (long) (number * factor));
    }

    @Override
    public String label() {
      return "by factor " + factor;
    }
  }
}
