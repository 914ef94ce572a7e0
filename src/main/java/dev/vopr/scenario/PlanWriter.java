package dev.vopr.scenario;

import dev.vopr.fault.FaultOrigin;
import dev.vopr.fault.Plan;
import java.util.List;
import java.util.Map;

/** Writes a run of a scenario as a settings file that makes the same run again. */
@FunctionalInterface
public interface PlanWriter {
  /** Writes nothing: for scenarios that come from no settings. */
  PlanWriter NONE = (seed, drawn, plan, about) -> "";

  /**
   * Returns the text of the file.
   *
   * @param seed the run's seed
   * @param drawn settings that the seed drew, by their paths
   * @param plan the faults of the run
   * @param about one line that says what came out of it
   */
  String text(long seed, Map<String, String> drawn, Plan plan, String about);

  /**
   * Returns the settings that let the faults of a run strike, and where they stand.
   *
   * @param drawn settings that the seed drew, by their paths
   * @param plan the faults of the run
   */
  default List<FaultOrigin> origins(Map<String, String> drawn, Plan plan) {
    return List.of();
  }
}
