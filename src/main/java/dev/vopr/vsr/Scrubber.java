package dev.vopr.vsr;

import dev.vopr.vsr.Damage.Slot;
import dev.vopr.vsr.disk.DiskCodec;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * Reads the disk, one slot at a time and slowly, and compares it with what it must hold, so that a
 * latent sector error is found and healed before a crash makes it a lost entry.
 *
 * <pre>
 *  a tour:  view record (4 copies) ─▶ headers ─▶ entries ─▶ checkpoint
 *  a slot:  read ─▶ overwritten meanwhile? left alone ─▶ as expected? left alone ─▶ written again
 * </pre>
 *
 * <p>All that is durable is also held in memory, from where it is written again. An entry that is
 * not, because it was corrupt when the disk was opened, is missing, and {@link Repair} fetches it.
 */
final class Scrubber {
  private static final List<Zone> ZONES = List.of(Zone.values());

  /** The one read under way: what it is for, and which write the slot had seen last before it. */
  private record Read(long id, Slot slot, long lastWrite) {}

  private final ReplicaState state;
  private final Effects effects;
  private final Journal journal;
  private Optional<Read> read = Optional.empty();

  /** Where the tour is: a zone, the next number in it, and the last one when it was entered. */
  private int zone = ZONES.size() - 1;

  private long next = 1;
  private long last;

  Scrubber(ReplicaState state, Effects effects, Journal journal) {
    this.state = state;
    this.effects = effects;
    this.journal = journal;
  }

  /** Begins, unless the settings turn it off; the replicas of a cluster read at different times. */
  void start() {
    long interval = state.timing().scrub();
    if (interval > 0) {
      long offset = interval / state.settings.nodes() * state.number;
      state.timers.set(TimerKind.SCRUB, state.now + interval + offset);
    }
  }

  void onScrubDue() {
    state.timers.set(TimerKind.SCRUB, state.now + state.timing().scrub());
    if (state.status == Status.NORMAL && read.isEmpty()) {
      nextSlot().ifPresent(this::read);
    }
  }

  private void read(Slot slot) {
    long id = journal.nextId();
    read = Optional.of(new Read(id, slot, journal.lastWrite(slot)));
    effects.disk(new DiskOperation.ReadSlot(id, slot.zone(), journal.place(slot)));
  }

  /** Returns the next slot whose content is certain, going on to further zones at most once. */
  private Optional<Slot> nextSlot() {
    int entered = 0;
    while (entered <= ZONES.size()) {
      if (next > last) {
        enterNextZone();
        entered++;
        continue;
      }
      Slot slot = new Slot(ZONES.get(zone), next);
      next++;
      if (slot.isOfLog() && slot.number() <= state.log.base()) {
        // What a checkpoint has freed meanwhile is of no interest any more.
        next = state.log.base() + 1;
      } else if (journal.isCertain(slot)) {
        return Optional.of(slot);
      }
    }
    return Optional.empty();
  }

  private void enterNextZone() {
    zone = (zone + 1) % ZONES.size();
    switch (ZONES.get(zone)) {
      case VIEW_RECORD -> {
        next = 0;
        last = ViewRecord.COPIES - 1;
      }
      case HEADERS, ENTRIES -> {
        next = state.log.base() + 1;
        last = journal.durableOp();
      }
      case CHECKPOINT -> {
        // The last zone: a tour has come to its end once what is there has been read.
        next = Math.max(1, journal.durableCheckpoint());
        last = journal.durableCheckpoint();
        state.reached(Milestone.SCRUB_TOUR);
      }
    }
  }

  /**
   * Compares what was read. A read that failed is a slot that is corrupt, not a disk that has
   * failed.
   *
   * @return false if it was not the scrubber's operation
   */
  boolean onCompleted(DiskCompletion completion) {
    if (read.isEmpty() || read.get().id() != completion.id()) {
      return false;
    }
    Read done = read.get();
    read = Optional.empty();
    boolean isOverwritten =
        journal.lastWrite(done.slot()) != done.lastWrite() || !journal.isCertain(done.slot());
    if (!isOverwritten && !(completion.isDone() && isIntact(done.slot(), completion.blocks()))) {
      journal.onDamaged(done.slot());
    }
    return true;
  }

  private boolean isIntact(Slot slot, List<DiskOperation.Block> blocks) {
    Bytes content = blocks.isEmpty() ? Bytes.EMPTY : blocks.get(0).content();
    return switch (slot.zone()) {
      case VIEW_RECORD -> journal.isDurableRecord(content);
      case HEADERS ->
          DiskCodec.header(content).filter(state.log.headerAt(slot.number())::equals).isPresent();
      case ENTRIES ->
          DiskCodec.entry(content)
              .filter(entry -> entry.op() == slot.number())
              .filter(entry -> entry.checksum() == state.log.checksumAt(slot.number()))
              .isPresent();
      case CHECKPOINT -> Checkpoint.digestOf(content) == journal.durableCheckpointDigest();
    };
  }
}
