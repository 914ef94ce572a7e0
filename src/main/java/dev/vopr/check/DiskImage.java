package dev.vopr.check;

import dev.vopr.vsr.disk.DiskCodec;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that the disk of one replica would show after a loss of power, if it did what it said: what
 * it showed when the replica was started, and each stage of each write since.
 */
final class DiskImage {
  /** By zone and slot. */
  private final Map<Integer, Block> blocks = new TreeMap<>();

  private boolean isReadable;

  /** Makes a formatted disk. */
  DiskImage() {
    open(DiskCodec.format());
  }

  /** The disk shows all that is on it. */
  void open(List<Block> shown) {
    blocks.clear();
    isReadable = true;
    for (Block block : shown) {
      put(block);
      isReadable &= isReadable(block);
    }
  }

  void put(Block block) {
    blocks.put(block.slot() * Zone.values().length + block.zone().ordinal(), block);
  }

  /** Returns whether all that the disk showed when it was opened could be read. */
  boolean isReadable() {
    return isReadable;
  }

  List<Block> blocks() {
    return new ArrayList<>(blocks.values());
  }

  private static boolean isReadable(Block block) {
    return switch (block.zone()) {
      case VIEW_RECORD -> DiskCodec.viewRecord(block.content()).isPresent();
      case HEADERS -> DiskCodec.header(block.content()).isPresent();
      case ENTRIES -> DiskCodec.entry(block.content()).isPresent();
      // Its digest is in the view record, which may name the other one.
      case CHECKPOINT -> true;
    };
  }
}
