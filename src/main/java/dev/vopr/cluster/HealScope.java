package dev.vopr.cluster;

/** Who heals when the time of faults is over. */
public enum HealScope {
  /** Everything and everybody. */
  ALL,
  /**
   * A quorum of correct members at least, drawn from the seed, with their disks, clocks and the
   * links among them and to the clients. What is wrong with the others stays, lies included.
   */
  CORE
}
