package dev.vopr.config;

import dev.vopr.cluster.KeyPattern;
import dev.vopr.cluster.WorkloadSettings;
import dev.vopr.vsr.codec.Limits;

/** Reads what clients ask for. */
final class WorkloadReader {
  private static final long MAX_PAUSE = 1_000 * 24 * SimulationReader.HOUR;
  private static final int MAX_WEIGHT = 1_000_000;

  private final SettingsNode workload;

  WorkloadReader(SettingsNode workload) {
    this.workload = workload;
  }

  WorkloadSettings read(Limits limits) {
    long thinkMin = workload.durationNanos("think-min", 0, MAX_PAUSE);
    long thinkMax = workload.durationNanos("think-max", 0, MAX_PAUSE);
    SimulationReader.checkOrder(workload, "think-min", thinkMin, "think-max", thinkMax);
    int valueBytes = (int) workload.bytes("value-bytes", 1, 1 << 16);
    if (2L * valueBytes + 32 > limits.operationBytes()) {
      workload.problem(
          "value-bytes",
          "a compare-and-set of two such values does not fit into vsr.operation-bytes = %d;"
                  .formatted(limits.operationBytes())
              + " lower this, or raise that");
    }
    return new WorkloadSettings(
        workload.integer("clients", 1, 1_000),
        workload.integer("tenants", 1, 65_536),
        workload.integer("keys", 1, 1_000_000),
        valueBytes,
        thinkMin,
        thinkMax,
        workload.wholeNumber("operations", 0, 1_000_000_000),
        new WorkloadSettings.Choice(
            workload.choice("pattern", KeyPattern.class),
            workload.probability("hot-share"),
            mix(),
            workload.probability("read-modify-write")),
        idleness());
  }

  private WorkloadSettings.Mix mix() {
    SettingsNode weights = workload.section("mix");
    WorkloadSettings.Mix mix =
        new WorkloadSettings.Mix(
            weights.integer("get", 0, MAX_WEIGHT),
            weights.integer("put", 0, MAX_WEIGHT),
            weights.integer("compare-and-set", 0, MAX_WEIGHT),
            weights.integer("delete", 0, MAX_WEIGHT));
    boolean isEmpty = mix.equals(new WorkloadSettings.Mix(0, 0, 0, 0));
    if (isEmpty) {
      weights.problem("get", "is 0 like all the others; give one of them a weight of at least 1");
    }
    return mix;
  }

  private WorkloadSettings.Idleness idleness() {
    SettingsNode burst = workload.section("burst");
    long pauseMin = burst.durationNanos("pause-min", 0, MAX_PAUSE);
    long pauseMax = burst.durationNanos("pause-max", 0, MAX_PAUSE);
    SimulationReader.checkOrder(burst, "pause-min", pauseMin, "pause-max", pauseMax);
    SettingsNode idle = workload.section("idle");
    long idleMin = idle.durationNanos("min", 0, MAX_PAUSE);
    long idleMax = idle.durationNanos("max", 0, MAX_PAUSE);
    SimulationReader.checkOrder(idle, "min", idleMin, "max", idleMax);
    return new WorkloadSettings.Idleness(
        burst.integer("operations", 0, 1_000_000_000),
        pauseMin,
        pauseMax,
        idle.probability("probability"),
        idleMin,
        idleMax);
  }
}
