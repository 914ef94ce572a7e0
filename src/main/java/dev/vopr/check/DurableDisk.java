package dev.vopr.check;

import dev.vopr.vsr.disk.DiskCodec;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the disk of one replica has told it to be durable, whatever the replica makes of it: the
 * writes that the disk acknowledged, and what it showed when the replica was started. A disk that
 * lies is a fault of the world and not of the replica that believes it, so it is believed here too,
 * until the replica starts again and is shown what is really there.
 */
final class DurableDisk {
  private static final long NOTHING = 0;

  private final long[] ops;
  private final long[] parents;
  private final long[] checksums;
  private ViewRecord record = ViewRecord.INITIAL;

  /** Op-number up to which all entries are here and make a chain, and the last one's checksum. */
  private long heldOp;

  private long heldChecksum;

  /** Creates a formatted disk with so many slots in its ring of entries, from 1. */
  DurableDisk(int slots) {
    ops = new long[slots];
    parents = new long[slots];
    checksums = new long[slots];
  }

  /** Returns how many entries there is room for. */
  int slots() {
    return ops.length;
  }

  /** Returns the view record. */
  ViewRecord record() {
    return record;
  }

  /** Returns the op-number up to which all entries are in a checkpoint, or here, as one chain. */
  long heldOp() {
    return heldOp;
  }

  /** Returns the checksum of the entry here, 0 if it is not. */
  long checksumAt(long op) {
    int slot = slot(op);
    return ops[slot] == op ? checksums[slot] : NOTHING;
  }

  /** Returns whether the entry is here, or is spoken for by a checkpoint. */
  boolean holds(long op, long checksum) {
    return op <= record.checkpoint() || checksumAt(op) == checksum;
  }

  /** Returns whether the entry, or at least its header in the view record, is here. */
  boolean names(long op, long checksum) {
    return holds(op, checksum)
        || record.headerAt(op).filter(header -> header.checksum() == checksum).isPresent();
  }

  /** Returns whether the entry and all before it are here, or spoken for by a checkpoint. */
  boolean holdsAllUpTo(long op, long checksum) {
    long wanted = checksum;
    for (long at = op; at > record.checkpoint(); at--) {
      boolean isKnown = at <= heldOp && checksumAt(at) == wanted;
      if (checksumAt(at) != wanted || isKnown) {
        return isKnown;
      }
      wanted = parents[slot(at)];
    }
    return true;
  }

  /** The disk has acknowledged a write. */
  void onWritten(List<List<Block>> stages) {
    boolean isRecordSeen = false;
    for (List<Block> stage : stages) {
      for (Block block : stage) {
        if (block.zone() == Zone.ENTRIES) {
          put(block.slot(), DiskCodec.headerOfEntry(block.content()));
        } else if (block.zone() == Zone.VIEW_RECORD && !isRecordSeen) {
          isRecordSeen = true;
          record = DiskCodec.viewRecord(block.content()).orElse(record);
        }
      }
    }
    extend();
  }

  /** The disk shows all that is on it. */
  void onOpened(List<Block> blocks) {
    Arrays.fill(ops, 0);
    heldOp = 0;
    heldChecksum = NOTHING;
    Map<ViewRecord, Integer> copies = new LinkedHashMap<>();
    record = ViewRecord.NONE;
    Header[] headers = headers(blocks);
    for (Block block : blocks) {
      if (block.zone() == Zone.ENTRIES) {
        Optional<Header> found = DiskCodec.entry(block.content()).map(Entry::header);
        found
            .filter(entry -> !isClash(entry, headers[block.slot()]))
            .ifPresent(entry -> put(block.slot(), entry));
      } else if (block.zone() == Zone.VIEW_RECORD) {
        DiskCodec.viewRecord(block.content()).ifPresent(copy -> onCopy(copies, copy));
      }
    }
    extend();
  }

  /** Returns the redundant headers that can be read, by slot; null where there is none. */
  private Header[] headers(List<Block> blocks) {
    Header[] headers = new Header[ops.length];
    for (Block block : blocks) {
      if (block.zone() == Zone.HEADERS) {
        headers[block.slot()] = DiskCodec.header(block.content()).orElse(null);
      }
    }
    return headers;
  }

  /**
   * D2: the entry is written before its header. Beside the header of another entry of the same
   * op-number it was never acknowledged to the replica, which may well end its log below.
   */
  private static boolean isClash(Header entry, Header beside) {
    return beside != null && beside.op() == entry.op() && beside.checksum() != entry.checksum();
  }

  /** D1: two copies have to agree, and the newest such pair counts. */
  private void onCopy(Map<ViewRecord, Integer> copies, ViewRecord copy) {
    int count = copies.merge(copy, 1, Integer::sum);
    if (count >= 2 && copy.sequence() > record.sequence()) {
      record = copy;
    }
  }

  private void put(int slot, Header header) {
    if (header.op() <= 0 || slot != slot(header.op())) {
      return;
    }
    if (header.op() <= heldOp && checksums[slot] != header.checksum()) {
      heldOp = header.op() - 1;
      heldChecksum = header.parent();
    }
    ops[slot] = header.op();
    parents[slot] = header.parent();
    checksums[slot] = header.checksum();
  }

  private void extend() {
    if (heldOp < record.checkpoint()) {
      heldOp = record.checkpoint();
      heldChecksum = checksumAt(heldOp);
    }
    for (int slot = slot(heldOp + 1); continues(slot); slot = slot(heldOp + 1)) {
      heldOp++;
      heldChecksum = checksums[slot];
    }
  }

  /** A checkpoint from another replica may stand for a log that the slots here contradict. */
  private boolean continues(int slot) {
    boolean isNext = ops[slot] == heldOp + 1;
    return isNext && (heldOp == record.checkpoint() || parents[slot] == heldChecksum);
  }

  private int slot(long op) {
    return (int) (op % ops.length);
  }
}
