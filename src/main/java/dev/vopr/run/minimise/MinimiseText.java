package dev.vopr.run.minimise;

import dev.vopr.config.RunSettings;
import dev.vopr.run.RunResult;
import dev.vopr.scenario.MinimizeSettings;
import dev.vopr.scenario.Scenario;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceSink;

/** Minimising from text to text, for callers with another copy of these classes than ours. */
public final class MinimiseText {
  private MinimiseText() {}

  /**
   * Makes the run of a seed, and makes it smaller if it fails; with the same arguments always the
   * same comes out.
   *
   * @param settings a settings file as text, which includes nothing
   * @param seed the run
   * @param maxRuns the largest number of runs that it may take, from 1
   * @return the settings file of the smallest run, with its plan
   * @throws dev.vopr.config.SettingsException if the settings are wrong
   * @throws IllegalArgumentException if the run does not fail, or has too many faults for a plan
   */
  public static String minimise(String settings, long seed, long maxRuns) {
    Scenario scenario = RunSettings.scenario(settings);
    try (SimSystem sim = SimSystem.create("vopr-minimise")) {
      Reproducer reproducer = Reproducer.on(sim);
      RunResult run = reproducer.run(scenario, seed, TraceSink.OFF);
      if (Failure.of(run, Long.MAX_VALUE).isEmpty() || !run.faults().isWhole()) {
        throw new IllegalArgumentException(
            "seed %d of %s has no failure that can be minimised: %s"
                .formatted(seed, scenario.name(), run.verdict()));
      }
      return new Minimiser(reproducer, new MinimizeSettings(0, maxRuns), MinimiseListener.OFF)
          .minimise(RunSettings.of(settings, run.faults().drawn()), run)
          .orElseThrow(() -> new IllegalArgumentException("its plan makes another run"))
          .text();
    }
  }
}
