package dev.vopr.net;

/** What becomes of a packet for a link that carries as many as it can. */
public enum CapacityPolicy {
  /** It is lost. */
  LOSE,

  /** It waits at its sender's side, in order, until there is room. */
  BACK_PRESSURE
}
