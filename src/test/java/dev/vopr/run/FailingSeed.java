package dev.vopr.run;

import dev.vopr.scenario.Job;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;

/** A seed that violates an invariant, while the one before it does not, for tests of reports. */
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
        if (isBad && isGoodBefore) {
          return seed;
        }
        isGoodBefore = !isBad;
      }
    }
    throw new IllegalStateException("no seed violates an invariant; choose other lies");
  }
}
