package dev.vopr.storage;

import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is on a disk: for each zone the slots that were ever written. */
final class Medium {
  private final Map<Zone, TreeMap<Integer, Bytes>> zones = new EnumMap<>(Zone.class);

  Medium() {
    for (Zone zone : Zone.values()) {
      zones.put(zone, new TreeMap<>());
    }
  }

  void write(Block block) {
    zones.get(block.zone()).put(block.slot(), block.content());
  }

  /** Returns what a slot holds, nothing if it was never written. */
  Bytes read(Zone zone, int slot) {
    return zones.get(zone).getOrDefault(slot, Bytes.EMPTY);
  }

  List<Block> all(List<Zone> wanted) {
    List<Block> blocks = new ArrayList<>();
    for (Zone zone : wanted) {
      zones.get(zone).forEach((slot, content) -> blocks.add(new Block(zone, slot, content)));
    }
    return blocks;
  }

  void wipe() {
    zones.values().forEach(TreeMap::clear);
  }
}
