package dev.vopr.cluster;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.net.World;
import dev.vopr.sim.SimRng;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Makes the clocks of one run, and lets them go wrong: offset and drift last for the run, and what
 * strikes the faulty ones from interval to interval passes.
 */
final class ClockFaults {
  private static final List<FaultKind> PASSING =
      List.of(FaultKind.CLOCK_STEP, FaultKind.CLOCK_FREEZE, FaultKind.CLOCK_FAILURE);

  /** A replica's clock and what is going on with it. */
  private static final class Patient {
    private final int replica;
    private final ReplicaClock clock;
    private final boolean isFaulty;
    private final Set<FaultKind> struck = EnumSet.noneOf(FaultKind.class);

    private Patient(int replica, ReplicaClock clock, boolean isFaulty) {
      this.replica = replica;
      this.clock = clock;
      this.isFaulty = isFaulty;
    }
  }

  private final World world;
  private final Faults faults;
  private final ClockFaultSettings settings;
  private final List<Patient> patients = new ArrayList<>();
  private long interval;
  private boolean isOver;

  ClockFaults(World world, ClockFaultSettings settings, int replicaCount) {
    this.world = world;
    this.faults = world.faults();
    this.settings = settings;
    int firstFaulty = world.rng().fork("faulty-clocks").nextInt(replicaCount);
    for (int i = 0; i < replicaCount; i++) {
      boolean isFaulty = Math.floorMod(i - firstFaulty, replicaCount) < settings.faultyClocks();
      patients.add(new Patient(i, clock(i), isFaulty));
    }
  }

  /** What a plan asks for is cut to the limits of the settings, on which the checkers rely. */
  private ReplicaClock clock(int replica) {
    long offsetMax = settings.offsetMax();
    int driftMax = settings.driftMaxPpm();
    Optional<Decision> offset = oncePerRun(FaultKind.CLOCK_OFFSET, replica, offsetMax);
    Optional<Decision> drift = oncePerRun(FaultKind.CLOCK_DRIFT, replica, driftMax);
    return new ReplicaClock(
        offset.map(it -> within(offsetMax, it.amount())).orElse(0L),
        offset.map(it -> SimRng.scale(it.detail(), offsetMax + 1)).orElse(0L),
        drift.map(it -> within(driftMax, it.amount())).orElse(0L).intValue(),
        settings.correctionNanos());
  }

  private Optional<Decision> oncePerRun(FaultKind kind, int replica, long max) {
    return faults.strike(
        kind, replica, 1, max > 0 ? 1 : 0, bits -> SimRng.scale(bits, 2 * max + 1) - max);
  }

  private static long within(long max, long amount) {
    return Math.max(-max, Math.min(max, amount));
  }

  ReplicaClock ofReplica(int replica) {
    return patients.get(replica).clock;
  }

  void start() {
    boolean isPossible =
        PASSING.stream().anyMatch(kind -> faults.isPossible(kind, spell(kind).probability()));
    if (settings.faultyClocks() > 0 && isPossible) {
      after(settings.intervalNanos(), this::onInterval);
    }
  }

  private void after(long nanos, Runnable what) {
    world
        .sim()
        .scheduler()
        .scheduleOnce(
            nanos,
            () -> {
              if (!isOver) {
                what.run();
              }
            });
  }

  private void onInterval() {
    interval++;
    for (Patient patient : patients) {
      for (FaultKind kind : PASSING) {
        if (patient.isFaulty && !patient.struck.contains(kind)) {
          faults
              .strike(
                  kind,
                  patient.replica,
                  interval,
                  spell(kind).probability(),
                  bits -> amount(kind, bits))
              .ifPresent(decision -> begin(patient, decision));
        }
      }
    }
    after(settings.intervalNanos(), this::onInterval);
  }

  private ClockFaultSettings.Spell spell(FaultKind kind) {
    if (kind == FaultKind.CLOCK_STEP) {
      return settings.step().spell();
    }
    return kind == FaultKind.CLOCK_FREEZE ? settings.freeze() : settings.failure().spell();
  }

  private long amount(FaultKind kind, long bits) {
    return kind == FaultKind.CLOCK_STEP ? stepNanos(bits) : spell(kind).drawNanos(bits);
  }

  private void begin(Patient patient, Decision decision) {
    FaultKind kind = decision.kind();
    patient.struck.add(kind);
    long length = decision.amount();
    if (kind == FaultKind.CLOCK_STEP) {
      length = spell(kind).drawNanos(decision.detail());
      patient.clock.step(decision.amount());
      changed(patient, "'s wall clock steps by " + seconds(decision.amount()));
    } else if (kind == FaultKind.CLOCK_FREEZE) {
      patient.clock.freeze(world.sim().nowNanos());
      changed(patient, "'s wall clock stands still");
    } else {
      patient.clock.fail(settings.failure().errorMax(), SimRng.of(decision.detail()));
      changed(patient, "'s wall clock shows nonsense");
    }
    after(length, () -> end(patient, kind));
  }

  private void end(Patient patient, FaultKind kind) {
    patient.struck.remove(kind);
    if (kind == FaultKind.CLOCK_STEP) {
      patient.clock.step(0);
      changed(patient, "'s wall clock steps back");
    } else if (kind == FaultKind.CLOCK_FREEZE) {
      patient.clock.unfreeze();
      changed(patient, "'s wall clock runs again");
    } else {
      patient.clock.endFailure();
      changed(patient, "'s wall clock makes sense again");
    }
  }

  /**
   * Each order of magnitude is as likely: small steps hide within tolerances, large ones do not.
   */
  private long stepNanos(long bits) {
    long min = settings.step().minNanos();
    long max = settings.step().maxNanos();
    double share = SimRng.toUnit(SimRng.mix(bits));
    // StrictMath, because the last digit of Math.pow differs between JVMs.
    long size = (long) (min * StrictMath.pow((double) max / min, share));
    long step = Math.max(min, Math.min(max, size));
    return bits < 0 ? -step : step;
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%+.3f s", nanos / 1e9);
  }

  private void changed(Patient patient, String what) {
    if (world.trace().isOn()) {
      String name = Nodes.name(patient.replica);
      world.trace().add(new TraceEvent.WorldChanged(world.sim().nowNanos(), name + what));
    }
  }

  /**
   * From now on nothing strikes clocks any more.
   *
   * @param core whose clocks are right from now on; the others stay as they are
   */
  void heal(IntPredicate core) {
    isOver = true;
    for (Patient patient : patients) {
      if (core.test(patient.replica)) {
        patient.clock.heal(world.sim().nowNanos());
      }
    }
  }
}
