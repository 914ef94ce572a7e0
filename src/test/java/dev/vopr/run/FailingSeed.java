package dev.vopr.run;

import dev.vopr.report.FailureText;
import dev.vopr.run.trace.TracedRun;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.Trace;

/**
 * A seed that violates an invariant, by a lie that the report tells, while the one before it does
 * not: for tests of reports.
 */
public final class FailingSeed {
  private static final long FROM = 42;
  private static final int TRIED = 200;

  /** The lies that only signatures can stop, without signatures. */
  public static final Job JOB =
      Jobs.ofFile("signed.conf", "vsr.hardening = chained", "run.fault-time = 3 s");

  /** The seed. */
  public static final long SEED = find();

  private FailingSeed() {}

  private static long find() {
    try (SimSystem sim = SimSystem.create("failing-seed")) {
      SeedRunner runner = new SeedRunner(sim, JOB.scenario());
      boolean isGoodBefore = false;
      for (long seed = FROM; seed < FROM + TRIED; seed++) {
        boolean isBad = runner.run(seed).verdict() == Verdict.VIOLATION;
        if (isBad && isGoodBefore && isLieTold(sim, seed)) {
          return seed;
        }
        isGoodBefore = !isBad;
      }
    }
    throw new IllegalStateException("no seed violates an invariant; choose other lies");
  }

  private static boolean isLieTold(SimSystem sim, long seed) {
    Trace trace = TracedRun.make(sim, JOB.scenario(), JOB.plans(), seed, 50_000).trace();
    return FailureText.lines(trace, "").stream().anyMatch(line -> line.contains("[mutated by "));
  }
}
