package dev.vopr.cluster;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.net.World;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimScheduler;
import java.util.List;
import java.util.Optional;

/** Lets replicas crash, and starts them again. */
final class ProcessFaults {
  private final SimScheduler scheduler;
  private final Faults faults;
  private final ProcessSettings settings;
  private final List<ReplicaProcess> processes;

  /** How long an operator takes to start a replica again that has stopped itself. */
  private final SimRng operator;

  private long interval;
  private boolean isHealed;

  ProcessFaults(World world, ProcessSettings settings, List<ReplicaProcess> processes) {
    this.scheduler = world.sim().scheduler();
    this.faults = world.faults();
    this.settings = settings;
    this.processes = processes;
    this.operator = world.rng().fork("operator");
  }

  /** Begins; also when nothing is to crash, for a replica whose disk fails stops itself. */
  void start() {
    scheduler.scheduleOnce(settings.intervalNanos(), this::onInterval);
  }

  private void onInterval() {
    interval++;
    if (!isHealed) {
      crashSome();
    }
    restartStopped();
    scheduler.scheduleOnce(settings.intervalNanos(), this::onInterval);
  }

  private void crashSome() {
    for (ReplicaProcess process : processes) {
      boolean isAllowed = !process.isMember() || down() < settings.maxDown();
      if (process.isUp() && isAllowed) {
        Optional<Decision> crash =
            faults.strike(
                FaultKind.CRASH,
                process.view().number(),
                interval,
                settings.crash(),
                this::downNanos);
        crash.ifPresent(decision -> crash(process, decision.amount()));
      }
    }
  }

  private void crash(ReplicaProcess process, long downNanos) {
    process.crash();
    scheduler.scheduleOnce(downNanos, () -> restart(process));
  }

  private long downNanos(long bits) {
    long spread = settings.downMaxNanos() - settings.downMinNanos() + 1;
    return settings.downMinNanos() + SimRng.scale(bits, spread);
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
        crash(process, downNanos(operator.keyed(process.view().number(), interval)));
      }
    }
  }

  /** Returns how many members are down; nobody waits for a standby. */
  private int down() {
    int down = 0;
    for (ReplicaProcess process : processes) {
      down += process.isUp() || !process.isMember() ? 0 : 1;
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
