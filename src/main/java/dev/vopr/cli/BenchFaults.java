package dev.vopr.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of the benchmark's cluster in which everything goes wrong but lies: of each family
 * about what {@code conf/chaos.conf} has.
 */
final class BenchFaults {
  private static final List<String> SETTINGS =
      List.of(
          "network.loss = 0.02",
          "network.duplication = 0.02",
          "network.reordering = 0.02",
          "network.late-replay.probability = 0.01",
          "network.bit-corruption = 0.002",
          "network.truncation = 0.002",
          "network.misdelivery = 0.002",
          "network.partitions.probability = 0.1",
          "network.clogs.probability = 0.03",
          "network.slow-links.probability = 0.03",
          "process.crash = 0.1",
          "process.stop = 0.02",
          "process.pause.probability = 0.02",
          "process.points.before-do-view-change = 0.02",
          "process.points.during-view-record = 0.01",
          "gray.slow.probability = 0.01",
          "gray.deaf.probability = 0.01",
          "clock.offset-max = 10 ms",
          "clock.drift-max-ppm = 100",
          "clock.step.probability = 0.02",
          "storage.write-error = 0.02",
          "storage.read-error = 0.005",
          "storage.bit-rot = 0.1",
          "storage.lost-write = 0.005",
          "storage.read-flip = 0.005",
          "storage.corruption = 0.03",
          "client.crash = 0.02",
          "client.bad-request = 0.05");

  private BenchFaults() {}

  /** Returns the given settings with the faults on top. */
  static Map<String, String> on(Map<String, String> overrides) {
    Map<String, String> all = new LinkedHashMap<>(overrides);
    for (String setting : SETTINGS) {
      List<String> parts = List.of(setting.split(" = ", 2));
      all.put("vopr." + parts.get(0), parts.get(1));
    }
    return all;
  }
}
