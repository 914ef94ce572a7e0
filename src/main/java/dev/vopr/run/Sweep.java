package dev.vopr.run;

import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.SweepSettings;
import dev.vopr.sim.SimSystem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Makes the runs of a scenario in parallel workers, each with an actor system of its own that is
 * reused for all its seeds. Results are taken up in the order of the seeds.
 */
public final class Sweep {
  private final SweepSettings settings;
  private final SweepListener listener;
  private final Function<SimSystem, LongFunction<RunResult>> runners;
  private final SweepResult result;
  private final AtomicBoolean isStopped = new AtomicBoolean();
  private final AtomicReference<Throwable> defect = new AtomicReference<>();

  /** Runs that are done, but wait for one with a lower number. */
  private final TreeMap<Long, RunResult> waiting = new TreeMap<>();

  /** Threads of workers that have ended; nothing is left to do for them but to end as well. */
  private final Deque<Thread> endingThreads = new ArrayDeque<>();

  private long beganNanos;
  private int activeWorkers;
  private int startedWorkers;
  private long nextIndex;
  private long nextToTakeUp;

  /** Prepares a sweep; nothing runs yet. */
  public Sweep(Scenario scenario, SweepSettings settings, SweepListener listener) {
    this(scenario, settings, listener, runners(scenario));
  }

  /**
   * Prepares a sweep that goes on where another one of the same scenario and settings was ended.
   *
   * @param soFar what came out of its first runs
   */
  public Sweep(SweepResult soFar, SweepSettings settings, SweepListener listener) {
    this(soFar, settings, listener, runners(soFar.scenario()));
  }

  /** Prepares a sweep in which each worker makes its runs with what {@code runners} gives it. */
  Sweep(
      Scenario scenario,
      SweepSettings settings,
      SweepListener listener,
      Function<SimSystem, LongFunction<RunResult>> runners) {
    this(new SweepResult(scenario), settings, listener, runners);
  }

  private Sweep(
      SweepResult soFar,
      SweepSettings settings,
      SweepListener listener,
      Function<SimSystem, LongFunction<RunResult>> runners) {
    this.settings = settings;
    this.listener = listener;
    this.runners = runners;
    this.result = soFar;
    this.nextIndex = soFar.runs();
    this.nextToTakeUp = soFar.runs();
  }

  /** What makes the runs of a scenario, a cluster or the model. */
  static Function<SimSystem, LongFunction<RunResult>> runners(Scenario scenario) {
    return sim ->
        scenario.model().isPresent()
            ? new ModelRunner(scenario)::run
            : new SeedRunner(sim, scenario)::run;
  }

  /**
   * Makes all runs, and returns when the last one is done. When this thread is interrupted, the
   * runs under way are finished, and the result is partial.
   *
   * @throws IllegalStateException if a worker could not go on: a defect of this program
   */
  public SweepResult run() {
    beganNanos = System.nanoTime();
    try (WallClockGuard guard =
        WallClockGuard.start(Duration.ofMillis(settings.wallLimitMillis()))) {
      for (int i = 0; i < settings.workers(); i++) {
        startWorker(guard);
      }
      awaitWorkers();
    }
    if (defect.get() != null) {
      throw new IllegalStateException("a worker of the sweep failed", defect.get());
    }
    boolean isUnderTime = settings.forMillis() == 0 || isStopped.get();
    if (result.runs() < settings.iterations() && isUnderTime && !isEndedByFailure()) {
      result.interrupt();
    }
    return result;
  }

  /** One thread that makes runs, and the run that it is at. */
  private static final class Worker {
    private long index = -1;
    private boolean isAbandoned;
  }

  private synchronized void startWorker(WallClockGuard guard) {
    activeWorkers++;
    startedWorkers++;
    Worker worker = new Worker();
    Thread thread = new Thread(() -> work(guard, worker), "vopr-worker-" + startedWorkers);
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits until all workers have ended, which comes soon once the sweep is stopped. */
  private synchronized void awaitWorkers() {
    boolean isInterrupted = false;
    while (activeWorkers > 0 || !endingThreads.isEmpty()) {
      try {
        if (activeWorkers > 0) {
          wait();
        } else {
          endingThreads.getFirst().join();
          endingThreads.removeFirst();
        }
      } catch (InterruptedException e) {
        isInterrupted = true;
        stop();
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the workers end after the runs that they are at; may be called from any thread. */
  public void stop() {
    isStopped.set(true);
  }

  private void work(WallClockGuard guard, Worker worker) {
    try (SimSystem sim = SimSystem.create("vopr");
        AutoCloseable watch = guard.watch(sim, () -> abandon(guard, worker, sim))) {
      LongFunction<RunResult> runner = runners.apply(sim);
      for (long index = takeIndex(worker); index >= 0; index = takeIndex(worker)) {
        deliver(worker, index, runOne(runner, settings.seed() + index));
      }
    } catch (Throwable e) {
      // Whoever waits for the sweep is told; without this worker the result would be incomplete.
      defect.compareAndSet(null, e);
      stop();
    } finally {
      endWithThread(worker);
    }
  }

  private synchronized void endWithThread(Worker worker) {
    if (!worker.isAbandoned) {
      endingThreads.add(Thread.currentThread());
    }
    end(worker);
  }

  private synchronized void end(Worker worker) {
    if (!worker.isAbandoned) {
      worker.isAbandoned = true;
      activeWorkers--;
      notifyAll();
    }
  }

  /** A run that nothing can end is a result like any other; another worker goes on without it. */
  private void abandon(WallClockGuard guard, Worker worker, SimSystem sim) {
    synchronized (this) {
      if (worker.isAbandoned) {
        return;
      }
      if (worker.index >= 0) {
        String reason =
            sim.currentActor()
                + " does not return, and does not heed an interrupt; it is abandoned";
        takeUpInOrder(worker.index, hung(settings.seed() + worker.index, reason));
      }
      startWorker(guard);
    }
    end(worker);
  }

  private static RunResult hung(long seed, String reason) {
    return RunResult.crashed(seed, 0, 0, Optional.empty(), reason);
  }

  private RunResult runOne(LongFunction<RunResult> runner, long seed) {
    RunResult first = runner.apply(seed);
    if (!settings.checkDeterminism()) {
      return first;
    }
    RunResult second = runner.apply(seed);
    return first.hash() == second.hash() ? first : first.asNondeterministic(second.hash());
  }

  private synchronized long takeIndex(Worker worker) {
    boolean isEnd =
        worker.isAbandoned
            || isStopped.get()
            || nextIndex >= settings.iterations()
            || isTimeOver()
            || isEndedByFailure();
    worker.index = isEnd ? -1 : nextIndex++;
    return worker.index;
  }

  /** At least one run is made, however short the time. */
  private boolean isTimeOver() {
    long millis = (System.nanoTime() - beganNanos) / 1_000_000;
    return settings.forMillis() > 0 && nextIndex > 0 && millis >= settings.forMillis();
  }

  private synchronized void deliver(Worker worker, long index, RunResult run) {
    if (!worker.isAbandoned) {
      takeUpInOrder(index, run);
    }
  }

  private void takeUpInOrder(long index, RunResult run) {
    waiting.put(index, run);
    while (!waiting.isEmpty() && waiting.firstKey() == nextToTakeUp) {
      takeUp(waiting.pollFirstEntry().getValue());
      nextToTakeUp++;
    }
  }

  private void takeUp(RunResult run) {
    if (isEndedByFailure()) {
      return;
    }
    result.add(run);
    listener.onRun(run, result);
    if (isEndedByFailure()) {
      stop();
    }
  }

  private boolean isEndedByFailure() {
    return settings.failFast() && !result.failures().isEmpty();
  }
}
