package dev.vopr.run.minimise;

import dev.vopr.run.RunResult;
import dev.vopr.run.SeedRunner;
import dev.vopr.scenario.Scenario;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceSink;

/** Makes one run; the same again for the same scenario and seed. */
@FunctionalInterface
public interface Reproducer {
  /** Makes the run of a seed and tells {@code trace} its events. */
  RunResult run(Scenario scenario, long seed, TraceSink trace);

  /** Returns one that makes runs on {@code sim}. */
  static Reproducer on(SimSystem sim) {
    return (scenario, seed, trace) -> new SeedRunner(sim, scenario).run(seed, trace);
  }
}
