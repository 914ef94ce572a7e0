package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import java.util.List;
import java.util.Optional;

/** Appends entries that came from the primary of this view to the log (rule N2). */
final class LogWriter {
  private final ReplicaState state;
  private final Journal journal;

  LogWriter(ReplicaState state, Journal journal) {
    this.state = state;
    this.journal = journal;
  }

  /**
   * Appends those of the batch that are not held yet.
   *
   * @return the rule by which the batch, or a part of it, was not appended
   */
  Optional<RejectionRule> append(List<Entry> batch) {
    Optional<RejectionRule> broken = EntryChecks.check(state.settings, batch, state.view);
    if (broken.isPresent()) {
      return broken;
    }
    if (!state.log.isWhole()) {
      // What is missing below comes first: an acknowledgement speaks for all of the log.
      return Optional.of(RejectionRule.LOG_INCOMPLETE);
    }
    long last = batch.get(batch.size() - 1).op();
    if (batch.get(0).op() > state.log.op() + 1) {
      // N2: a gap starts repair, never an append at the wrong place.
      return Optional.of(RejectionRule.ENTRY_GAP);
    }
    boolean isNew = last > state.log.op();
    for (Entry entry : batch) {
      broken = entry.op() <= state.log.op() ? compare(entry) : appendNext(entry);
      if (broken.isPresent()) {
        break;
      }
    }
    journal.flush();
    if (broken.isPresent()) {
      return broken;
    }
    return isNew ? Optional.empty() : Optional.of(RejectionRule.ENTRY_DUPLICATE);
  }

  /** N2: an entry that is held is never rewritten; another one in its place is a lie. */
  private Optional<RejectionRule> compare(Entry entry) {
    boolean isHeld =
        entry.op() < state.log.base() || entry.checksum() == state.log.checksumAt(entry.op());
    return state.settings.enforces(RejectionRule.ENTRY_CONFLICT) && !isHeld
        ? Optional.of(RejectionRule.ENTRY_CONFLICT)
        : Optional.empty();
  }

  private Optional<RejectionRule> appendNext(Entry entry) {
    Optional<Entry> head = state.log.head();
    if (head.isPresent()) {
      Optional<RejectionRule> broken = EntryChecks.checkOrder(state.settings, head.get(), entry);
      if (broken.isPresent()) {
        return broken;
      }
    } else if (state.settings.enforces(RejectionRule.ENTRY_PARENT)
        && entry.parent() != state.log.headChecksum()) {
      return Optional.of(RejectionRule.ENTRY_PARENT);
    }
    boolean isTailFull = state.log.op() - state.commit >= state.settings.limits().tailEntries();
    if (state.log.isFull() || isTailFull) {
      return Optional.of(RejectionRule.LOG_FULL);
    }
    state.log.append(EntryChecks.continuing(state.log.op(), state.log.headChecksum(), entry));
    return Optional.empty();
  }
}
