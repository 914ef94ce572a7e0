package dev.vopr.storage;

import dev.vopr.fault.FaultKind;
import dev.vopr.net.LatencyLaw;
import dev.vopr.sim.SimRng;

/**
 * How long a disk takes; each draw is keyed by the operation, so that faults do not shift the
 * others.
 */
final class DiskLatency {
  private final DiskFaults faults;
  private final StorageSettings settings;
  private final SimRng rng;
  private final LatencyLaw latency;
  private final double slowProbability;
  private long operation;
  private long interval;
  private long slowUntil;

  DiskLatency(DiskFaults faults, StorageSettings settings, SimRng rng) {
    this.faults = faults;
    this.settings = settings;
    this.rng = rng;
    latency = settings.latencyOf(faults.disk());
    slowProbability = settings.slow().strikes(faults.disk()) ? settings.slow().probability() : 0;
  }

  /** Returns whether the disk can turn slow. */
  boolean isPossible() {
    return faults.isPossible(FaultKind.SLOW_DISK, slowProbability);
  }

  /** An interval is over: the disk may turn slow, unless it is. */
  void onInterval(long now) {
    interval++;
    if (now >= slowUntil) {
      faults
          .strike(FaultKind.SLOW_DISK, interval, slowProbability, settings.slow()::drawNanos)
          .ifPresent(decision -> slowUntil = now + decision.amount());
    }
  }

  /** Another operation begins. */
  void onOperation() {
    operation++;
  }

  /** Returns how long a stage, from 0, of this operation takes, in nanoseconds. */
  long nanos(long now, int stage) {
    boolean isSlow = now < slowUntil && !faults.isHealed();
    return (isSlow ? settings.slow().latency() : latency).drawNanos(rng.keyed(operation, stage));
  }
}
