package dev.vopr.cli;

import dev.vopr.report.Outcome;
import dev.vopr.run.Sweep;
import dev.vopr.run.SweepListener;
import dev.vopr.run.SweepResult;
import dev.vopr.scenario.Job;
import java.io.PrintStream;
import java.util.Optional;

/**
 * Makes sweeps, one after the other. When the JVM is told to end, the one under way ends early, no
 * other one begins, and the JVM waits until this is closed, for a few seconds.
 */
final class Sweeps implements AutoCloseable {
  private final PrintStream err;
  private final Interruption interruption = Interruption.calling(this::stop);
  private Optional<Sweep> current = Optional.empty();
  private boolean isInterrupted;

  private Sweeps(PrintStream err) {
    this.err = err;
  }

  static Sweeps create(PrintStream err) {
    return new Sweeps(err);
  }

  /** Makes the runs of a job; {@code listener} is told of each, after the progress is shown. */
  Outcome run(Job job, SweepListener listener) {
    long began = System.nanoTime();
    try (Progress progress = Progress.create(job, err)) {
      ProgressFile file = ProgressFile.of(job, err);
      SweepListener all =
          (run, soFar) -> {
            progress.onRun(run, soFar);
            file.onRun(soFar);
            listener.onRun(run, soFar);
          };
      Sweep sweep =
          file.resumed()
              .map(soFar -> new Sweep(soFar, job.sweep(), all))
              .orElseGet(() -> new Sweep(job.scenario(), job.sweep(), all));
      begin(sweep);
      SweepResult result = sweep.run();
      file.onEnd(result);
      return new Outcome(job, result, System.nanoTime() - began);
    }
  }

  private synchronized void begin(Sweep sweep) {
    current = Optional.of(sweep);
    if (isInterrupted) {
      sweep.stop();
    }
  }

  /** Ends the sweep under way early; no other one begins. */
  synchronized void stop() {
    isInterrupted = true;
    current.ifPresent(Sweep::stop);
  }

  /** What came out has been reported. */
  @Override
  public void close() {
    interruption.close();
  }
}
