package dev.vopr.byzantine;

/** What a number becomes. */
public enum NumberValue {
  PLUS_ONE,
  MINUS_ONE,
  ZERO,
  MAX,
  /** From 0 on, of any magnitude. */
  RANDOM,
  /** A value of the same field in another recent message of anybody; none if all are the same. */
  IN_FLIGHT
}
