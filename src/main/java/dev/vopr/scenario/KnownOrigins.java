package dev.vopr.scenario;

import dev.vopr.fault.FaultOrigin;
import dev.vopr.fault.Plan;
import java.util.List;
import java.util.Map;

/**
 * Writes runs as settings files, and knows from elsewhere which settings let their faults strike.
 *
 * @param files writes them
 * @param origins of all kinds of faults that the runs have
 */
public record KnownOrigins(PlanWriter files, List<FaultOrigin> origins) implements PlanWriter {

  @Override
  public String text(long seed, Map<String, String> drawn, Plan plan, String about) {
    return files.text(seed, drawn, plan, about);
  }

  @Override
  public List<FaultOrigin> origins(Map<String, String> drawn, Plan plan) {
    return origins;
  }
}
