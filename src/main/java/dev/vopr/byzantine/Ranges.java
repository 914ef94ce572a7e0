package dev.vopr.byzantine;

/** Checks what mutations are made of. */
final class Ranges {
  private Ranges() {}

  /** Throws with the rule and the value that breaks it, unless the condition holds. */
  static void require(boolean condition, String rule, long value) {
    if (!condition) {
      throw new IllegalArgumentException(rule + ", but it is " + value);
    }
  }
}
