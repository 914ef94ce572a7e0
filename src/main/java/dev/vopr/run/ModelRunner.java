package dev.vopr.run;

import dev.vopr.model.ModelResult;
import dev.vopr.model.ModelRun;
import dev.vopr.model.ModelStory;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Swarm;
import dev.vopr.scenario.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes single runs of a scenario in simplified mode. */
public final class ModelRunner {
  private final Scenario scenario;

  /**
   * Creates a runner.
   *
   * @param scenario one that the model does not refuse
   */
  public ModelRunner(Scenario scenario) {
    this.scenario = scenario;
    scenario
        .model()
        .flatMap(claim -> claim.refusal())
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(scenario.name() + " is not in the model: " + why);
            });
  }

  /** Makes the run of a seed. */
  public RunResult run(long seed) {
    return run(seed, ModelStory.off());
  }

  /** Makes the run of a seed and tells its steps. */
  public RunResult run(long seed, ModelStory story) {
    Swarm.Drawn drawn = scenario.draw(seed);
    ModelResult made = ModelRun.make(drawn.settings(), seed, story);
    Verdict verdict = made.verdict();
    String reason = made.reason();
    Optional<String> missed = Goals.missed(scenario.goals(), made.measures());
    if (verdict == Verdict.SAFE && missed.isPresent()) {
      verdict = Verdict.VACUOUS;
      reason = missed.get();
    }
    return result(seed, made, verdict, reason, drawn.values());
  }

  private static RunResult result(
      long seed, ModelResult made, Verdict verdict, String reason, Map<String, String> drawn) {
    Map<Countable, Long> measures = made.measures();
    FaultRecord none = FaultRecord.NONE;
    return new RunResult(
        seed,
        verdict,
        made.hash(),
        made.steps(),
        made.nanos(),
        made.checks(),
        measures,
        List.of(),
        RunTiming.NONE,
        // What struck in the model is no plan of a cluster.
        new FaultRecord(none.plan(), false, none.unused(), drawn),
        made.violation(),
        Optional.empty(),
        reason);
  }
}
