package dev.vopr.scenario;

import dev.vopr.cluster.SimulationSettings;
import dev.vopr.cluster.WorkloadSettings;
import dev.vopr.config.JobReader;
import dev.vopr.fault.Plan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jobs for tests, read the way the program reads them. */
public final class Jobs {
  private Jobs() {}

  /** Returns the defaults with settings such as {@code network.loss = 0.1} on top, in HOCON. */
  public static Job of(String... settings) {
    return JobReader.read(Optional.empty(), overrides(settings));
  }

  /** Returns the job of a file below {@code conf}, with settings on top. */
  public static Job ofFile(String name, String... settings) {
    return JobReader.read(Optional.of(Path.of("conf", name)), overrides(settings));
  }

  /** Returns the jobs of a list below {@code conf}, each with settings on top. */
  public static List<Job> allOfFile(String name, String... settings) {
    return JobReader.readAll(Optional.of(Path.of("conf", name)), overrides(settings));
  }

  private static Map<String, String> overrides(String... settings) {
    Map<String, String> overrides = new LinkedHashMap<>();
    for (String setting : settings) {
      List<String> parts = List.of(setting.split(" = ", 2));
      overrides.put("vopr." + parts.get(0), parts.get(1));
    }
    return overrides;
  }

  /** Returns the scenario of {@link #of}. */
  public static Scenario scenario(String... settings) {
    return of(settings).scenario();
  }

  /** Returns the scenario with a load that the settings file would not allow. */
  public static Scenario withWorkload(Scenario scenario, WorkloadSettings workload) {
    SimulationSettings old = scenario.simulation();
    return scenario.with(old.loaded(workload, old.faultNanos(), old.maxEvents()));
  }

  /** Returns the settings with the faults of a plan. */
  public static SimulationSettings withPlan(SimulationSettings old, Plan plan) {
    return old.planned(plan, old.maxEvents());
  }

  /** Returns the scenario with these settings, those of one seed, and without goals. */
  public static Scenario oneRun(Scenario scenario, SimulationSettings settings) {
    return scenario.with(settings).withoutGoals();
  }

  /** Returns the sweep with so many workers. */
  public static SweepSettings withWorkers(SweepSettings old, int workers) {
    return new SweepSettings(
        old.seed(),
        old.iterations(),
        workers,
        old.failFast(),
        old.checkDeterminism(),
        old.wallLimitMillis());
  }
}
