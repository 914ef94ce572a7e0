package dev.vopr.run;

import dev.vopr.sim.SimSystem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends runs that would never end by themselves: a thread outside of all simulations that looks at
 * theirs once in a while.
 *
 * <p>An actor that waits (in {@code CompletableFuture.get}, {@code Thread.sleep}, for a lock) holds
 * up the simulation's only thread, which nothing inside can notice. If that thread is found waiting
 * in the same turn in two samples in a row, the actor is reported with the place in its code, and
 * the thread is interrupted. A run that takes longer than the limit is reported as well; it ends by
 * itself after the current step, and only if that step goes on is the thread interrupted. If even
 * that has no effect, as with an endless loop that never looks, the caller is told to give the
 * thread up.
 */
public final class WallClockGuard implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(100);

  /** In so many samples in a row must the thread wait before its actor counts as blocked. */
  private static final int BLOCKED_SAMPLES = 2;

  /** So many times is a thread interrupted, once a period, before it is given up. */
  private static final int MAX_INTERRUPTS = 10;

  /** Frames of these are not the user's code. */
  private static final List<String> MACHINERY =
      List.of("java.", "javax.", "jdk.", "sun.", "scala.", "akka.", "dev.vopr.sim.Sim");

  private final long limitNanos;
  private final Duration period;
  private final CopyOnWriteArrayList<Watch> watches = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  private WallClockGuard(Duration limit, Duration period) {
    this.limitNanos = limit.toNanos();
    this.period = period;
  }

  /** Starts a guard that lets no run take longer than {@code limit} of wall-clock time. */
  public static WallClockGuard start(Duration limit) {
    return start(limit, PERIOD);
  }

  static WallClockGuard start(Duration limit, Duration period) {
    WallClockGuard guard = new WallClockGuard(limit, period);
    Thread thread = new Thread(guard::watchAll, "vopr-wall-clock-guard");
    thread.setDaemon(true);
    thread.start();
    return guard;
  }

  /** Watches the runs of a simulation until the result is closed. */
  public AutoCloseable watch(SimSystem sim) {
    return watch(sim, () -> {});
  }

  /**
   * Watches the runs of a simulation until the result is closed.
   *
   * @param onUnresponsive called once, on the guard's thread, if the simulation's thread does not
   *     react to being interrupted and has to be given up
   */
  public AutoCloseable watch(SimSystem sim, Runnable onUnresponsive) {
    Watch watch = new Watch(sim, onUnresponsive);
    watches.add(watch);
    return () -> watches.remove(watch);
  }

  /** Ends the guard's thread; nothing is watched any more. */
  @Override
  public void close() {
    closed.countDown();
  }

  private void watchAll() {
    try {
      while (!closed.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
        watches.forEach(Watch::sample);
      }
    } catch (InterruptedException e) {
      // Nobody but the JVM's end would interrupt this thread: it is done.
      closed.countDown();
    }
  }

  /** The watch over one simulation; used by the guard's thread only. */
  private final class Watch {
    private final SimSystem sim;
    private final Runnable onUnresponsive;

    private long run = -1;
    private long startNanos;
    private long lastTurns;
    private int waitingSamples;
    private boolean isReported;
    private int interrupts;

    private Watch(SimSystem sim, Runnable onUnresponsive) {
      this.sim = sim;
      this.onUnresponsive = onUnresponsive;
    }

    private void sample() {
      sim.ifInTurn(this::sampleTurn);
      if (interrupts == MAX_INTERRUPTS) {
        interrupts++;
        onUnresponsive.run();
      }
    }

    private void sampleTurn() {
      if (run != sim.runs()) {
        startRun();
      }
      long turns = sim.turns();
      boolean isSameTurn = turns == lastTurns;
      lastTurns = turns;
      waitingSamples = isSameTurn && isWaiting() ? waitingSamples + 1 : 0;
      if (isReported) {
        interruptIf(isSameTurn);
      } else if (waitingSamples >= BLOCKED_SAMPLES) {
        isReported = true;
        sim.reportBlocked(where());
        interruptIf(true);
      } else if (System.nanoTime() - startNanos > limitNanos) {
        isReported = true;
        sim.reportOvertime("limit " + limitNanos / 1_000_000 + " ms, " + where());
      }
    }

    private void startRun() {
      run = sim.runs();
      startNanos = System.nanoTime();
      lastTurns = -1;
      waitingSamples = 0;
      isReported = false;
      interrupts = 0;
    }

    private boolean isWaiting() {
      return switch (sim.thread().getState()) {
        case WAITING, TIMED_WAITING, BLOCKED -> true;
        case NEW, RUNNABLE, TERMINATED -> false;
      };
    }

    private void interruptIf(boolean isStuck) {
      if (isStuck && interrupts < MAX_INTERRUPTS) {
        interrupts++;
        sim.interruptTurn();
      }
    }

    private String where() {
      return placeIn(sim.thread().getStackTrace());
    }
  }

  /** Returns what the user's code called and where: {@code Thread.sleep at MyActor.java:17}. */
  static String placeIn(StackTraceElement[] stack) {
    Optional<StackTraceElement> called = Optional.empty();
    for (StackTraceElement frame : stack) {
      if (isUserCode(frame)) {
        return "%s at %s:%d"
            .formatted(methodOf(called.orElse(frame)), frame.getFileName(), frame.getLineNumber());
      }
      called = frame.getFileName() == null ? called : Optional.of(frame);
    }
    return "outside of any actor's code";
  }

  /** Frames without a file are adapters that the compiler made for a method reference. */
  private static boolean isUserCode(StackTraceElement frame) {
    return frame.getFileName() != null
        && MACHINERY.stream().noneMatch(frame.getClassName()::startsWith);
  }

  private static String methodOf(StackTraceElement frame) {
    String className = frame.getClassName();
    return "%s.%s"
        .formatted(
            className.substring(className.lastIndexOf('.') + 1).replace('$', '.'),
            frame.getMethodName());
  }
}
