package dev.vopr.vsr;

import dev.vopr.vsr.disk.DiskCodec;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a replica finds on its disk when it opens it (rules D1 to D3). */
final class Reload {

  /** How far the disk can be trusted. */
  enum Trust {
    /** View and log are known; some entries may be missing. */
    WHOLE,
    /** The end of the log is not certain: entries above it may have been acknowledged. */
    HEAD_UNKNOWN,
    /** The view is not known: anything may have been promised. */
    VIEW_UNKNOWN
  }

  /** One op-number of the log: its entry, or the header of a missing one. */
  record Found(Header header, Optional<Entry> entry, ReloadRow row) {}

  private final ReplicaSettings settings;
  private final Map<Integer, Bytes> headers = new LinkedHashMap<>();
  private final Map<Integer, Bytes> entries = new LinkedHashMap<>();
  private final Map<Integer, Bytes> records = new LinkedHashMap<>();
  private final Map<Integer, Bytes> checkpoints = new LinkedHashMap<>();

  private Trust trust = Trust.WHOLE;
  private ViewRecord record = ViewRecord.NONE;
  private boolean isRecordWhole;
  private Optional<Checkpoint> checkpoint = Optional.empty();
  private int checkpointSlot;
  private final List<Found> log = new ArrayList<>();

  /** How many op-numbers were decided by each row, by its ordinal. */
  private final long[] rows = new long[ReloadRow.values().length];

  private Reload(ReplicaSettings settings) {
    this.settings = settings;
  }

  /** Reads what the zones hold. */
  static Reload of(ReplicaSettings settings, List<Block> blocks) {
    Reload reload = new Reload(settings);
    for (Block block : blocks) {
      switch (block.zone()) {
        case VIEW_RECORD -> reload.records.put(block.slot(), block.content());
        case CHECKPOINT -> reload.checkpoints.put(block.slot(), block.content());
        case HEADERS -> reload.headers.put(block.slot(), block.content());
        case ENTRIES -> reload.entries.put(block.slot(), block.content());
      }
    }
    reload.open();
    return reload;
  }

  Trust trust() {
    return trust;
  }

  ViewRecord record() {
    return record;
  }

  Optional<Checkpoint> checkpoint() {
    return checkpoint;
  }

  /** Returns whether all copies of the view record show it; if not, a crash may lose it again. */
  boolean isRecordWhole() {
    return isRecordWhole;
  }

  /** Returns where the checkpoint is: the next one must go to the other place. */
  int checkpointSlot() {
    return checkpointSlot;
  }

  /** Returns the log above the checkpoint, without gaps. */
  List<Found> log() {
    return log;
  }

  /**
   * Returns whether no vote of this replica can have committed what is missing (rule V4): the view
   * record names it, but neither its own header got to the disk nor one above, and so it was never
   * acknowledged as a part of this log. Who recovered once cannot tell, for it may have been.
   *
   * <p>In its place there may be the header of another entry. Headers are written after the record
   * of the log that they are of, one log at a time; so that one is of an older log, in which it
   * stood when that log was taken over or later. If what is missing was acknowledged before, it was
   * so in a still older view, and is not committed: else the log of the view in between would have
   * it too.
   */
  boolean isNack(Found found) {
    long op = found.header().op();
    return found.entry().isEmpty()
        && found.row().isNeverAcknowledged()
        && op > record.commit()
        && op <= record.op()
        && op > lastWritten()
        && record.doubt() == ViewRecord.Doubt.NONE;
  }

  /** Returns the highest op-number of the log whose header is on the disk, 0 if there is none. */
  private long lastWritten() {
    long last = 0;
    for (Found found : log) {
      Header header = found.header();
      boolean isWritten =
          headerAt(header.op()).filter(it -> it.checksum() == header.checksum()).isPresent();
      last = isWritten ? header.op() : last;
    }
    return last;
  }

  /** Returns how many op-numbers were decided by a row. */
  long decidedBy(ReloadRow row) {
    return rows[row.ordinal()];
  }

  /** Returns the op-number up to which all entries and their redundant headers are intact. */
  long intactOp() {
    long intact = checkpoint.map(Checkpoint::op).orElse(0L);
    for (Found found : log) {
      boolean isIntact = found.entry().isPresent() && found.row() == ReloadRow.INTACT;
      if (!isIntact) {
        break;
      }
      intact = found.header().op();
    }
    return intact;
  }

  private void open() {
    Optional<ViewRecord> agreed = agreedRecord();
    if (agreed.isEmpty()) {
      // D4: an empty disk is a lost one; a new one has been formatted.
      trust = Trust.VIEW_UNKNOWN;
      return;
    }
    record = agreed.get();
    if (record.checkpoint() > 0) {
      checkpoint = findCheckpoint();
    }
    if (record.checkpoint() > 0 && checkpoint.isEmpty()) {
      // The view is known, but what the log starts from is not: all of it must come from others.
      trust = Trust.HEAD_UNKNOWN;
    } else {
      readLog();
    }
    // D3: not vouching for the log, or for the views, survives another crash.
    if (record.doubt() == ViewRecord.Doubt.HEAD) {
      trust = Trust.HEAD_UNKNOWN;
    } else if (record.doubt() == ViewRecord.Doubt.VIEWS) {
      trust = Trust.VIEW_UNKNOWN;
    }
  }

  /**
   * Returns the copies of the view record in the order in which they are to be written next: those
   * that do not hold the record first, so that a crash leaves two that do.
   */
  List<Integer> copyOrder() {
    List<Integer> order = new ArrayList<>();
    List<Integer> good = new ArrayList<>();
    for (int copy = 0; copy < ViewRecord.COPIES; copy++) {
      Optional<ViewRecord> held =
          Optional.ofNullable(records.get(copy)).flatMap(DiskCodec::viewRecord);
      boolean isGood = held.isPresent() && held.get().equals(record);
      (isGood ? good : order).add(copy);
    }
    order.addAll(good);
    return order;
  }

  /** D1: of the four copies, two must agree; the newest such pair counts. */
  private Optional<ViewRecord> agreedRecord() {
    Map<ViewRecord, Integer> counts = new LinkedHashMap<>();
    Optional<ViewRecord> best = Optional.empty();
    for (Bytes block : records.values()) {
      Optional<ViewRecord> copy = DiskCodec.viewRecord(block);
      if (copy.isEmpty()) {
        continue;
      }
      int count = counts.merge(copy.get(), 1, Integer::sum);
      boolean isNewer = best.isEmpty() || best.get().sequence() < copy.get().sequence();
      best = count >= 2 && isNewer ? copy : best;
    }
    isRecordWhole = best.map(counts::get).orElse(0) == ViewRecord.COPIES;
    return best;
  }

  private Optional<Checkpoint> findCheckpoint() {
    for (Map.Entry<Integer, Bytes> block : checkpoints.entrySet()) {
      if (Checkpoint.digestOf(block.getValue()) == record.checkpointDigest()) {
        Optional<Checkpoint> found = Checkpoint.decode(block.getValue());
        if (found.isPresent() && found.get().op() == record.checkpoint()) {
          checkpointSlot = block.getKey();
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private void readLog() {
    Header previous = checkpoint.map(Checkpoint::last).orElse(Log.ORIGIN);
    long named = Math.max(previous.op(), record.op());
    long highest = isBrokenOffAfter(named, previous) ? named : previous.op() + settings.logSlots();
    long last = lastCertain(highest);
    for (long op = previous.op() + 1; op <= highest; op++) {
      Optional<Found> found = find(op, previous, last);
      if (found.isEmpty()) {
        break;
      }
      log.add(found.get());
      previous = found.get().header();
    }
    linkBackwards();
  }

  /**
   * Returns the highest op-number that the log is known to reach: by the record, or by a header. An
   * entry alone proves nothing: the crash may have come before those below it were written.
   */
  private long lastCertain(long highest) {
    long last = record.op();
    for (long op = record.op() + 1; op <= highest; op++) {
      if (isOfThisLog(headerAt(op))) {
        last = op;
      }
    }
    return last;
  }

  /**
   * Returns whether what the rings hold above the record does not continue its log. A checkpoint
   * from another replica has replaced the log that it was of, and nothing was appended since.
   */
  private boolean isBrokenOffAfter(long named, Header base) {
    Optional<Header> end = named > base.op() ? record.headerAt(named) : Optional.of(base);
    Optional<Header> next = headerAt(named + 1).filter(it -> isOfThisLog(Optional.of(it)));
    return end.isPresent() && next.isPresent() && next.get().parent() != end.get().checksum();
  }

  /** After the record was written, entries were appended in its last normal view only. */
  private boolean isOfThisLog(Optional<Header> header) {
    return header.isPresent() && header.get().view() == record.lastNormalView();
  }

  private Optional<Found> find(long op, Header previous, long last) {
    // Where the record names an entry, what another log has left in its slot is none of this one.
    Optional<Header> header = headerAt(op).filter(it -> mayBeOfThisLog(op, it.checksum()));
    Optional<Entry> entry = entryAt(op).filter(it -> mayBeOfThisLog(op, it.checksum()));
    ReloadRow row = classify(op, header, entry);
    rows[row.ordinal()]++;
    Optional<Header> known = known(op, header, entry);
    Optional<Header> above = known.isPresent() ? known : parentNamedAbove(op, previous);
    return switch (row.action()) {
      case KEEP -> keep(op, row, known, entry, last);
      case MISSING -> missing(op, row, above, last);
      case END -> op <= last ? missing(op, row, above, last) : Optional.empty();
      case UNKNOWN -> op <= last ? missing(op, row, above, last) : unknownEnd();
    };
  }

  /** Returns the header that the op-number must have: the record's, else that of the rings. */
  private Optional<Header> known(long op, Optional<Header> header, Optional<Entry> entry) {
    boolean isAbove = op > record.op();
    return record
        .headerAt(op)
        .or(() -> header)
        .or(() -> entry.map(Entry::header))
        .filter(found -> !isAbove || found.view() == record.lastNormalView());
  }

  private Optional<Found> keep(
      long op, ReloadRow row, Optional<Header> known, Optional<Entry> entry, long last) {
    if (known.isEmpty()) {
      // An entry of another view above the log that the record stands for: left over.
      return op <= last ? missing(op, row, Optional.empty(), last) : Optional.empty();
    }
    boolean isIt = entry.isPresent() && entry.get().checksum() == known.get().checksum();
    return isIt ? Optional.of(new Found(known.get(), entry, row)) : missing(op, row, known, last);
  }

  private Optional<Found> missing(long op, ReloadRow row, Optional<Header> known, long last) {
    if (known.isPresent()) {
      return Optional.of(new Found(known.get(), Optional.empty(), row));
    }
    // The log goes on above, but of this entry not even the checksum is known.
    trust = op <= last ? Trust.HEAD_UNKNOWN : trust;
    return Optional.empty();
  }

  private Optional<Found> unknownEnd() {
    trust = Trust.HEAD_UNKNOWN;
    return Optional.empty();
  }

  /** The entry above names the checksum of this one. */
  private Optional<Header> parentNamedAbove(long op, Header previous) {
    return record
        .headerAt(op + 1)
        .or(() -> inRings(op + 1))
        .map(above -> Header.named(previous, above.parent()));
  }

  /** What an older view left behind above the commit-number says nothing about this log. */
  private Optional<Header> inRings(long op) {
    Optional<Header> found = headerAt(op).or(() -> entryAt(op).map(Entry::header));
    return op <= record.commit() || isOfThisLog(found) ? found : Optional.empty();
  }

  /** The log must be a chain; where it is not, what is above the break is not of this log. */
  private void linkBackwards() {
    Header previous = checkpoint.map(Checkpoint::last).orElse(Log.ORIGIN);
    for (int i = 0; i < log.size(); i++) {
      Header header = log.get(i).header();
      if (header.parent() != previous.checksum() || header.op() != previous.op() + 1) {
        trust = Trust.HEAD_UNKNOWN;
        log.subList(i, log.size()).clear();
        return;
      }
      previous = header;
    }
  }

  private ReloadRow classify(long op, Optional<Header> header, Optional<Entry> entry) {
    ReloadRow.Header inHeaders = headerState(op, header);
    ReloadRow.Entry inEntries = entryState(op, header, entry);
    return ReloadRow.of(inHeaders, inEntries)
        .orElseThrow(() -> new IllegalStateException("every combination has a row"));
  }

  private ReloadRow.Header headerState(long op, Optional<Header> header) {
    if (header.isPresent()) {
      return ReloadRow.Header.THIS;
    }
    Bytes block = headers.get(slot(op));
    boolean isIntact = block == null || DiskCodec.header(block).isPresent();
    return isIntact ? ReloadRow.Header.OTHER : ReloadRow.Header.BROKEN;
  }

  private ReloadRow.Entry entryState(long op, Optional<Header> header, Optional<Entry> entry) {
    if (entry.isPresent()) {
      boolean isClash = header.isPresent() && header.get().checksum() != entry.get().checksum();
      return isClash ? ReloadRow.Entry.CLASH : ReloadRow.Entry.THIS;
    }
    Bytes block = entries.get(slot(op));
    boolean isIntact = block == null || DiskCodec.entry(block).isPresent();
    return isIntact ? ReloadRow.Entry.OTHER : ReloadRow.Entry.BROKEN;
  }

  private Optional<Header> headerAt(long op) {
    Bytes block = headers.get(slot(op));
    return block == null
        ? Optional.empty()
        : DiskCodec.header(block).filter(header -> header.op() == op);
  }

  private Optional<Entry> entryAt(long op) {
    Bytes block = entries.get(slot(op));
    return block == null
        ? Optional.empty()
        : DiskCodec.entry(block).filter(entry -> entry.op() == op);
  }

  private boolean mayBeOfThisLog(long op, long checksum) {
    return record.headerAt(op).map(named -> named.checksum() == checksum).orElse(true);
  }

  private int slot(long op) {
    return (int) (op % settings.logSlots());
  }
}
