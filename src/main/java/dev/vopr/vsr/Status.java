package dev.vopr.vsr;

/** What a replica is doing (VRR §4). */
public enum Status {
  NORMAL
}
