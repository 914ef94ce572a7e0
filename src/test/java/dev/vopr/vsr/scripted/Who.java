package dev.vopr.vsr.scripted;

/** Names replicas in a script: by number, or by the part that they play when the name is used. */
enum Who {
  R0,
  R1,
  R2,
  R3,
  R4,
  R5,
  R6,
  /** The primary of the newest view in which a running replica is normal. */
  A0,
  /** The member after that primary. */
  B1,
  /** The member after {@link #B1}. */
  B2,
  /** The member after {@link #B2}. */
  B3,
  /** The member after {@link #B3}. */
  B4,
  /** All members. */
  R_ALL
}
