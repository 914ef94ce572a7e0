package dev.vopr.cluster;

/** How a client chooses the key of an operation. */
public enum KeyPattern {
  /** Each key equally often. */
  UNIFORM,
  /** One key of each tenant far more often than the others. */
  HOT_SPOT,
  /** One key after the other, and then again from the first. */
  SEQUENTIAL
}
