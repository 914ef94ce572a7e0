package dev.vopr.cluster;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.net.World;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

/** Lets replicas crash, stop and pause, and starts them again. */
final class ProcessFaults implements CrashPoints.Executor {
  private final SimScheduler scheduler;
  private final Faults faults;
  private final ProcessSettings settings;
  private final List<ReplicaProcess> processes;
  private final IntPredicate mayLoseDisk;
  private final Headroom headroom;
  private final GrayFailures gray;

  /** How long an operator takes to start a replica again that has stopped itself. */
  private final SimRng operator;

  /** How soon it is asked whether a replica that started again crashes. */
  private final SimRng loops;

  private long interval;
  private boolean isHealed;

  /** Who is looked after once all has healed. */
  private IntPredicate isHealthy = replica -> true;

  ProcessFaults(
      World world,
      ProcessSettings settings,
      List<ReplicaProcess> processes,
      IntPredicate mayLoseDisk) {
    this.scheduler = world.sim().scheduler();
    this.faults = world.faults();
    this.settings = settings;
    this.processes = processes;
    this.mayLoseDisk = mayLoseDisk;
    this.headroom = new Headroom(processes, settings.maxDown());
    this.gray = new GrayFailures(world, settings.gray(), processes, headroom);
    this.operator = world.rng().fork("operator");
    this.loops = world.rng().fork("restart-loops");
  }

  /** Begins; also when nothing is to crash, for a replica whose disk fails stops itself. */
  void start() {
    scheduler.scheduleOnce(settings.intervalNanos(), this::onInterval);
    gray.start();
  }

  private void onInterval() {
    interval++;
    if (!isHealed) {
      LongUnaryOperator down = settings::downNanos;
      strikeSome(FaultKind.CRASH, settings.crash(), down, process -> true, this::crash);
      crashTogether();
      strikeSome(FaultKind.STOP, settings.stop(), down, process -> !process.isPaused(), this::stop);
      strikeSome(
          FaultKind.PAUSE,
          settings.pause().probability(),
          settings.pause()::drawNanos,
          process -> !process.isPaused(),
          this::pause);
    }
    restartStopped();
    scheduler.scheduleOnce(settings.intervalNanos(), this::onInterval);
  }

  private void strikeSome(
      FaultKind kind,
      double probability,
      LongUnaryOperator amount,
      Predicate<ReplicaProcess> isFit,
      BiConsumer<ReplicaProcess, Decision> carryOut) {
    for (ReplicaProcess process : processes) {
      if (process.isUp() && isFit.test(process) && headroom.mayHurt(process)) {
        faults
            .strike(kind, process.view().number(), interval, probability, amount)
            .ifPresent(decision -> carryOut.accept(process, decision));
      }
    }
  }

  /** One cause, such as a rack without power, for two members at least. */
  private void crashTogether() {
    List<ReplicaProcess> left = new ArrayList<>();
    for (ReplicaProcess process : processes) {
      if (process.isMember() && process.isUp() && !process.isHurt()) {
        left.add(process);
      }
    }
    int most = Math.min(headroom.left(), left.size());
    if (most < 2) {
      return;
    }
    faults
        .strike(
            FaultKind.CORRELATED_CRASH,
            0,
            interval,
            settings.correlatedCrash(),
            settings::downNanos)
        .ifPresent(
            decision -> {
              SimRng rng = SimRng.of(decision.detail());
              int count = 2 + rng.nextInt(most - 1);
              for (int i = 0; i < count; i++) {
                crash(left.remove(rng.nextInt(left.size())), decision);
              }
            });
  }

  private void crash(ReplicaProcess process, Decision decision) {
    crashFor(process, decision.amount());
  }

  private void crashFor(ReplicaProcess process, long downNanos) {
    process.crash();
    scheduler.scheduleOnce(downNanos, () -> restart(process));
  }

  private void stop(ReplicaProcess process, Decision decision) {
    process.stop();
    scheduler.scheduleOnce(decision.amount(), () -> restart(process));
  }

  private void pause(ReplicaProcess process, Decision decision) {
    int life = process.lives();
    process.pause();
    scheduler.scheduleOnce(
        decision.amount(),
        () -> {
          if (process.lives() == life && isHealthy(process)) {
            process.resume();
          }
        });
  }

  @Override
  public boolean mayCrash(int replica) {
    ReplicaProcess process = processes.get(replica);
    return !isHealed && process.isUp() && headroom.mayHurt(process);
  }

  @Override
  public void crash(int replica, Decision decision) {
    ReplicaProcess process = processes.get(replica);
    process.doom();
    // Its actor is in the middle of its turn, and cannot be stopped before the end of it.
    scheduler.scheduleOnce(
        0,
        () -> {
          if (process.isDoomed()) {
            crashFor(process, decision.amount());
          }
        });
  }

  /** Starts a replica that is down; one that has stopped itself is ended before that. */
  private void restart(ReplicaProcess process) {
    if (process.isUp() || !isHealthy(process)) {
      return;
    }
    process.crash();
    int replica = process.view().number();
    long number = process.lives();
    boolean isReformatted =
        !isHealed
            && mayLoseDisk.test(replica)
            && faults.strikes(FaultKind.REFORMAT, replica, number, settings.restarts().reformat());
    process.start(isReformatted);
    if (!isHealed && faults.isPossible(FaultKind.CRASH_LOOP, settings.restarts().loop())) {
      long soon = SimRng.scale(loops.keyed(replica, number), settings.restarts().loopNanos());
      scheduler.scheduleOnce(1 + soon, () -> crashAgain(process, number));
    }
  }

  private void crashAgain(ReplicaProcess process, long number) {
    boolean isFit = !isHealed && process.isUp() && process.lives() == number + 1;
    if (isFit && headroom.mayHurt(process)) {
      faults
          .strike(
              FaultKind.CRASH_LOOP,
              process.view().number(),
              number,
              settings.restarts().loop(),
              settings::downNanos)
          .ifPresent(decision -> crash(process, decision));
    }
  }

  /** A replica that stopped itself, because its disk failed, is started again by its operator. */
  private void restartStopped() {
    for (ReplicaProcess process : processes) {
      if (process.hasStopped() && isHealthy(process)) {
        long bits = operator.keyed(process.view().number(), interval);
        crashFor(process, settings.downNanos(bits));
      }
    }
  }

  private boolean isHealthy(ReplicaProcess process) {
    return isHealthy.test(process.view().number());
  }

  /**
   * From now on nothing crashes.
   *
   * @param core who comes back, if it is down or paused; what is wrong with the others stays
   */
  void heal(IntPredicate core) {
    isHealed = true;
    isHealthy = core;
    gray.heal(core);
    for (ReplicaProcess process : processes) {
      if (isHealthy(process)) {
        process.resume();
        if (process.hasStopped()) {
          process.crash();
        }
        scheduler.scheduleOnce(settings.downMinNanos(), () -> restart(process));
      }
    }
  }
}
