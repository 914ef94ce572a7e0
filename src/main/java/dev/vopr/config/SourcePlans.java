package dev.vopr.config;

import dev.vopr.fault.FaultOrigin;
import dev.vopr.fault.Plan;
import dev.vopr.scenario.PlanWriter;
import java.util.List;
import java.util.Map;

/** Writes runs of some settings as settings files. */
final class SourcePlans implements PlanWriter {
  private final SettingsSource source;

  SourcePlans(SettingsSource source) {
    this.source = source;
  }

  @Override
  public String text(long seed, Map<String, String> drawn, Plan plan, String about) {
    return PlanFile.text(source, seed, drawn, plan, about);
  }

  @Override
  public List<FaultOrigin> origins(Map<String, String> drawn, Plan plan) {
    return source.origins(drawn, plan);
  }
}
