package dev.vopr.scenario;

import dev.vopr.check.CheckSettings;
import dev.vopr.cluster.SimulationSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is run, and what must come out of it.
 *
 * @param name under which reports show it
 * @param description one sentence: what it is about
 * @param expected verdicts that count as a pass
 * @param simulation the cluster and its faults; where a seed draws, the lower ends
 * @param goals what a run must reach: the least number of each
 * @param goalShare the share of runs, 0 to 1, that must reach each goal
 * @param until when the faults of a run end
 * @param swarm draws the settings of each run, if any are given as ranges or choices
 * @param check how much is checked of what clients saw
 * @param model in simplified mode, what the model makes of it; nothing where a cluster is run
 */
public record Scenario(
    String name,
    String description,
    List<Verdict> expected,
    SimulationSettings simulation,
    Map<Countable, Long> goals,
    double goalShare,
    FaultsEnd until,
    Optional<Swarm> swarm,
    CheckSettings check,
    Optional<ModelClaim> model) {

  /** A scenario of which a cluster is run. */
  public Scenario(
      String name,
      String description,
      List<Verdict> expected,
      SimulationSettings simulation,
      Map<Countable, Long> goals,
      double goalShare,
      FaultsEnd until,
      Optional<Swarm> swarm,
      CheckSettings check) {
    this(
        name,
        description,
        expected,
        simulation,
        goals,
        goalShare,
        until,
        swarm,
        check,
        Optional.empty());
  }

  /** Returns this scenario in simplified mode, with the goals that the model counts. */
  public Scenario modelled(Map<Countable, Long> newGoals, ModelClaim claim) {
    return new Scenario(
        name,
        description,
        expected,
        simulation,
        newGoals,
        goalShare,
        until,
        swarm,
        check,
        Optional.of(claim));
  }

  /** Returns this scenario with other settings, the same for each seed. */
  public Scenario with(SimulationSettings settings) {
    return new Scenario(
        name,
        description,
        expected,
        settings,
        goals,
        goalShare,
        until,
        Optional.empty(),
        check,
        model);
  }

  /** Returns this scenario without anything that its runs must reach. */
  public Scenario withoutGoals() {
    return new Scenario(
        name,
        description,
        expected,
        simulation,
        Map.of(),
        goalShare,
        FaultsEnd.TIME,
        swarm,
        check,
        model);
  }

  /** Returns the settings of the run with a seed. */
  public Swarm.Drawn draw(long seed) {
    return swarm
        .map(drawing -> drawing.draw(seed))
        .orElseGet(() -> new Swarm.Drawn(simulation, Map.of()));
  }
}
