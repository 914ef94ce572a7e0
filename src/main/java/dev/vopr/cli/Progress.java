package dev.vopr.cli;

import dev.vopr.run.RunResult;
import dev.vopr.run.SweepListener;
import dev.vopr.run.SweepResult;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.OutputStyle;
import dev.vopr.scenario.Verdict;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how far a sweep is: one line that rewrites itself on a terminal, else a line now and then.
 */
final class Progress implements SweepListener, AutoCloseable {
  private static final int BAR_WIDTH = 110;
  private static final int UPDATE_MILLIS = 200;
  private static final long LINE_EVERY_NANOS = 5_000_000_000L;

  private final Optional<ProgressBar> bar;
  private final PrintStream err;
  private final long iterations;
  private final boolean isSilent;
  private final long began = System.nanoTime();
  private long lastLine = began;

  private Progress(Optional<ProgressBar> bar, PrintStream err, long iterations, boolean isSilent) {
    this.bar = bar;
    this.err = err;
    this.iterations = iterations;
    this.isSilent = isSilent;
  }

  static Progress create(Job job, PrintStream err) {
    boolean isSilent = job.output() != OutputStyle.HUMAN;
    Optional<ProgressBar> bar =
        isSilent || !Terminal.isInteractive()
            ? Optional.empty()
            : Optional.of(
                new ProgressBarBuilder()
                    .setTaskName("runs")
                    .setInitialMax(job.sweep().iterations())
                    .setUpdateIntervalMillis(UPDATE_MILLIS)
                    .setMaxRenderedLength(BAR_WIDTH)
                    .setStyle(ProgressBarStyle.ASCII)
                    .showSpeed()
                    .setConsumer(new ConsoleProgressBarConsumer(err, BAR_WIDTH))
                    .build());
    return new Progress(bar, err, job.sweep().iterations(), isSilent);
  }

  @Override
  public void onRun(RunResult run, SweepResult soFar) {
    bar.ifPresent(
        shown -> {
          shown.step();
          shown.setExtraMessage(text(soFar));
        });
    long now = System.nanoTime();
    if (bar.isEmpty() && !isSilent && now - lastLine > LINE_EVERY_NANOS) {
      lastLine = now;
      double speed = soFar.runs() / ((now - began) / 1e9);
      err.printf(
          Locale.ROOT,
          "%,d of %,d runs, %,.0f runs/s, %,.0f s left,%s%n",
          soFar.runs(),
          iterations,
          speed,
          (iterations - soFar.runs()) / speed,
          text(soFar));
    }
  }

  private static String text(SweepResult soFar) {
    long faults =
        soFar.totals().getOrDefault(Measure.LOST, 0L)
            + soFar.totals().getOrDefault(Measure.DUPLICATED, 0L)
            + soFar.totals().getOrDefault(Measure.MUTATED, 0L);
    return String.format(
        Locale.ROOT,
        " %,d s simulated, %,d commits, %,d faults, %,d violations",
        soFar.nanos() / 1_000_000_000,
        soFar.totals().getOrDefault(Measure.COMMITTED, 0L),
        faults,
        soFar.verdicts().getOrDefault(Verdict.VIOLATION, 0L));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
