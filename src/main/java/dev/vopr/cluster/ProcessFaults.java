package dev.vopr.cluster;

import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimScheduler;
import java.util.List;

/** Lets replicas crash at random, and starts them again. */
final class ProcessFaults {
  private final SimScheduler scheduler;
  private final ProcessSettings settings;
  private final List<ReplicaProcess> processes;
  private final SimRng rng;
  private boolean isHealed;

  ProcessFaults(
      SimScheduler scheduler,
      ProcessSettings settings,
      List<ReplicaProcess> processes,
      SimRng rng) {
    this.scheduler = scheduler;
    this.settings = settings;
    this.processes = processes;
    this.rng = rng;
  }

  /** Begins; also when nothing is to crash, for a replica whose disk fails stops itself. */
  void start() {
    scheduler.scheduleOnce(settings.intervalNanos(), this::onInterval);
  }

  private void onInterval() {
    if (!isHealed) {
      crashSome();
    }
    restartStopped();
    scheduler.scheduleOnce(settings.intervalNanos(), this::onInterval);
  }

  private void crashSome() {
    for (ReplicaProcess process : processes) {
      if (rng.chance(settings.crash()) && process.isUp() && down() < settings.maxDown()) {
        process.crash();
        long pause = rng.between(settings.downMinNanos(), settings.downMaxNanos());
        scheduler.scheduleOnce(pause, () -> restart(process));
      }
    }
  }

  /** Starts a replica that is down; one that has stopped itself is ended before that. */
  private void restart(ReplicaProcess process) {
    if (!process.isUp()) {
      process.crash();
      process.start();
    }
  }

  /** A replica that stopped itself, because its disk failed, is started again by its operator. */
  private void restartStopped() {
    for (ReplicaProcess process : processes) {
      if (process.hasStopped()) {
        process.crash();
        long pause = rng.between(settings.downMinNanos(), settings.downMaxNanos());
        scheduler.scheduleOnce(pause, () -> restart(process));
      }
    }
  }

  private int down() {
    int down = 0;
    for (ReplicaProcess process : processes) {
      down += process.isUp() ? 0 : 1;
    }
    return down;
  }

  /** From now on nothing crashes, and whoever is down comes back. */
  void heal() {
    isHealed = true;
    for (ReplicaProcess process : processes) {
      if (process.hasStopped()) {
        process.crash();
      }
      scheduler.scheduleOnce(settings.downMinNanos(), () -> restart(process));
    }
  }
}
