package dev.vopr.vsr.disk;

import dev.vopr.vsr.message.Bytes;
import java.util.List;

/** What a replica wants of its disk; each is answered by one {@link DiskCompletion}. */
public sealed interface DiskOperation {

  /** Returns the number by which the completion names the operation. */
  long id();

  /**
   * Writes, stage after stage: all of a stage is on the medium and flushed before the next begins.
   * Within a stage nothing is promised about the order, and after a crash any part of it may be
   * there.
   */
  record Write(long id, List<List<Block>> stages) implements DiskOperation {
    /** Copies the lists. */
    public Write {
      stages = List.copyOf(stages);
    }
  }

  /** Reads all that a replica needs to open its log: every slot of the given zones. */
  record ReadZones(long id, List<Zone> zones) implements DiskOperation {
    /** Copies the list. */
    public ReadZones {
      zones = List.copyOf(zones);
    }
  }

  /** Reads one slot. */
  record ReadSlot(long id, Zone zone, int slot) implements DiskOperation {}

  /**
   * The content of one slot.
   *
   * @param zone which ring or record
   * @param slot number in the zone, from 0
   * @param content the bytes; what is behind them in the slot is of no interest
   */
  record Block(Zone zone, int slot, Bytes content) {}
}
