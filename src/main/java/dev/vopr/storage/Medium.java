package dev.vopr.storage;

import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is on a disk: for each slot that was ever written its content, and the one before. */
final class Medium {

  /** One zone; its slots are numbered from 0 without large gaps. */
  private static final class Slots {
    private Bytes[] contents = new Bytes[0];
    private Bytes[] previous = new Bytes[0];

    Bytes content(int slot) {
      return isWritten(slot) ? contents[slot] : Bytes.EMPTY;
    }

    Bytes previous(int slot) {
      return isWritten(slot) ? previous[slot] : Bytes.EMPTY;
    }

    private boolean isWritten(int slot) {
      return slot < contents.length && contents[slot] != null;
    }

    void put(int slot, Bytes content, Bytes before) {
      if (slot >= contents.length) {
        int length = Math.max(slot + 1, 2 * contents.length);
        contents = Arrays.copyOf(contents, length);
        previous = Arrays.copyOf(previous, length);
      }
      contents[slot] = content;
      previous[slot] = before;
    }
  }

  private final Map<Zone, Slots> zones = new EnumMap<>(Zone.class);

  Medium() {
    wipe();
  }

  void write(Block block) {
    Slots slots = zones.get(block.zone());
    slots.put(block.slot(), block.content(), slots.content(block.slot()));
  }

  /** What a slot holds has become this; what it held before its last write stays the same. */
  void damage(Block block) {
    Slots slots = zones.get(block.zone());
    slots.put(block.slot(), block.content(), slots.previous(block.slot()));
  }

  /** Returns what a slot holds, nothing if it was never written. */
  Bytes read(Zone zone, int slot) {
    return zones.get(zone).content(slot);
  }

  /** Returns what a slot held before its last write, nothing if that was its first. */
  Bytes previous(Zone zone, int slot) {
    return zones.get(zone).previous(slot);
  }

  /** Returns what the slots of some zones hold, by zone and slot. */
  List<Block> all(List<Zone> wanted) {
    List<Block> blocks = new ArrayList<>();
    for (Zone zone : wanted) {
      Slots slots = zones.get(zone);
      for (int slot = 0; slot < slots.contents.length; slot++) {
        if (slots.isWritten(slot)) {
          blocks.add(new Block(zone, slot, slots.contents[slot]));
        }
      }
    }
    return blocks;
  }

  void wipe() {
    for (Zone zone : Zone.values()) {
      zones.put(zone, new Slots());
    }
  }
}
