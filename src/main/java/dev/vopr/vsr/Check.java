package dev.vopr.vsr;

/** Checks that are always on: what fails here is a defect of this program, never bad input. */
public final class Check {
  private Check() {}

  /** Throws unless {@code condition} holds; {@code rule} says what must hold. */
  public static void that(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalStateException("must hold: " + rule);
    }
  }

  /** Throws unless {@code condition} holds; the two values are shown after the rule. */
  public static void that(boolean condition, String rule, long first, long second) {
    if (!condition) {
      throw new IllegalStateException("must hold: " + rule + " (" + first + ", " + second + ")");
    }
  }
}
