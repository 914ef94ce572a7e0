package dev.vopr.storage;

import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is on a disk: for each slot that was ever written its content, and the one before. */
final class Medium {
  private record Held(Bytes content, Bytes previous) {}

  private final Map<Zone, TreeMap<Integer, Held>> zones = new EnumMap<>(Zone.class);

  Medium() {
    for (Zone zone : Zone.values()) {
      zones.put(zone, new TreeMap<>());
    }
  }

  void write(Block block) {
    Bytes previous = read(block.zone(), block.slot());
    zones.get(block.zone()).put(block.slot(), new Held(block.content(), previous));
  }

  /** What a slot holds has become this; what it held before its last write stays the same. */
  void damage(Block block) {
    Bytes previous = previous(block.zone(), block.slot());
    zones.get(block.zone()).put(block.slot(), new Held(block.content(), previous));
  }

  /** Returns what a slot holds, nothing if it was never written. */
  Bytes read(Zone zone, int slot) {
    Held held = zones.get(zone).get(slot);
    return held == null ? Bytes.EMPTY : held.content();
  }

  /** Returns what a slot held before its last write, nothing if that was its first. */
  Bytes previous(Zone zone, int slot) {
    Held held = zones.get(zone).get(slot);
    return held == null ? Bytes.EMPTY : held.previous();
  }

  /** Returns what the slots of some zones hold, by zone and slot. */
  List<Block> all(List<Zone> wanted) {
    List<Block> blocks = new ArrayList<>();
    for (Zone zone : wanted) {
      zones.get(zone).forEach((slot, held) -> blocks.add(new Block(zone, slot, held.content())));
    }
    return blocks;
  }

  void wipe() {
    zones.values().forEach(TreeMap::clear);
  }
}
