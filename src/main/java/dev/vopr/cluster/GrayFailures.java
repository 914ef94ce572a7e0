package dev.vopr.cluster;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.net.SimNetwork;
import dev.vopr.net.World;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimScheduler;
import dev.vopr.storage.SimStorage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Lets replicas work by halves for a while: slow, losing packets, deaf, mute, or read-only. */
final class GrayFailures {
  private static final double LEAST_FACTOR = 2;
  private static final double FACTORS = 9;
  private static final double LEAST_LOSS = 0.1;
  private static final double LOSSES = 0.5;

  private final SimScheduler scheduler;
  private final Faults faults;
  private final ProcessSettings.Gray settings;
  private final Map<FaultKind, ProcessSettings.Spell> spells = new LinkedHashMap<>();
  private final List<ReplicaProcess> processes;
  private final Headroom headroom;
  private long interval;
  private boolean isOver;

  GrayFailures(
      World world,
      ProcessSettings.Gray settings,
      List<ReplicaProcess> processes,
      Headroom headroom) {
    this.scheduler = world.sim().scheduler();
    this.faults = world.faults();
    this.settings = settings;
    this.processes = processes;
    this.headroom = headroom;
    spells.put(FaultKind.SLOW_REPLICA, settings.slow());
    spells.put(FaultKind.INTERMITTENT, settings.intermittent());
    spells.put(FaultKind.DEAF, settings.deaf());
    spells.put(FaultKind.MUTE, settings.mute());
    spells.put(FaultKind.READ_ONLY, settings.readOnly());
  }

  void start() {
    boolean isAny =
        spells.entrySet().stream()
            .anyMatch(spell -> faults.isPossible(spell.getKey(), spell.getValue().probability()));
    if (isAny) {
      scheduler.scheduleOnce(settings.intervalNanos(), this::onInterval);
    }
  }

  private void onInterval() {
    if (isOver) {
      return;
    }
    interval++;
    processes.forEach(this::maybeImpair);
    scheduler.scheduleOnce(settings.intervalNanos(), this::onInterval);
  }

  private void maybeImpair(ReplicaProcess process) {
    for (Map.Entry<FaultKind, ProcessSettings.Spell> spell : spells.entrySet()) {
      if (process.isImpaired() || !mayImpair(process)) {
        return;
      }
      faults
          .strike(
              spell.getKey(),
              process.view().number(),
              interval,
              spell.getValue().probability(),
              spell.getValue()::drawNanos)
          .ifPresent(decision -> begin(process, decision));
    }
  }

  private boolean mayImpair(ReplicaProcess process) {
    boolean isWithinLimit = !process.isMember() || headroom.impaired() < settings.maxImpaired();
    return process.isUp() && isWithinLimit && headroom.mayHurt(process);
  }

  private void begin(ReplicaProcess process, Decision decision) {
    process.setImpaired(true);
    tell(process, decision.kind(), Optional.of(decision));
    scheduler.scheduleOnce(
        decision.amount(),
        () -> {
          if (!isOver) {
            process.setImpaired(false);
            tell(process, decision.kind(), Optional.empty());
          }
        });
  }

  /** Tells the network, or the disk, that a fault begins or, without a decision, ends. */
  private static void tell(ReplicaProcess process, FaultKind kind, Optional<Decision> begun) {
    int replica = process.view().number();
    double share = SimRng.toUnit(begun.map(Decision::detail).orElse(0L));
    boolean isOn = begun.isPresent();
    if (kind == FaultKind.SLOW_REPLICA) {
      double factor = isOn ? LEAST_FACTOR + FACTORS * share : 1;
      process.tellNetwork(new SimNetwork.Slow(replica, factor));
    } else if (kind == FaultKind.INTERMITTENT) {
      double loss = isOn ? LEAST_LOSS + LOSSES * share : 0;
      process.tellNetwork(new SimNetwork.Intermittent(replica, loss));
    } else if (kind == FaultKind.DEAF) {
      process.tellNetwork(new SimNetwork.Deaf(replica, isOn));
    } else if (kind == FaultKind.MUTE) {
      process.tellNetwork(new SimNetwork.Mute(replica, isOn));
    } else {
      process.tellDisk(new SimStorage.ReadOnly(isOn));
    }
  }

  /**
   * From now on nobody is newly impaired, and those of the core are not any more: network and disks
   * heal by themselves.
   */
  void heal(IntPredicate core) {
    isOver = true;
    for (ReplicaProcess process : processes) {
      if (core.test(process.view().number())) {
        process.setImpaired(false);
      }
    }
  }
}
