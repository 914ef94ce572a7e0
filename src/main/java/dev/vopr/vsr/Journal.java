package dev.vopr.vsr;

import dev.vopr.vsr.Damage.Slot;
import dev.vopr.vsr.disk.DiskCodec;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the log and the view durable, and knows what is. One write is under way at a time; what
 * changes meanwhile goes into the next one, so that a slow disk gets larger writes, not more of
 * them.
 *
 * <pre>
 *  a write, in stages:  checkpoint ─▶ view record (4 copies) ─▶ entries ─▶ redundant headers
 * </pre>
 *
 * <p>The view record goes before the entries: it names the headers of the log that it stands for,
 * so that after a crash in between the entries are known to be missing rather than never to have
 * been.
 */
final class Journal {
  /** What one write makes durable. */
  private record Flight(
      long id,
      long generation,
      long op,
      ViewRecord record,
      Optional<Bytes> checkpoint,
      List<Slot> healed) {}

  private final ReplicaState state;
  private final Effects effects;
  private Optional<Flight> flight = Optional.empty();
  private long lastId;

  /**
   * Rises whenever entries are replaced: what was under way then says nothing about the new ones.
   */
  private long generation;

  private long durableOp;
  private long writtenOp;

  private boolean isRecordDirty;

  /**
   * The record was found in some of its copies only: another crash may bring back the one before.
   */
  private boolean isRecordFragile;

  /** The copies of the view record in the order of writing: those that are in order come last. */
  private List<Integer> copyOrder = List.of(0, 1, 2, 3);

  private ViewRecord.Doubt doubt = ViewRecord.Doubt.NONE;
  private ViewRecord durableRecord = ViewRecord.NONE;

  /** The last view record that was written in this life, as bytes. */
  private Optional<Bytes> lastRecord = Optional.empty();

  private long sequence;

  private Optional<Checkpoint> newCheckpoint = Optional.empty();
  private Optional<Bytes> durableCheckpoint = Optional.empty();
  private long checkpointOp;
  private long checkpointDigest;
  private long checkpointTurn;

  private final RecordedLog recordedLog;
  private final Damage damage;

  Journal(ReplicaState state, Effects effects) {
    this.state = state;
    this.effects = effects;
    this.recordedLog = new RecordedLog(state);
    this.damage = new Damage(state);
  }

  /**
   * Takes over what was found on the disk; what is held above {@code intactOp} is written anew, and
   * so is a view record that not all copies show.
   */
  void open(Reload reload) {
    ViewRecord record = reload.record();
    Optional<Checkpoint> checkpoint = reload.checkpoint();
    long intactOp = reload.intactOp();
    durableRecord = record;
    isRecordDirty = !reload.isRecordWhole();
    isRecordFragile = isRecordDirty;
    copyOrder = reload.copyOrder();
    durableCheckpoint = checkpoint.map(Checkpoint::encode);
    sequence = record.sequence();
    checkpointOp = record.checkpoint();
    checkpointDigest = record.checkpointDigest();
    checkpointTurn = reload.checkpointSlot();
    doubt = record.doubt();
    durableOp = intactOp;
    writtenOp = intactOp;
    recordedLog.open();
  }

  /** Returns whether the disk was formatted, and its view record not written since. */
  boolean isNew() {
    return sequence == ViewRecord.INITIAL.sequence();
  }

  long nextId() {
    return ++lastId;
  }

  /** Returns the op-number up to which the log is held and durable, as far as is known. */
  long durableOp() {
    return damage.isEmpty() ? durableOp : damage.intactUpTo(durableOp);
  }

  /** Returns the view-number that is durable: the one in which something may be said. */
  long durableView() {
    return durableRecord.view();
  }

  /** Returns whether the view-number is durable, without which nothing may be said in the view. */
  boolean isViewDurable() {
    return durableRecord.view() == state.view && !isRecordFragile;
  }

  /** Returns whether view, last normal view and all that is held of the log are durable. */
  boolean isAllDurable() {
    return isViewDurable()
        && isLogViewDurable()
        && !isRecordDirty
        && durableOp >= lastToWrite()
        && damage.isEmpty()
        && flight.isEmpty();
  }

  /** Returns whether the last normal view is durable, without which nothing is acknowledged. */
  boolean isLogViewDurable() {
    return durableRecord.lastNormalView() == state.lastNormalView
        && !isRecordFragile
        && durableRecord.doubt().isOver();
  }

  /**
   * Returns the op-number of the checkpoint that is durable and can be read, 0 if there is none.
   */
  long durableCheckpoint() {
    return durableCheckpoint.isPresent() ? durableRecord.checkpoint() : 0;
  }

  /** Returns the bytes of the last durable checkpoint, if there is one. */
  Optional<Bytes> checkpointBytes() {
    return durableCheckpoint;
  }

  ViewRecord.Doubt doubt() {
    return doubt;
  }

  void setDoubt(ViewRecord.Doubt newDoubt) {
    doubt = newDoubt;
    isRecordDirty = true;
  }

  /** The log was changed from {@code first} on, other than by appending. */
  void onReplaced(long first) {
    onFilled(first);
    recordedLog.onReplaced(first);
    isRecordDirty = true;
  }

  /** A missing entry is held again. */
  void onFilled(long op) {
    generation++;
    durableOp = Math.min(durableOp, op - 1);
    writtenOp = durableOp;
  }

  /** View-number or last normal view changed. */
  void onViewChanged() {
    isRecordDirty = true;
  }

  /** The checkpoint shall become durable. */
  void onCheckpoint(Checkpoint checkpoint) {
    newCheckpoint = Optional.of(checkpoint);
    isRecordDirty = true;
  }

  /** A checkpoint came from another replica: until it is durable, nothing is. */
  void onCheckpointReceived(Checkpoint checkpoint) {
    onCheckpoint(checkpoint);
    if (durableOp < checkpoint.op()) {
      durableOp = state.log.op() > checkpoint.op() ? durableOp : 0;
    }
  }

  /** Starts a write if none is under way and there is something to write. */
  void flush() {
    if (flight.isPresent() || state.status == Status.OPENING || state.status == Status.STOPPED) {
      return;
    }
    long last = lastToWrite();
    boolean isTailLong = last - durableRecord.commit() > state.settings.limits().tailEntries();
    if (isTailLong || state.proofs.isOn()) {
      // After a crash the log above the recorded commit-number must still fit into a message. And
      // at level signed, who acknowledged what must not be forgotten: it may become evidence.
      isRecordDirty |= state.proofs.recordableCommit() > durableRecord.commit();
    }
    isRecordDirty |= recordedLog.isBehind();
    damage.removeIf(slot -> !isHeld(slot));
    if (!isRecordDirty && last <= writtenOp && damage.isEmpty()) {
      // Nothing above is to be written; what is there may already be durable.
      return;
    }
    long id = nextId();
    List<List<Block>> stages = new ArrayList<>();
    Optional<Bytes> checkpointed = addCheckpoint(stages, id);
    ViewRecord record = isRecordDirty ? addRecord(stages, id) : durableRecord;
    addEntries(stages, last, id);
    List<Slot> healed =
        damage.isEmpty() ? List.of() : addHealed(stages, checkpointed.isPresent(), id);
    effects.disk(new DiskOperation.Write(id, stages));
    flight = Optional.of(new Flight(id, generation, last, record, checkpointed, healed));
    writtenOp = Math.max(writtenOp, last);
    isRecordDirty = false;
  }

  /** The log is written up to its end, or to the first missing entry. */
  private long lastToWrite() {
    return state.log.firstMissing() - 1;
  }

  private Optional<Bytes> addCheckpoint(List<List<Block>> stages, long id) {
    if (newCheckpoint.isEmpty()) {
      return Optional.empty();
    }
    damage.onCheckpointWritten(id);
    Checkpoint checkpoint = newCheckpoint.get();
    newCheckpoint = Optional.empty();
    Bytes encoded = checkpoint.encode();
    checkpointOp = checkpoint.op();
    checkpointDigest = Checkpoint.digestOf(encoded);
    checkpointTurn++;
    stages.add(List.of(new Block(Zone.CHECKPOINT, (int) (checkpointTurn % 2), encoded)));
    return Optional.of(encoded);
  }

  private ViewRecord addRecord(List<List<Block>> stages, long id) {
    damage.onRecordWritten(id);
    sequence++;
    long commit = state.proofs.recordableCommit();
    boolean isSameLog = durableRecord.lastNormalView() == state.lastNormalView;
    List<Header> tail = recordedLog.headers(commit, durableOp, isSameLog);
    ViewRecord record =
        new ViewRecord(
            sequence,
            state.view,
            state.lastNormalView,
            doubt,
            checkpointOp,
            checkpointDigest,
            commit,
            tail,
            state.proofs.record(commit));
    Bytes encoded = DiskCodec.encode(record);
    lastRecord = Optional.of(encoded);
    // D1: two copies at a time, so that a crash leaves two of the old record or two of the new one.
    for (int first = 0; first < ViewRecord.COPIES; first += 2) {
      stages.add(
          List.of(
              new Block(Zone.VIEW_RECORD, copyOrder.get(first), encoded),
              new Block(Zone.VIEW_RECORD, copyOrder.get(first + 1), encoded)));
    }
    return record;
  }

  private void addEntries(List<List<Block>> stages, long last, long id) {
    long first = Math.max(writtenOp, state.log.base()) + 1;
    if (first > last) {
      return;
    }
    List<Block> entries = new ArrayList<>();
    List<Block> headers = new ArrayList<>();
    for (long op = first; op <= last; op++) {
      Entry entry = state.log.at(op);
      int slot = damage.ringPlace(op);
      damage.onRingWritten(op, id);
      entries.add(new Block(Zone.ENTRIES, slot, DiskCodec.encode(entry)));
      headers.add(new Block(Zone.HEADERS, slot, DiskCodec.encode(entry.header())));
    }
    stages.add(entries);
    stages.add(headers);
  }

  // ---- scrubbing --------------------------------------------------------------------------------

  /**
   * Returns whether a copy of the view record, none of which is being written, is as it must be.
   */
  boolean isDurableRecord(Bytes content) {
    // The same bytes say the same; those of an earlier life have to be read.
    return lastRecord.filter(content::equals).isPresent()
        || DiskCodec.viewRecord(content).filter(durableRecord::equals).isPresent();
  }

  long durableCheckpointDigest() {
    return durableRecord.checkpointDigest();
  }

  int place(Slot slot) {
    return switch (slot.zone()) {
      case VIEW_RECORD -> (int) slot.number();
      case HEADERS, ENTRIES -> damage.ringPlace(slot.number());
      case CHECKPOINT -> (int) (checkpointTurn % 2);
    };
  }

  long lastWrite(Slot slot) {
    return damage.lastWrite(slot);
  }

  /** Returns whether it is certain what the slot holds: durable, in memory, not being written. */
  boolean isCertain(Slot slot) {
    boolean isBeingWritten = flight.isPresent() && flight.get().id() == lastWrite(slot);
    boolean isToBeWritten = slot.zone() == Zone.VIEW_RECORD && isRecordDirty;
    return isHeld(slot) && !isBeingWritten && !isToBeWritten && !damage.contains(slot);
  }

  private boolean isHeld(Slot slot) {
    return switch (slot.zone()) {
      case VIEW_RECORD -> true;
      case HEADERS, ENTRIES -> slot.number() <= durableOp && state.log.isPresent(slot.number());
      case CHECKPOINT ->
          durableCheckpoint.isPresent() && slot.number() == durableRecord.checkpoint();
    };
  }

  /** A slot is wrong: it is written again, and speaks for nothing until then. */
  void onDamaged(Slot slot) {
    damage.add(slot);
    if (slot.zone() == Zone.VIEW_RECORD) {
      // The record is written anew, beginning with this copy, so that two good ones are left.
      copyOrder = new ArrayList<>(copyOrder);
      copyOrder.remove(Integer.valueOf(place(slot)));
      copyOrder.add(0, place(slot));
      isRecordDirty = true;
    }
    flush();
  }

  private List<Slot> addHealed(List<List<Block>> stages, boolean hasCheckpoint, long id) {
    damage.removeIf(slot -> slot.zone() == Zone.CHECKPOINT && hasCheckpoint);
    List<Slot> healed = damage.all();
    if (healed.stream().anyMatch(slot -> slot.zone() == Zone.CHECKPOINT)) {
      // Into the other place: should this one be readable after all, it stays.
      checkpointTurn++;
      damage.onCheckpointWritten(id);
    }
    List<Block> blocks =
        damage.blocks(id, (int) (checkpointTurn % 2), durableCheckpoint.orElse(Bytes.EMPTY));
    stages.addAll(blocks.isEmpty() ? List.of() : List.of(blocks));
    return healed;
  }

  /**
   * Takes down what has become durable.
   *
   * @return false if it was not the journal's operation
   */
  boolean onCompleted(DiskCompletion completion) {
    if (flight.isEmpty() || flight.get().id() != completion.id()) {
      return false;
    }
    Flight done = flight.get();
    flight = Optional.empty();
    isRecordFragile = isRecordFragile && done.record().equals(durableRecord);
    durableRecord = done.record();
    done.healed().forEach(damage::onHealed);
    if (done.checkpoint().isPresent()) {
      state.reached(Milestone.CHECKPOINT_MADE);
    }
    durableCheckpoint = done.checkpoint().or(() -> durableCheckpoint);
    if (done.generation() == generation) {
      durableOp = Math.max(durableOp, Math.min(done.op(), state.log.op()));
    }
    recordedLog.onDurable(Math.max(durableOp, done.record().op()));
    flush();
    return true;
  }
}
