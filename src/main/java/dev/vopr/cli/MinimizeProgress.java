package dev.vopr.cli;

import dev.vopr.run.minimise.MinimiseListener;
import dev.vopr.run.minimise.Step;
import dev.vopr.scenario.OutputStyle;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how small a failing run is by now, in the way of {@link Progress}. */
final class MinimizeProgress implements MinimiseListener, AutoCloseable {
  /** Stands for a number of runs that nothing limits but the time. */
  static final long UNKNOWN = -1;

  private static final int BAR_WIDTH = 110;
  private static final int UPDATE_MILLIS = 200;
  private static final long LINE_EVERY_NANOS = 5_000_000_000L;

  private final Optional<ProgressBar> bar;
  private final PrintStream err;
  private final int decisionsBefore;
  private final boolean isSilent;
  private long lastLine = System.nanoTime() - LINE_EVERY_NANOS;

  private MinimizeProgress(
      Optional<ProgressBar> bar, PrintStream err, int decisionsBefore, boolean isSilent) {
    this.bar = bar;
    this.err = err;
    this.decisionsBefore = decisionsBefore;
    this.isSilent = isSilent;
  }

  /**
   * Begins to show.
   *
   * @param decisionsBefore number of faults of the run that is to be minimised
   * @param maxRuns the largest number of runs, or {@link #UNKNOWN}
   */
  static MinimizeProgress create(
      OutputStyle output, int decisionsBefore, long maxRuns, PrintStream err) {
    boolean isSilent = output != OutputStyle.HUMAN;
    Optional<ProgressBar> bar =
        isSilent || !Terminal.isInteractive()
            ? Optional.empty()
            : Optional.of(
                new ProgressBarBuilder()
                    .setTaskName("runs")
                    .setInitialMax(maxRuns)
                    .setUpdateIntervalMillis(UPDATE_MILLIS)
                    .setMaxRenderedLength(BAR_WIDTH)
                    .setStyle(ProgressBarStyle.ASCII)
                    .showSpeed()
                    .setConsumer(new ConsoleProgressBarConsumer(err, BAR_WIDTH))
                    .build());
    return new MinimizeProgress(bar, err, decisionsBefore, isSilent);
  }

  @Override
  public void onRun(Step step, long runs, int decisions) {
    String text =
        String.format(
            Locale.ROOT, " %,d → %,d decisions, now: %s", decisionsBefore, decisions, step.text());
    bar.ifPresent(shown -> shown.stepTo(runs).setExtraMessage(text));
    long now = System.nanoTime();
    if (bar.isEmpty() && !isSilent && now - lastLine > LINE_EVERY_NANOS) {
      lastLine = now;
      err.printf(Locale.ROOT, "%,d runs,%s%n", runs, text);
    }
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
