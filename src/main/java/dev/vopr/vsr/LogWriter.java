package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import java.util.List;
import java.util.Optional;

/** Appends entries that came from the primary of this view to the log (rule N2). */
final class LogWriter {
  private final ReplicaState state;

  LogWriter(ReplicaState state) {
    this.state = state;
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
    long last = batch.get(batch.size() - 1).op();
    if (batch.get(0).op() > state.log.op() + 1) {
      // N2: a gap starts repair, never an append at the wrong place.
      return Optional.of(RejectionRule.ENTRY_GAP);
    }
    boolean isNew = last > state.log.op();
    for (Entry entry : batch) {
      broken = entry.op() <= state.log.op() ? compare(entry) : appendNext(entry);
      if (broken.isPresent()) {
        return broken;
      }
    }
    return isNew ? Optional.empty() : Optional.of(RejectionRule.ENTRY_DUPLICATE);
  }

  /** N2: an entry that is held is never rewritten; another one in its place is a lie. */
  private Optional<RejectionRule> compare(Entry entry) {
    return entry.checksum() == state.log.checksumAt(entry.op())
        ? Optional.empty()
        : Optional.of(RejectionRule.ENTRY_CONFLICT);
  }

  private Optional<RejectionRule> appendNext(Entry entry) {
    long op = state.log.op();
    if (op > 0) {
      Optional<RejectionRule> broken = EntryChecks.checkOrder(state.log.at(op), entry);
      if (broken.isPresent()) {
        return broken;
      }
    } else if (entry.parent() != 0) {
      return Optional.of(RejectionRule.ENTRY_PARENT);
    }
    state.log.append(entry);
    return Optional.empty();
  }
}
