package dev.vopr.run.minimise;

import dev.vopr.config.RunSettings;
import dev.vopr.run.RunResult;
import dev.vopr.scenario.MinimizeSettings;
import dev.vopr.scenario.Scenario;
import dev.vopr.trace.TraceSink;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes a failing run smaller. What to leave out is decided by nobody: each smaller run is made,
 * and is kept if it fails in the same way. The steps go from what leaves out the most to the
 * finest, again and again until none of them finds anything.
 *
 * <pre>
 *   run length → fault families → decisions → client operations → replicas → run length
 *     → settings → latencies → durations and amounts → (again) → bisection
 * </pre>
 *
 * <p>With a limit of runs, and none of time, the same comes out on every machine.
 */
public final class Minimiser {
  private final Reproducer reproducer;
  private final MinimizeSettings limits;
  private final MinimiseListener listener;
  private final AtomicBoolean isStopped = new AtomicBoolean();

  /** Prepares to make runs; {@code listener} is told of each. */
  public Minimiser(Reproducer reproducer, MinimizeSettings limits, MinimiseListener listener) {
    this.reproducer = reproducer;
    this.limits = limits;
    this.listener = listener;
  }

  /** Lets no further run begin; may be called by another thread. */
  public void stop() {
    isStopped.set(true);
  }

  /** Returns whether it was told to stop. */
  public boolean isStopped() {
    return isStopped.get();
  }

  /**
   * Makes a run smaller.
   *
   * @param settings those of the run
   * @param original what came out of it; it must have failed, and have a whole plan
   * @return nothing if its plan does not make a run that fails in the same way
   */
  public Optional<Minimised> minimise(RunSettings settings, RunResult original) {
    return minimise(settings, original, true);
  }

  /** As above, without asking when the failure became inevitable. */
  public Optional<Minimised> shorten(RunSettings settings, RunResult original) {
    return minimise(settings, original, false);
  }

  private Optional<Minimised> minimise(
      RunSettings settings, RunResult original, boolean isBisected) {
    Variant first = Variant.of(settings, original.faults().plan().decisions());
    long maxEvents = first.base().simulation().maxEvents();
    Failure wanted =
        Failure.of(original, maxEvents)
            .orElseThrow(() -> new IllegalArgumentException("the run does not fail"));
    Trials trials =
        new Trials(
            reproducer, original.seed(), limits, listener, isStopped, wanted, first, original);
    RunResult byPlan = trials.run(first, TraceSink.OFF);
    if (!trials.isSame(byPlan)) {
      return Optional.empty();
    }
    listener.onRun(Step.ORIGINAL, trials.runs(), first.decisions().size());
    boolean isComplete = reduce(trials);
    Optional<Bisection> bisection =
        isComplete && isBisected ? Optional.of(Bisection.of(trials)) : Optional.empty();
    Minimised minimised =
        new Minimised(
            original.seed(),
            wanted,
            Counts.of(first, original),
            Counts.of(trials.best(), trials.bestRun()),
            trials.best().settings(),
            trials.bestRun(),
            isComplete,
            trials.runs(),
            trials.wallNanos(),
            bisection.filter(whole -> !isStopped.get()));
    verify(minimised);
    return Optional.of(minimised);
  }

  /** Returns whether no step found anything more. */
  private static boolean reduce(Trials trials) {
    FaultSteps faults = new FaultSteps(trials);
    SettingSteps settings = new SettingSteps(trials);
    long before;
    do {
      before = trials.best().fingerprint();
      // What comes out of each of these has to fail with all its time; it takes the longest runs.
      trials.take(settings::runLength);
      trials.take(
          () -> {
            faults.families();
            faults.decisions();
          });
      trials.take(
          () -> {
            settings.operations();
            settings.replicas();
            settings.runLength();
            settings.settings(Step.SETTINGS);
            settings.latencies();
            faults.amounts();
          });
    } while (trials.best().fingerprint() != before && !trials.isOver());
    return !trials.isOver();
  }

  /** What is handed out is the text, so the text is what must make the same run. */
  private void verify(Minimised minimised) {
    Scenario scenario = RunSettings.scenario(minimised.text());
    RunResult again = reproducer.run(scenario, minimised.seed(), TraceSink.OFF);
    if (again.hash() != minimised.run().hash()) {
      throw new IllegalStateException(
          "the settings file makes the run %016x, but %016x was to be written"
              .formatted(again.hash(), minimised.run().hash()));
    }
  }
}
