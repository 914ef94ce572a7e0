package dev.vopr.vsr;

import dev.vopr.vsr.disk.DiskCodec;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The slots of the disk that were found wrong, until they have been written again, and which write
 * each slot has seen last, so that a read can tell whether it was overtaken by one.
 */
final class Damage {

  /**
   * One slot, by what it must hold.
   *
   * @param zone which ring or record
   * @param number an op-number, that of the checkpoint, or the copy of the view record
   */
  record Slot(Zone zone, long number) {
    boolean isOfLog() {
      return zone == Zone.ENTRIES || zone == Zone.HEADERS;
    }
  }

  private final ReplicaState state;
  private final Set<Slot> slots = new LinkedHashSet<>();
  private final long[] ringWrites;
  private long recordWrite;
  private long checkpointWrite;

  Damage(ReplicaState state) {
    this.state = state;
    this.ringWrites = new long[state.settings.logSlots()];
  }

  // ---- which write came last --------------------------------------------------------------------

  /** Returns the place of an op-number in both rings. */
  int ringPlace(long op) {
    return (int) (op % ringWrites.length);
  }

  void onRecordWritten(long write) {
    recordWrite = write;
  }

  void onCheckpointWritten(long write) {
    checkpointWrite = write;
  }

  void onRingWritten(long op, long write) {
    ringWrites[ringPlace(op)] = write;
  }

  /** Returns the number of the last write to the slot, 0 for none since the start. */
  long lastWrite(Slot slot) {
    return switch (slot.zone()) {
      case VIEW_RECORD -> recordWrite;
      case HEADERS, ENTRIES -> ringWrites[ringPlace(slot.number())];
      case CHECKPOINT -> checkpointWrite;
    };
  }

  // ---- what is wrong ----------------------------------------------------------------------------

  boolean isEmpty() {
    return slots.isEmpty();
  }

  boolean contains(Slot slot) {
    return slots.contains(slot);
  }

  void add(Slot slot) {
    slots.add(slot);
  }

  void removeIf(Predicate<Slot> isOver) {
    if (!slots.isEmpty()) {
      slots.removeIf(isOver);
    }
  }

  void onHealed(Slot slot) {
    slots.remove(slot);
    state.reached(Milestone.SCRUB_REPAIRED);
  }

  /** Returns all of them, in the order in which they were found. */
  List<Slot> all() {
    return List.copyOf(slots);
  }

  /** Returns the op-number below which the log is free of damage, at most {@code op}. */
  long intactUpTo(long op) {
    long intact = op;
    for (Slot slot : slots) {
      intact = slot.isOfLog() ? Math.min(intact, slot.number() - 1) : intact;
    }
    return intact;
  }

  /**
   * Returns what the damaged slots of both rings, and that of the checkpoint, must hold. They were
   * wrong before, so a crash in the middle of that write makes nothing worse.
   *
   * @param checkpointPlace where the checkpoint is written again
   */
  List<Block> blocks(long write, int checkpointPlace, Bytes checkpoint) {
    List<Block> blocks = new ArrayList<>();
    for (Slot slot : slots) {
      switch (slot.zone()) {
        case VIEW_RECORD -> {}
        case HEADERS -> blocks.add(ring(slot, DiskCodec.encode(state.log.headerAt(slot.number()))));
        case ENTRIES -> blocks.add(ring(slot, DiskCodec.encode(state.log.at(slot.number()))));
        case CHECKPOINT -> blocks.add(new Block(Zone.CHECKPOINT, checkpointPlace, checkpoint));
      }
      if (slot.isOfLog()) {
        onRingWritten(slot.number(), write);
      }
    }
    return blocks;
  }

  private Block ring(Slot slot, Bytes content) {
    return new Block(slot.zone(), ringPlace(slot.number()), content);
  }
}
