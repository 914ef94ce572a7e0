package dev.vopr.config;

import static dev.vopr.config.SimulationReader.HOUR;

import dev.vopr.net.LatencyLaw;
import dev.vopr.storage.StorageSettings;
import java.util.ArrayList;
import java.util.List;

/** Reads how disks behave. */
final class StorageReader {
  private static final long MILLISECOND = 1_000_000;

  private final SettingsNode storage;
  private final int replicas;

  StorageReader(SettingsNode storage, int replicas) {
    this.storage = storage;
    this.replicas = replicas;
  }

  StorageSettings read() {
    return new StorageSettings(
        LatencyReader.law(storage, 1),
        storage.integer("attempts", 1, 100),
        sectorBytes(),
        writes(),
        new StorageSettings.Reads(
            storage.probability("read-error"),
            storage.probability("read-flip"),
            storage.probability("misdirected-read"),
            storage.probability("stale-sector")),
        new StorageSettings.Rest(
            storage.durationNanos("interval", MILLISECOND, HOUR),
            storage.probability("bit-rot"),
            storage.probability("zeroed-sector"),
            storage.probability("corruption"),
            storage.probability("lost-disk")),
        slow(),
        storage.integer("faulty-disks", 0, replicas / 2),
        storage.flag("unrestricted"),
        exceptions());
  }

  private List<StorageSettings.OwnLatency> exceptions() {
    List<StorageSettings.OwnLatency> exceptions = new ArrayList<>();
    for (SettingsNode node : storage.list("disks")) {
      exceptions.add(
          new StorageSettings.OwnLatency(
              node.integersOr("disks", List.of(), 0, replicas - 1),
              LatencyReader.law(node.section("latency"), 1)));
    }
    return exceptions;
  }

  private int sectorBytes() {
    int bytes = (int) storage.bytes("sector-bytes", 512, 4096);
    if (bytes != 512 && bytes != 4096) {
      storage.problem("sector-bytes", "disks have sectors of 512 or 4096 bytes; give one of these");
      return 512;
    }
    return bytes;
  }

  private StorageSettings.Writes writes() {
    return new StorageSettings.Writes(
        storage.probability("write-error"),
        storage.probability("disk-full"),
        storage.integer("disk-full-writes", 1, 1_000_000),
        storage.probability("torn-write"),
        storage.probability("lost-write"),
        storage.probability("lying-sync"),
        storage.probability("misdirected-write"));
  }

  private StorageSettings.Slow slow() {
    SettingsNode slow = storage.section("slow");
    long min = slow.durationNanos("min", 1, HOUR);
    long max = slow.durationNanos("max", 1, HOUR);
    SimulationReader.checkOrder(slow, "min", min, "max", max);
    long latencyMin = slow.durationNanos("latency-min", 1, HOUR);
    long latencyMax = slow.durationNanos("latency-max", 1, HOUR);
    SimulationReader.checkOrder(slow, "latency-min", latencyMin, "latency-max", latencyMax);
    List<Integer> disks = slow.integers("disks", 0, replicas - 1).stream().distinct().toList();
    return new StorageSettings.Slow(
        slow.probability("probability"),
        slow.durationNanos("interval", MILLISECOND, HOUR),
        Math.min(min, max),
        max,
        new LatencyLaw.Uniform(Math.min(latencyMin, latencyMax), latencyMax),
        disks);
  }
}
