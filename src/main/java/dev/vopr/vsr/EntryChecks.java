package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import java.util.Optional;

/** What entries from another replica must look like, before anything is done with them. */
final class EntryChecks {
  /**
   * No op-number, view-number or timestamp of a cluster ever comes near this one: what is above is
   * a lie, and what is not may be added to without overflow.
   */
  static final long HIGHEST = 1L << 61;

  private EntryChecks() {}

  /** Returns the first rule that a batch breaks on its own, whatever the log here holds. */
  static Optional<RejectionRule> check(ReplicaSettings settings, List<Entry> batch, long view) {
    if (batch.isEmpty()) {
      return Optional.of(RejectionRule.BATCH_EMPTY);
    }
    if (batch.size() > settings.limits().batchEntries()) {
      return Optional.of(RejectionRule.BATCH_TOO_LARGE);
    }
    Entry previous = null;
    for (Entry entry : batch) {
      Optional<RejectionRule> broken = check(settings, entry, view);
      if (broken.isPresent()) {
        return broken;
      }
      if (previous != null) {
        broken = checkOrder(previous, entry);
        if (broken.isPresent()) {
          return broken;
        }
      }
      previous = entry;
    }
    return Optional.empty();
  }

  /** Returns the first rule that an entry breaks on its own. */
  static Optional<RejectionRule> check(ReplicaSettings settings, Entry entry, long view) {
    if (!entry.isIntact()) {
      return Optional.of(RejectionRule.ENTRY_CHECKSUM);
    }
    if (entry.op() < 1 || entry.op() > HIGHEST) {
      return Optional.of(RejectionRule.ENTRY_OP_ORDER);
    }
    if (entry.view() < 0 || entry.view() > view) {
      return Optional.of(RejectionRule.ENTRY_VIEW);
    }
    if (entry.timestamp() < 0 || entry.timestamp() > HIGHEST) {
      return Optional.of(RejectionRule.ENTRY_TIMESTAMP);
    }
    boolean isRegistration = entry.request() == 0 && entry.session() == 0;
    boolean isRequest = entry.request() >= 1 && entry.session() >= 1;
    if (!Nodes.isClient(entry.client()) || !(isRegistration || isRequest)) {
      return Optional.of(RejectionRule.ENTRY_CLIENT);
    }
    if (entry.operation().length() > settings.limits().operationBytes()) {
      return Optional.of(RejectionRule.OPERATION_TOO_LARGE);
    }
    return Optional.empty();
  }

  /** Returns the rule that {@code next} breaks as the successor of {@code previous}. */
  static Optional<RejectionRule> checkOrder(Entry previous, Entry next) {
    if (next.op() != previous.op() + 1) {
      return Optional.of(RejectionRule.ENTRY_OP_ORDER);
    }
    if (next.parent() != previous.checksum()) {
      return Optional.of(RejectionRule.ENTRY_PARENT);
    }
    if (next.view() < previous.view()) {
      return Optional.of(RejectionRule.ENTRY_VIEW);
    }
    if (next.timestamp() <= previous.timestamp()) {
      return Optional.of(RejectionRule.ENTRY_TIMESTAMP);
    }
    return Optional.empty();
  }
}
