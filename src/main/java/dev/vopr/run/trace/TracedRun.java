package dev.vopr.run.trace;

import dev.vopr.check.CheckedCluster;
import dev.vopr.check.Checkers;
import dev.vopr.check.Invariant;
import dev.vopr.check.Violation;
import dev.vopr.check.history.LinearizabilitySearch;
import dev.vopr.check.witness.Witness;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.run.RunResult;
import dev.vopr.run.SeedRunner;
import dev.vopr.scenario.PlanWriter;
import dev.vopr.scenario.Scenario;
import dev.vopr.sim.SimSystem;
import dev.vopr.sim.TraceHash;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecorder;
import java.util.List;

/**
 * A run with its events.
 *
 * @param result what came out of it
 * @param trace what happened in it
 */
public record TracedRun(RunResult result, Trace trace) {

  /**
   * Makes the run of a seed and keeps its events; it takes the same steps as without.
   *
   * @param sim is reset before
   * @param plans writes the run as a settings file
   * @param maxEvents so many events are kept, from 1; when there are more, the last ones
   */
  public static TracedRun make(
      SimSystem sim, Scenario scenario, PlanWriter plans, long seed, long maxEvents) {
    TraceRecorder recorder = new TraceRecorder(maxEvents, () -> sim.hash().value());
    SeedRunner runner = new SeedRunner(sim, scenario);
    RunResult result = runner.run(seed, recorder);
    SimulationSettings settings = scenario.draw(seed).settings();
    TraceHeader header =
        new TraceHeader(
            scenario.name(),
            seed,
            settings.replica().replicas(),
            settings.replica().nodes() - settings.replica().replicas(),
            settings.workload().clients(),
            settings.byzantine().compromised(),
            settings.replica().hardening(),
            settings.replica().limits(),
            settings.isSigned() ? settings.signatures().bytes() : 0,
            result.verdict().name(),
            result.reason(),
            source(result.violation().map(Violation::invariant).orElse(""), settings),
            result.hash(),
            recorder.events(),
            settingsText(scenario, plans, result),
            plans.origins(result.faults().drawn(), result.faults().plan()));
    return new TracedRun(result, new Trace(header, recorder.records(), recorder.earlier()));
  }

  /** Returns where the rule that was violated comes from. */
  static String source(String name, SimulationSettings settings) {
    CheckedCluster audited =
        new CheckedCluster(settings.replica(), List.of(), settings.workload().tenants(), true);
    for (Invariant invariant : new Checkers(audited).invariants()) {
      if (invariant.name().equals(name)) {
        return invariant.source();
      }
    }
    int ofWitness = Witness.names().indexOf(name);
    if (ofWitness >= 0) {
      return Witness.sources().get(ofWitness);
    }
    return name.equals(LinearizabilitySearch.NAME) ? LinearizabilitySearch.SOURCE : "";
  }

  private static String settingsText(Scenario scenario, PlanWriter plans, RunResult result) {
    if (!result.faults().isWhole()) {
      return "";
    }
    String about =
        "%s, seed %d: %s, trace hash %s"
            .formatted(
                scenario.name(), result.seed(), result.verdict(), TraceHash.format(result.hash()));
    return plans.text(result.seed(), result.faults().drawn(), result.faults().plan(), about);
  }
}
