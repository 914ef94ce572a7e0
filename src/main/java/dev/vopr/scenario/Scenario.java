package dev.vopr.scenario;

import dev.vopr.cluster.SimulationSettings;
import java.util.List;
import java.util.Map;

/**
 * What is run, and what must come out of it.
 *
 * @param name under which reports show it
 * @param description one sentence: what it is about
 * @param expected verdicts that count as a pass
 * @param simulation the cluster and its faults
 * @param goals for each measure the least that a run must reach, in the order of the measures
 * @param goalShare the share of runs, 0 to 1, that must reach each goal
 */
public record Scenario(
    String name,
    String description,
    List<Verdict> expected,
    SimulationSettings simulation,
    Map<Measure, Long> goals,
    double goalShare) {}
