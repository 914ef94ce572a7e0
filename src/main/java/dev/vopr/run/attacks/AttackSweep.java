package dev.vopr.run.attacks;

import dev.vopr.run.Sweep;
import dev.vopr.run.SweepListener;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.SweepSettings;

/**
 * The runs of one attack at one level. What the scenario expects is claimed at level signed only;
 * it has no goals but that a lie arrives.
 */
public final class AttackSweep {
  private final AttackTally tally;
  private final Sweep sweep;

  /** Prepares the runs; {@code listener} is told of each. */
  public AttackSweep(Scenario scenario, SweepSettings settings, SweepListener listener) {
    tally = new AttackTally(scenario);
    sweep =
        new Sweep(
            scenario.withoutGoals(),
            settings,
            (run, soFar) -> {
              tally.add(run);
              listener.onRun(run, soFar);
            });
  }

  /** Makes the runs and returns what came out of them. */
  public AttackCell run() {
    sweep.run();
    return tally.cell();
  }

  /** Lets no further run begin; may be called by another thread. */
  public void stop() {
    sweep.stop();
  }
}
