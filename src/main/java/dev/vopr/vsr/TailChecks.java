package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import java.util.Optional;

/** What a log tail from another replica must look like, before anything is done with it. */
final class TailChecks {
  private TailChecks() {}

  /**
   * Returns the first rule in force that a tail breaks on its own, as one of a view up to {@code
   * view}. At every level headers and entries are in their places, by which the code behind finds
   * them.
   */
  static Optional<RejectionRule> check(ReplicaSettings settings, LogTail tail, long view) {
    if (tail.headers().size() > settings.limits().tailEntries()
        || tail.entries().size() > tail.headers().size()) {
      return Optional.of(RejectionRule.TAIL_TOO_LONG);
    }
    if (tail.base() < 0 || tail.base() > EntryChecks.HIGHEST) {
      return Optional.of(RejectionRule.TAIL_RANGE);
    }
    boolean hasOrigin = tail.base() > 0 || tail.baseChecksum() == 0;
    if (settings.enforces(RejectionRule.TAIL_CHAIN) && !hasOrigin) {
      return Optional.of(RejectionRule.TAIL_CHAIN);
    }
    Header previous = new Header(0, tail.base(), 0, tail.baseChecksum());
    for (Header header : tail.headers()) {
      Optional<RejectionRule> broken = checkHeader(settings, previous, header, view);
      if (broken.isPresent()) {
        return broken;
      }
      previous = header;
    }
    return checkEntries(settings, tail, view);
  }

  private static Optional<RejectionRule> checkHeader(
      ReplicaSettings settings, Header previous, Header header, long view) {
    if (header.op() != previous.op() + 1) {
      return Optional.of(RejectionRule.TAIL_BROKEN);
    }
    boolean isViewPossible = header.view() >= previous.view() && header.view() <= view;
    if (settings.enforces(RejectionRule.ENTRY_VIEW) && !isViewPossible) {
      return Optional.of(RejectionRule.ENTRY_VIEW);
    }
    return settings.enforces(RejectionRule.TAIL_CHAIN) && header.parent() != previous.checksum()
        ? Optional.of(RejectionRule.TAIL_CHAIN)
        : Optional.empty();
  }

  private static Optional<RejectionRule> checkEntries(
      ReplicaSettings settings, LogTail tail, long view) {
    long previousOp = tail.base();
    for (Entry entry : tail.entries()) {
      if (entry.op() <= previousOp || entry.op() > tail.op()) {
        return Optional.of(RejectionRule.TAIL_BROKEN);
      }
      Optional<RejectionRule> broken = EntryChecks.check(settings, entry, view);
      if (broken.isPresent()) {
        return broken;
      }
      boolean isOfHeader = entry.header().equals(tail.headerAt(entry.op()));
      if (settings.enforces(RejectionRule.TAIL_CHAIN) && !isOfHeader) {
        return Optional.of(RejectionRule.TAIL_CHAIN);
      }
      previousOp = entry.op();
    }
    return areInPlace(tail) ? Optional.empty() : Optional.of(RejectionRule.TAIL_BROKEN);
  }

  /** Only what is missing can be nacked. */
  private static boolean areInPlace(LogTail tail) {
    long previous = tail.base();
    for (long op : tail.nacks()) {
      if (op <= previous || op > tail.op() || tail.entryAt(op).isPresent()) {
        return false;
      }
      previous = op;
    }
    return true;
  }
}
