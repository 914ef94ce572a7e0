package dev.vopr.trace;

/** What becomes of links. */
public enum LinkChange {
  /** They are cut. */
  CUT,
  /** A flapping partition cuts them again. */
  CUT_AGAIN,
  /** They are cut no more, unless another partition cuts them. */
  MENDED,
  /** They hold their packets. */
  CLOGGED,
  /** They let go of their packets. */
  FREED,
  /** Their delays are multiplied. */
  SLOWED,
  /** Their delays are as before. */
  SPED_UP
}
