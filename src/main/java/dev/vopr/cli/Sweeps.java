package dev.vopr.cli;

import dev.vopr.report.Outcome;
import dev.vopr.run.Sweep;
import dev.vopr.run.SweepListener;
import dev.vopr.scenario.Job;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes sweeps, one after the other. When the JVM is told to end, the one under way ends early, no
 * other one begins, and the JVM waits until this is closed, for a few seconds.
 */
final class Sweeps implements AutoCloseable {
  private static final long INTERRUPT_GRACE_SECONDS = 5;

  private final PrintStream err;
  private final CountDownLatch isReported = new CountDownLatch(1);
  private final Thread onInterrupt = new Thread(this::interrupt, "vopr-interrupt");
  private Optional<Sweep> current = Optional.empty();
  private boolean isInterrupted;

  private Sweeps(PrintStream err) {
    this.err = err;
  }

  static Sweeps create(PrintStream err) {
    Sweeps sweeps = new Sweeps(err);
    Runtime.getRuntime().addShutdownHook(sweeps.onInterrupt);
    return sweeps;
  }

  /** Makes the runs of a job; {@code listener} is told of each, after the progress is shown. */
  Outcome run(Job job, SweepListener listener) {
    long began = System.nanoTime();
    try (Progress progress = Progress.create(job, err)) {
      Sweep sweep =
          new Sweep(
              job.scenario(),
              job.sweep(),
              (run, soFar) -> {
                progress.onRun(run, soFar);
                listener.onRun(run, soFar);
              });
      begin(sweep);
      return new Outcome(job, sweep.run(), System.nanoTime() - began);
    }
  }

  private synchronized void begin(Sweep sweep) {
    current = Optional.of(sweep);
    if (isInterrupted) {
      sweep.stop();
    }
  }

  private synchronized void stop() {
    isInterrupted = true;
    current.ifPresent(Sweep::stop);
  }

  /** Runs when the JVM is told to end. */
  private void interrupt() {
    stop();
    try {
      if (!isReported.await(INTERRUPT_GRACE_SECONDS, TimeUnit.SECONDS)) {
        Thread.currentThread().interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What came out has been reported. */
  @Override
  public void close() {
    isReported.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook is what waited for the summary.
      return;
    }
  }
}
