package dev.vopr.scenario;

import dev.vopr.cluster.SimulationSettings;
import java.util.Map;
import java.util.TreeMap;

/** Draws the settings of each run from its seed, where they are given as ranges or choices. */
@FunctionalInterface
public interface Swarm {

  /** Returns what a seed draws; always the same for the same seed. */
  Drawn draw(long seed);

  /**
   * The settings of one run.
   *
   * @param settings all of them
   * @param values those that were drawn, by their paths, as they would stand in a settings file
   */
  record Drawn(SimulationSettings settings, Map<String, String> values) {
    /** Sorts the values by their paths. */
    public Drawn {
      values = new TreeMap<>(values);
    }
  }
}
