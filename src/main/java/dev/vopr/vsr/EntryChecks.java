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

  /** Returns the first rule in force that a batch breaks, whatever the log here holds. */
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
        broken = checkOrder(settings, previous, entry);
        if (broken.isPresent()) {
          return broken;
        }
      }
      previous = entry;
    }
    return Optional.empty();
  }

  /** Returns the first rule in force that an entry breaks on its own. */
  static Optional<RejectionRule> check(ReplicaSettings settings, Entry entry, long view) {
    if (settings.enforces(RejectionRule.ENTRY_CHECKSUM) && !entry.isIntact()) {
      return Optional.of(RejectionRule.ENTRY_CHECKSUM);
    }
    if (settings.enforces(RejectionRule.ENTRY_OP_ORDER) && !isPossible(entry.op(), 1)) {
      return Optional.of(RejectionRule.ENTRY_OP_ORDER);
    }
    boolean isViewPossible = entry.view() >= 0 && entry.view() <= view;
    if (settings.enforces(RejectionRule.ENTRY_VIEW) && !isViewPossible) {
      return Optional.of(RejectionRule.ENTRY_VIEW);
    }
    if (settings.enforces(RejectionRule.ENTRY_TIMESTAMP) && !isPossible(entry.timestamp(), 0)) {
      return Optional.of(RejectionRule.ENTRY_TIMESTAMP);
    }
    if (settings.enforces(RejectionRule.ENTRY_CLIENT) && !isOfAClient(entry)) {
      return Optional.of(RejectionRule.ENTRY_CLIENT);
    }
    if (entry.operation().length() > settings.limits().operationBytes()) {
      return Optional.of(RejectionRule.OPERATION_TOO_LARGE);
    }
    return Optional.empty();
  }

  private static boolean isPossible(long number, long lowest) {
    return number >= lowest && number <= HIGHEST;
  }

  private static boolean isOfAClient(Entry entry) {
    boolean isRegistration = entry.request() == 0 && entry.session() == 0;
    boolean isRequest = entry.request() >= 1 && entry.session() >= 1;
    return Nodes.isClient(entry.client()) && (isRegistration || isRequest);
  }

  /** Returns the rule in force that {@code next} breaks as the successor of {@code previous}. */
  static Optional<RejectionRule> checkOrder(ReplicaSettings settings, Entry previous, Entry next) {
    if (settings.enforces(RejectionRule.ENTRY_OP_ORDER) && next.op() != previous.op() + 1) {
      return Optional.of(RejectionRule.ENTRY_OP_ORDER);
    }
    if (settings.enforces(RejectionRule.ENTRY_PARENT) && next.parent() != previous.checksum()) {
      return Optional.of(RejectionRule.ENTRY_PARENT);
    }
    if (settings.enforces(RejectionRule.ENTRY_VIEW) && next.view() < previous.view()) {
      return Optional.of(RejectionRule.ENTRY_VIEW);
    }
    boolean isLater = next.timestamp() > previous.timestamp();
    if (settings.enforces(RejectionRule.ENTRY_TIMESTAMP) && !isLater) {
      return Optional.of(RejectionRule.ENTRY_TIMESTAMP);
    }
    return Optional.empty();
  }

  /**
   * Returns the entry as the one that follows another in the log. A level that does not check the
   * chain takes entries in the order in which they come, as a log without a chain does; the chain
   * is then made here, so that it is one at every level, and names what this replica holds.
   */
  static Entry continuing(long previousOp, long previousChecksum, Entry entry) {
    long op = previousOp + 1;
    if (entry.op() == op && entry.parent() == previousChecksum) {
      return entry;
    }
    return Entry.sealed(
        entry.view(),
        op,
        previousChecksum,
        entry.client(),
        entry.session(),
        entry.request(),
        entry.operation(),
        entry.timestamp());
  }
}
