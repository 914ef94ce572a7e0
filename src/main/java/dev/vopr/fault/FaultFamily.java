package dev.vopr.fault;

import java.util.Locale;

/** Groups of faults that are switched off together, by a swarm or while a failure is minimised. */
public enum FaultFamily {
  /** Packets and links. */
  NETWORK,
  /** Disks. */
  STORAGE,
  /** Crashes, pauses, and replicas that work by halves. */
  PROCESS,
  /** Clocks. */
  CLOCK,
  /** Lies of compromised replicas. */
  BYZANTINE,
  /** Clients. */
  CLIENT;

  /** Returns the name in settings. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
