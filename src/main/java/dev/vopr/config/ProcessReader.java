package dev.vopr.config;

import static dev.vopr.config.SimulationReader.HOUR;

import dev.vopr.cluster.ProcessPoint;
import dev.vopr.cluster.ProcessSettings;
import java.util.EnumMap;
import java.util.Map;

/** Reads how replicas crash, stop and pause, and work by halves. */
final class ProcessReader {
  private final SettingsNode process;
  private final SettingsNode gray;
  private final int replicas;

  ProcessReader(SettingsNode root, int replicas) {
    this.process = root.section("process");
    this.gray = root.section("gray");
    this.replicas = replicas;
  }

  ProcessSettings read() {
    long downMin = process.durationNanos("down-min", 1, HOUR);
    long downMax = process.durationNanos("down-max", 1, HOUR);
    SimulationReader.checkOrder(process, "down-min", downMin, "down-max", downMax);
    return new ProcessSettings(
        process.probability("crash"),
        process.durationNanos("interval", 1, HOUR),
        Math.min(downMin, downMax),
        downMax,
        process.integer("max-down", 0, replicas),
        process.probability("correlated-crash"),
        process.probability("stop"),
        new ProcessSettings.Restarts(
            process.probability("restart-loop"),
            process.durationNanos("restart-loop-within", 1, HOUR),
            process.probability("reformat")),
        spell(process, "pause"),
        gray(),
        points());
  }

  private ProcessSettings.Gray gray() {
    return new ProcessSettings.Gray(
        gray.durationNanos("interval", 1, HOUR),
        Math.min(gray.integer("max-impaired", 0, 3), replicas / 2),
        spell(gray, "slow"),
        spell(gray, "intermittent"),
        spell(gray, "deaf"),
        spell(gray, "mute"),
        spell(gray, "read-only"));
  }

  private static ProcessSettings.Spell spell(SettingsNode parent, String key) {
    SettingsNode section = parent.section(key);
    long min = section.durationNanos("min", 1, HOUR);
    long max = section.durationNanos("max", 1, HOUR);
    SimulationReader.checkOrder(section, "min", min, "max", max);
    return new ProcessSettings.Spell(section.probability("probability"), Math.min(min, max), max);
  }

  private Map<ProcessPoint, Double> points() {
    SettingsNode section = process.section("points");
    Map<ProcessPoint, Double> points = new EnumMap<>(ProcessPoint.class);
    for (ProcessPoint point : ProcessPoint.values()) {
      double probability = section.probability(point.key());
      if (probability > 0) {
        points.put(point, probability);
      }
    }
    return points;
  }
}
