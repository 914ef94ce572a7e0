package dev.vopr.scenario;

/** What a scenario is run with. */
public enum Mode {
  /** A cluster of real actors with the real protocol, disks, clocks and a network. */
  VSR,
  /** An abstract model of the replicated log, for quick looks. */
  SIMPLIFIED
}
