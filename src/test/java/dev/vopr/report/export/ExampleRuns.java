package dev.vopr.report.export;

import dev.vopr.run.trace.TracedRun;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.PlanWriter;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.Trace;

/** Real runs for reports. */
final class ExampleRuns {
  /** Views change less often than in the scenario, so that some runs are long before they fail. */
  private static final String[] SELDOM_CRASHING = {
    "vsr.hardening = plain", "process.crash = 0.1", "process.points.after-prepare = 0.04"
  };

  /** Seeds to try for a run of a kind; most of them are. */
  private static final int SEEDS = 60;

  private static final int SHORT = 4_000;

  private ExampleRuns() {}

  /** Returns the last {@code events} of a longer run in which a liar breaks agreement. */
  static Trace violation(int events) {
    return violation(events, events, Integer.MAX_VALUE);
  }

  /** Returns a short run in which a liar breaks agreement. */
  static Trace shortViolation() {
    return violation(SHORT, 1, SHORT);
  }

  private static Trace violation(int kept, int least, int most) {
    Scenario scenario =
        Jobs.ofFile("scenarios/byzantine-view-change-merge.conf", SELDOM_CRASHING).scenario();
    try (SimSystem sim = SimSystem.create("example")) {
      for (long seed = 1; seed <= SEEDS; seed++) {
        TracedRun run = TracedRun.make(sim, scenario, PlanWriter.NONE, seed, kept);
        long events = run.trace().header().events();
        boolean isViolation = run.result().verdict() == Verdict.VIOLATION;
        boolean isAgreement = run.result().reason().startsWith("agreement");
        if (isViolation && isAgreement && events >= least && events <= most) {
          return run.trace();
        }
      }
    }
    throw new AssertionError(
        "no seed to %d violates agreement after %d to %d events; choose another scenario"
            .formatted(SEEDS, least, most));
  }

  /** Returns a run with faults of all kinds. */
  static Trace chaos() {
    return run("chaos.conf", 1_000_000, "run.fault-time = 1 s");
  }

  /** Returns the run of seed 3 of a settings file. */
  static Trace run(String file, int events, String... settings) {
    try (SimSystem sim = SimSystem.create("example")) {
      return TracedRun.make(sim, Jobs.ofFile(file, settings).scenario(), PlanWriter.NONE, 3, events)
          .trace();
    }
  }
}
