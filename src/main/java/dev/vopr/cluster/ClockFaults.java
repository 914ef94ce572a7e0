package dev.vopr.cluster;

import dev.vopr.net.World;
import dev.vopr.sim.SimRng;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Makes the clocks of one run, and lets them go wrong by chance. All draws are keyed by the clock,
 * the number of the interval and the kind: how one fault goes changes nothing about another.
 */
final class ClockFaults {

  private enum Kind {
    STEP,
    FREEZE,
    FAILURE;

    private static final List<Kind> KINDS = List.of(values());
  }

  /** What is drawn for a fault; the key is made of these and the kind. */
  private enum Draw {
    STRIKE,
    LENGTH,
    SIZE,
    SIGN
  }

  /** A replica's clock and what is going on with it. */
  private static final class Patient {
    private final String name;
    private final ReplicaClock clock;
    private final SimRng rng;
    private final boolean isFaulty;
    private final boolean[] isStruck = new boolean[Kind.KINDS.size()];

    private Patient(String name, ReplicaClock clock, SimRng rng, boolean isFaulty) {
      this.name = name;
      this.clock = clock;
      this.rng = rng;
      this.isFaulty = isFaulty;
    }
  }

  private final World world;
  private final ClockFaultSettings settings;
  private final ClockCounters counters;
  private final List<Patient> patients = new ArrayList<>();
  private long interval;
  private boolean isHealed;

  ClockFaults(World world, ClockFaultSettings settings, int replicaCount, ClockCounters counters) {
    this.world = world;
    this.settings = settings;
    this.counters = counters;
    int firstFaulty = world.rng().fork("faulty-clocks").nextInt(replicaCount);
    for (int i = 0; i < replicaCount; i++) {
      SimRng rng = world.rng().fork("clock", i);
      boolean isFaulty = Math.floorMod(i - firstFaulty, replicaCount) < settings.faultyClocks();
      patients.add(new Patient(Nodes.name(i), clock(rng), rng.fork("faults"), isFaulty));
    }
  }

  private ReplicaClock clock(SimRng rng) {
    long offset = rng.fork("offset").between(-settings.offsetMax(), settings.offsetMax());
    long beginning = rng.fork("monotonic-offset").between(0, settings.offsetMax());
    int drift = (int) rng.fork("drift").between(-settings.driftMaxPpm(), settings.driftMaxPpm());
    return new ReplicaClock(
        offset, beginning, drift, settings.correctionNanos(), rng.fork("nonsense"));
  }

  ReplicaClock clock(int replica) {
    return patients.get(replica).clock;
  }

  void start() {
    if (settings.hasFaults()) {
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
              if (!isHealed) {
                what.run();
              }
            });
  }

  private void onInterval() {
    interval++;
    for (Patient patient : patients) {
      for (Kind kind : Kind.KINDS) {
        boolean isStruck = patient.isStruck[kind.ordinal()];
        if (patient.isFaulty && !isStruck && unit(patient, kind) < spell(kind).probability()) {
          begin(patient, kind);
        }
      }
    }
    after(settings.intervalNanos(), this::onInterval);
  }

  private double unit(Patient patient, Kind kind) {
    return SimRng.toUnit(bits(patient, kind, Draw.STRIKE));
  }

  private long bits(Patient patient, Kind kind, Draw draw) {
    return patient.rng.keyed(
        interval, (long) kind.ordinal() * Draw.values().length + draw.ordinal());
  }

  private ClockFaultSettings.Spell spell(Kind kind) {
    return switch (kind) {
      case STEP -> settings.step().spell();
      case FREEZE -> settings.freeze();
      case FAILURE -> settings.failure().spell();
    };
  }

  private void begin(Patient patient, Kind kind) {
    patient.isStruck[kind.ordinal()] = true;
    switch (kind) {
      case STEP -> {
        long step = stepNanos(patient);
        patient.clock.step(step);
        counters.countStep();
        changed(patient, "'s wall clock steps by " + seconds(step));
      }
      case FREEZE -> {
        patient.clock.freeze(world.sim().nowNanos());
        counters.countFreeze();
        changed(patient, "'s wall clock stands still");
      }
      case FAILURE -> {
        patient.clock.fail(settings.failure().errorMax());
        counters.countFailure();
        changed(patient, "'s wall clock shows nonsense");
      }
    }
    ClockFaultSettings.Spell spell = spell(kind);
    long spread = spell.maxNanos() - spell.minNanos() + 1;
    long length = spell.minNanos() + SimRng.scale(bits(patient, kind, Draw.LENGTH), spread);
    after(length, () -> end(patient, kind));
  }

  private void end(Patient patient, Kind kind) {
    patient.isStruck[kind.ordinal()] = false;
    switch (kind) {
      case STEP -> {
        patient.clock.step(0);
        changed(patient, "'s wall clock steps back");
      }
      case FREEZE -> {
        patient.clock.unfreeze();
        changed(patient, "'s wall clock runs again");
      }
      case FAILURE -> {
        patient.clock.endFailure();
        changed(patient, "'s wall clock makes sense again");
      }
    }
  }

  /**
   * Each order of magnitude is as likely: small steps hide within tolerances, large ones do not.
   */
  private long stepNanos(Patient patient) {
    long min = settings.step().minNanos();
    long max = settings.step().maxNanos();
    double share = SimRng.toUnit(bits(patient, Kind.STEP, Draw.SIZE));
    // StrictMath, because the last digit of Math.pow differs between JVMs.
    long size = (long) (min * StrictMath.pow((double) max / min, share));
    long step = Math.max(min, Math.min(max, size));
    return bits(patient, Kind.STEP, Draw.SIGN) < 0 ? -step : step;
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%+.3f s", nanos / 1e9);
  }

  private void changed(Patient patient, String what) {
    if (world.trace().isOn()) {
      world.trace().add(new TraceEvent.WorldChanged(world.sim().nowNanos(), patient.name + what));
    }
  }

  /** From now on all clocks are right. */
  void heal() {
    isHealed = true;
    patients.forEach(patient -> patient.clock.heal(world.sim().nowNanos()));
  }
}
