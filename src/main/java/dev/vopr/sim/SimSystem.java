package dev.vopr.sim;

import akka.actor.BootstrapSetup;
import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * A real Akka Typed {@link ActorSystem} in which nothing happens by itself: one thread (the one
 * that creates it), virtual time, and an order of messages that follows from a seed.
 *
 * <p>Drive it step by step ({@link #step}), up to an instant ({@link #runUntil}) or by an amount of
 * time ({@link #advance}). Actors see nothing unusual: supervision, watch, timers, stash, ask and
 * pipeToSelf work as ever, and so do {@code ActorTestKit}, {@code TestProbe} and {@code ManualTime}
 * when the system is {@linkplain #setEager eager}.
 *
 * <p>{@link #reset} makes the system as good as new for the next seed, at a thousandth of the cost
 * of a new one.
 */
public final class SimSystem implements AutoCloseable {
  /** So many rounds of stopping everything are enough, or it never ends. */
  private static final int MAX_RESET_ROUNDS = 100;

  /** So many timers may fire while the system comes to its end. */
  private static final int MAX_CLOSE_TIMERS = 1_000_000;

  private final TraceHash hash = new TraceHash();
  private final SimDispatcher dispatcher = new SimDispatcher(hash);
  private final SimScheduler scheduler;
  private final ActorSystem<Void> system;
  private final RunActors actors;
  private final AtomicLong runs = new AtomicLong();

  private SimSystem(String name, Config config) {
    BootstrapSetup setup = BootstrapSetup.create(config).withDefaultExecutionContext(dispatcher);
    system = ActorSystem.create(RootActor.create(dispatcher), name, setup);
    if (!(system.classicSystem().scheduler() instanceof SimScheduler simScheduler)) {
      throw new IllegalStateException("akka.scheduler.implementation is not SimScheduler");
    }
    scheduler = simScheduler;
    scheduler.attach(this, dispatcher);
    dispatcher.attach(scheduler);
    actors = new RunActors((ExtendedActorSystem) system.classicSystem());
    reset(SimOptions.of(0, Interleaving.FIFO));
  }

  /** Creates a system on this thread, with {@code sim.conf} as its configuration. */
  public static SimSystem create(String name) {
    return create(name, ConfigFactory.empty());
  }

  /** Creates a system on this thread; {@code overrides} win over {@code sim.conf}. */
  public static SimSystem create(String name, Config overrides) {
    ClassLoader loader = SimSystem.class.getClassLoader();
    Config config =
        overrides
            .withFallback(ConfigFactory.parseResources(loader, "dev/vopr/sim/sim.conf"))
            .withFallback(ConfigFactory.defaultReference(loader))
            .resolve();
    return new SimSystem(name, config);
  }

  /** Returns the actor system, for the testkit and for extensions. */
  public ActorSystem<?> system() {
    return system;
  }

  /**
   * When eager, whatever is told to an actor from outside is worked off before {@code tell}
   * returns, as the stock testkit needs it. A new or reset system is not eager.
   */
  public void setEager(boolean eager) {
    dispatcher.setEager(eager);
  }

  /**
   * Stops all actors, drops all messages and timers, and starts anew at instant 0. A failure of the
   * run before does not matter. Actors below {@code /system}, such as those of a testkit, live on.
   *
   * @throws IllegalStateException if the system was terminated, or what runs in it cannot be
   *     stopped
   */
  public void reset(SimOptions options) {
    dispatcher.requireOutside();
    if (system.whenTerminated().isCompleted()) {
      throw new IllegalStateException("the actor system has been terminated; create another one");
    }
    boolean wasInterrupted = Thread.interrupted();
    dispatcher.setEager(false);
    int rounds = 0;
    do {
      if (++rounds > MAX_RESET_ROUNDS) {
        throw new IllegalStateException("something starts actors or timers again and again");
      }
      scheduler.reset();
      actors.stopAll();
      dispatcher.drainAll();
    } while (scheduler.pendingTimers() > 0 || !actors.isEmpty());
    scheduler.reset();
    dispatcher.reset(options);
    runs.incrementAndGet();
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Starts a top-level actor, which gets its first turn later; if it fails, so does the simulation.
   * World models may do so within a turn as well.
   *
   * @throws akka.actor.InvalidActorNameException if the name is taken or malformed
   * @throws IllegalStateException if the system has been terminated
   */
  public <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
    dispatcher.requireOwnThread();
    return dispatcher.asOne(() -> actors.spawn(behavior, name));
  }

  /** Stops a top-level actor before its next message; its end is not taken for a failure. */
  public void stop(ActorRef<?> actor) {
    dispatcher.requireOwnThread();
    actors.stop(actor);
  }

  /**
   * Wraps a behavior so that its exceptions are recorded as this simulation's {@link #failure()} at
   * the very step in which they are thrown, whatever its supervisor does about them; the supervisor
   * goes outside: {@code Behaviors.supervise(sim.failing(behavior))}.
   */
  public <T> Behavior<T> failing(Behavior<T> behavior) {
    return FailureRecorder.around(behavior, dispatcher);
  }

  /**
   * Takes one step: the turn of one actor, or the next timer if nobody waits for a turn.
   *
   * @return false if there was nothing left to do, or the simulation has failed
   */
  public boolean step() {
    return dispatcher.inScope(this::stepInScope);
  }

  /** Takes steps up to and including the instant {@code nanos}, at which time then stands. */
  public void runUntil(long nanos) {
    runUntil(nanos, () -> false);
  }

  /**
   * Takes steps up to and including the instant {@code nanos}, or until {@code stop} is true after
   * a step, or the simulation fails. Time stands at {@code nanos} in the first case only.
   */
  public void runUntil(long nanos, BooleanSupplier stop) {
    if (nanos < nowNanos()) {
      throw new IllegalArgumentException(
          "it is %d ns already, so it cannot run until %d ns".formatted(nowNanos(), nanos));
    }
    dispatcher.inScope(() -> runInScope(nanos, stop));
  }

  /** Lets {@code nanos} of virtual time pass. */
  public void advance(long nanos) {
    runUntil(Math.addExact(nowNanos(), nanos));
  }

  /** Works off all that can be done at this instant. */
  public void runReady() {
    runUntil(nowNanos());
  }

  private boolean runInScope(long nanos, BooleanSupplier stop) {
    while (dispatcher.failure() == null) {
      if (dispatcher.isIdle() && scheduler.nextDueNanos() > nanos) {
        dispatcher.startInstant(nanos);
        scheduler.moveTo(nanos);
        return true;
      }
      stepInScope();
      if (stop.getAsBoolean()) {
        return false;
      }
    }
    return false;
  }

  private boolean stepInScope() {
    if (dispatcher.failure() != null) {
      return false;
    }
    if (!dispatcher.isIdle()) {
      dispatcher.takeTurn();
      return true;
    }
    if (scheduler.nextDueNanos() == SimScheduler.NEVER) {
      return false;
    }
    dispatcher.fire();
    return true;
  }

  /** Returns virtual time in nanoseconds since the last reset. */
  public long nowNanos() {
    return scheduler.nowNanos();
  }

  /** Returns the scheduler, for world models that want nanoseconds without Akka's durations. */
  public SimScheduler scheduler() {
    return scheduler;
  }

  /** Returns the hash of all that happened since the last reset; more may be added to it. */
  public TraceHash hash() {
    return hash;
  }

  /** Returns the number of turns since the last reset; may be read from any thread. */
  public long turns() {
    return dispatcher.turns();
  }

  /** Returns what made the simulation fail since the last reset, if anything did. */
  public Optional<SimFailure> failure() {
    return Optional.ofNullable(dispatcher.failure());
  }

  /** Returns the path of the actor whose turn it is; may be read from any thread. */
  public String currentActor() {
    return dispatcher.currentActor();
  }

  /** Returns the simulation's only thread. */
  public Thread thread() {
    return dispatcher.owner();
  }

  // --- for a thread that watches this one ---

  /** Returns the number of resets so far; may be read from any thread. */
  public long runs() {
    return runs.get();
  }

  /**
   * Does {@code task} on the calling thread if an actor or a timer has the turn; the run does not
   * end before the task is done, so what it reports belongs to that run.
   */
  public void ifInTurn(Runnable task) {
    dispatcher.ifInTurn(task);
  }

  /** Interrupts the turn that goes on, if any; the interrupt does not outlive the run. */
  public void interruptTurn() {
    dispatcher.interruptTurn();
  }

  /** Records that the actor whose turn it is blocks. */
  public void reportBlocked(String where) {
    dispatcher.report(SimFailure.Kind.BLOCKED, currentActor(), new BlockedActorException(where));
  }

  /** Records that the run takes too much wall-clock time. */
  public void reportOvertime(String what) {
    dispatcher.report(SimFailure.Kind.OVERTIME, currentActor(), new IllegalStateException(what));
  }

  /** Sets how many steps at one instant are taken for a loop that never ends. */
  void setMaxStepsPerInstant(long limit) {
    dispatcher.setMaxStepsPerInstant(limit);
  }

  /**
   * Ends the actor system; no thread, actor or timer is left.
   *
   * @throws IllegalStateException if what runs in it cannot be stopped
   */
  @Override
  public void close() {
    dispatcher.requireOutside();
    dispatcher.setEager(false);
    system.terminate();
    dispatcher.drainAll();
    for (int i = 0; !system.whenTerminated().isCompleted(); i++) {
      if (i > MAX_CLOSE_TIMERS || scheduler.nextDueNanos() == SimScheduler.NEVER) {
        throw new IllegalStateException("the actor system does not come to its end");
      }
      dispatcher.fire();
      dispatcher.drainAll();
    }
    scheduler.reset();
    dispatcher.drainAll();
  }
}
