package dev.vopr.sim;

import akka.dispatch.Mailbox;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import scala.Function0;
import scala.concurrent.BlockContext;
import scala.concurrent.CanAwait;
import scala.concurrent.ExecutionContextExecutor;

/**
 * Executes everything that Akka hands to a dispatcher: one turn at a time, on the thread that made
 * it, in the order that {@link RunQueue} decides.
 *
 * <p>Akka's {@code throughput} is 1, so one turn is one message. Whatever would let another thread
 * in, or would make this one wait, is recorded as a {@link SimFailure} with the actor's name:
 *
 * <ul>
 *   <li>a thread that an actor creates: through an inheritable thread-local, which the JDK asks for
 *       its child's value on the creating thread;
 *   <li>Scala's {@code Await}: through a {@code BlockContext};
 *   <li>messages and futures from other threads: by comparing threads.
 * </ul>
 *
 * <p>A wait that none of these sees (a Java {@code Future.get}) stops {@link #turns()} from
 * growing, which a watching thread outside of the simulation can tell.
 */
final class SimDispatcher implements ExecutionContextExecutor, BlockContext {

  private static final class Binding extends InheritableThreadLocal<SimDispatcher> {
    @Override
    protected SimDispatcher childValue(SimDispatcher parent) {
      if (parent != null) {
        parent.reportThreadStarted();
      }
      return null;
    }
  }

  /** Stands for whatever timer has the turn. */
  private enum Marker implements Runnable {
    TIMER;

    @Override
    public void run() {}
  }

  /** Marks the hash so that a task of a future differs from any actor's turn. */
  private static final long TASK_WORD = 0x7461736B;

  /** So many steps without time moving are taken for a loop that never ends. */
  private static final long MAX_STEPS_PER_INSTANT = 1_000_000;

  /** Bound to the dispatcher only while its thread takes steps. */
  private static final Binding BINDING = new Binding();

  private final Thread owner = Thread.currentThread();
  private final RunQueue queue = new RunQueue();
  private final ThreadRandom threadRandom = new ThreadRandom();
  private final TraceHash hash;
  private final ConcurrentLinkedQueue<Runnable> foreign = new ConcurrentLinkedQueue<>();
  private final AtomicReference<SimFailure> failure = new AtomicReference<>();
  private final AtomicReference<Runnable> turn = new AtomicReference<>();
  private final AtomicLong turns = new AtomicLong();

  private final Object watchLock = new Object();

  private boolean isInterruptedByWatcher;
  private SimScheduler scheduler;
  private boolean isInScope;
  private boolean isEager = true;
  private long stepsThisInstant;
  private long maxStepsPerInstant = MAX_STEPS_PER_INSTANT;

  SimDispatcher(TraceHash hash) {
    this.hash = hash;
  }

  void attach(SimScheduler newScheduler) {
    scheduler = newScheduler;
  }

  /** When eager, work handed in between turns is done before {@link #execute} returns. */
  void setEager(boolean eager) {
    isEager = eager;
  }

  /** Sets how many steps at one instant are a {@linkplain SimFailure.Kind#LIVELOCK livelock}. */
  void setMaxStepsPerInstant(long limit) {
    maxStepsPerInstant = limit;
  }

  void reset(SimOptions options) {
    queue.reset(options);
    threadRandom.reset(options.seed());
    hash.reset();
    failure.set(null);
    turns.set(0);
    stepsThisInstant = 0;
  }

  long turns() {
    return turns.get();
  }

  SimFailure failure() {
    return failure.get();
  }

  boolean isIdle() {
    return queue.isEmpty();
  }

  boolean isForeignThread() {
    return Thread.currentThread() != owner;
  }

  Thread owner() {
    return owner;
  }

  // --- one turn at a time ---

  @Override
  public void execute(Runnable runnable) {
    if (isForeignThread()) {
      reportForeign(nameOf(runnable), "a turn");
      foreign.add(runnable);
      return;
    }
    queue.add(runnable);
    if (isEager && !isInScope) {
      inScope(this::takeTurns);
    }
  }

  /** Does a task in one piece: even when eager, what it hands in comes after it. */
  <T> T asOne(Supplier<T> task) {
    boolean wasEager = isEager;
    isEager = false;
    try {
      return task.get();
    } finally {
      isEager = wasEager;
      if (isEager && !isInScope) {
        inScope(this::takeTurns);
      }
    }
  }

  private boolean takeTurns() {
    while (!queue.isEmpty() && failure.get() == null) {
      takeTurn();
    }
    return true;
  }

  /** Refuses to go on unless this is the simulation's thread. */
  void requireOwnThread() {
    if (isForeignThread()) {
      throw new IllegalStateException(
          "a SimSystem belongs to the thread that created it, %s, but was used by %s"
              .formatted(owner.getName(), Thread.currentThread().getName()));
    }
  }

  /** Refuses to go on unless this is the simulation's thread and it is between two turns. */
  void requireOutside() {
    requireOwnThread();
    if (isInScope) {
      throw new IllegalStateException(
          "the simulation was advanced from within the turn of " + currentActor());
    }
  }

  /** Runs {@code steps}, during which this thread belongs to the simulation. */
  boolean inScope(BooleanSupplier steps) {
    requireOutside();
    SimDispatcher outer = BINDING.get();
    isInScope = true;
    BINDING.set(this);
    try {
      return BlockContext.withBlockContext(this, steps::getAsBoolean);
    } finally {
      BINDING.set(outer);
      isInScope = false;
      endScope();
    }
  }

  /**
   * From here on no watcher interrupts this thread, and its interrupt does not outlive the turn.
   */
  private void endScope() {
    synchronized (watchLock) {
      turn.lazySet(null);
      if (isInterruptedByWatcher) {
        isInterruptedByWatcher = false;
        Thread.interrupted();
      }
    }
  }

  /** Gives a turn to the next in order; somebody must wait for one. */
  void takeTurn() {
    take(queue.next());
    countStep();
  }

  private void take(Runnable next) {
    turn.lazySet(next);
    turns.lazySet(turns.getPlain() + 1);
    hash.add(next instanceof Mailbox mailbox ? hashOf(mailbox) : TASK_WORD);
    threadRandom.reseed();
    try {
      next.run();
    } catch (Throwable e) {
      // Akka throws InterruptedException, a checked one, out of a mailbox.
      report(SimFailure.Kind.EXCEPTION, nameOf(next), e);
      if (e instanceof InterruptedException) {
        owner.interrupt();
      }
    }
  }

  /** Fires the next timer, of which there must be one. */
  void fire() {
    long due = scheduler.nextDueNanos();
    startInstant(due);
    turn.lazySet(Marker.TIMER);
    hash.add(due);
    threadRandom.reseed();
    try {
      scheduler.fireNext();
    } catch (Throwable e) {
      report(SimFailure.Kind.EXCEPTION, nameOf(Marker.TIMER), e);
    }
    countStep();
  }

  /** Tells that time is about to be {@code nanos}. */
  void startInstant(long nanos) {
    if (nanos > scheduler.nowNanos()) {
      stepsThisInstant = 0;
    }
  }

  private void countStep() {
    stepsThisInstant++;
    if (stepsThisInstant > maxStepsPerInstant) {
      report(
          SimFailure.Kind.LIVELOCK,
          currentActor(),
          new IllegalStateException(maxStepsPerInstant + " steps without time passing"));
    }
  }

  void onActorMade() {
    threadRandom.reseed();
  }

  /** Takes all turns whatever happens, those that came from other threads too: for a reset. */
  void drainAll() {
    inScope(
        () -> {
          for (long i = 0; takeForeign() || !queue.isEmpty(); i++) {
            Runnable next = queue.next();
            if (i > maxStepsPerInstant) {
              throw new IllegalStateException(
                  nameOf(next) + " cannot be stopped; only actors below /user are");
            }
            take(next);
          }
          return true;
        });
  }

  private boolean takeForeign() {
    Runnable late = foreign.poll();
    if (late != null) {
      queue.add(late);
    }
    return late != null;
  }

  // --- what must not happen ---

  @Override
  public void reportFailure(Throwable cause) {
    reportException(cause);
  }

  @Override
  public <T> T blockOn(Function0<T> thunk, CanAwait permission) {
    BlockedActorException blocked = new BlockedActorException("it awaits a future");
    report(SimFailure.Kind.BLOCKED, currentActor(), blocked);
    throw blocked;
  }

  /** Records what the actor whose turn it is threw. */
  void reportException(Throwable cause) {
    report(SimFailure.Kind.EXCEPTION, currentActor(), cause);
  }

  /** Records the failure; only the first one counts. */
  void report(SimFailure.Kind kind, String actor, Throwable cause) {
    long nanos = scheduler == null ? 0 : scheduler.nowNanos();
    failure.compareAndSet(null, new SimFailure(kind, actor, turns.get(), nanos, cause));
  }

  void reportForeign(String actor, String what) {
    report(
        SimFailure.Kind.FOREIGN_THREAD,
        actor,
        new IllegalStateException(what + " from thread " + Thread.currentThread().getName()));
  }

  private void reportThreadStarted() {
    report(
        SimFailure.Kind.THREAD_STARTED,
        currentActor(),
        new IllegalStateException("see the stack trace for the place"));
  }

  boolean isInTurn() {
    return turn.get() != null;
  }

  /** For a watcher: does something while a turn goes on, of which the run cannot end meanwhile. */
  void ifInTurn(Runnable task) {
    synchronized (watchLock) {
      if (isInTurn()) {
        task.run();
      }
    }
  }

  /** For a watcher: interrupts the turn, but nothing that comes after the run. */
  void interruptTurn() {
    synchronized (watchLock) {
      if (isInTurn()) {
        isInterruptedByWatcher = true;
        owner.interrupt();
      }
    }
  }

  /** Returns the path of the actor whose turn it is, for a thread that watches this one. */
  String currentActor() {
    return nameOf(turn.get());
  }

  private static long hashOf(Mailbox mailbox) {
    return mailbox.messageQueue() instanceof SimMailbox queue
        ? queue.nameHash()
        : SimMailbox.hashOf(nameOf(mailbox));
  }

  private static String nameOf(Runnable runnable) {
    if (runnable instanceof Mailbox mailbox) {
      return mailbox.messageQueue() instanceof SimMailbox queue
          ? queue.actorPath()
          : mailbox.actor().self().path().toStringWithoutAddress();
    }
    if (runnable == null) {
      return "the simulation";
    }
    return runnable == Marker.TIMER ? "a timer" : "a future's callback";
  }
}
