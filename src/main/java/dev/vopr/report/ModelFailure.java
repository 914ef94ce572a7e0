package dev.vopr.report;

import dev.vopr.model.ModelStory;
import dev.vopr.run.ModelRunner;
import dev.vopr.run.RunResult;
import dev.vopr.scenario.Scenario;
import dev.vopr.sim.TraceHash;
import java.util.ArrayList;
import java.util.List;

/** A run of the model that failed, as text: what broke, and the steps that led there. */
public final class ModelFailure {
  private static final int STEPS = 30;

  private ModelFailure() {}

  /** Returns what a failing run was, with its last steps; makes the run again for it. */
  public static List<String> lines(Scenario scenario, RunResult run) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s · %s · seed %d of the MODEL, at step %s · trace hash %s"
            .formatted(
                run.verdict(),
                scenario.name(),
                run.seed(),
                Figures.count(run.events()),
                TraceHash.format(run.hash())));
    lines.addAll(Paragraph.of("  ", run.reason(), 3));
    lines.add("");
    lines.addAll(story(scenario, run.seed(), STEPS));
    return lines;
  }

  /**
   * Returns the last steps of a run.
   *
   * @param steps how many at most, from 1
   */
  public static List<String> story(Scenario scenario, long seed, int steps) {
    ModelStory story = ModelStory.ofLast(steps);
    new ModelRunner(scenario).run(seed, story);
    return story.lines().stream().map(line -> "  " + line).toList();
  }
}
