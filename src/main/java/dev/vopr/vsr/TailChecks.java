package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import java.util.Optional;

/** What a log tail from another replica must look like, before anything is done with it. */
final class TailChecks {
  private TailChecks() {}

  /** Returns the first rule that a tail breaks on its own, as one of a view up to {@code view}. */
  static Optional<RejectionRule> check(ReplicaSettings settings, LogTail tail, long view) {
    if (tail.headers().size() > settings.limits().tailEntries()
        || tail.entries().size() > tail.headers().size()) {
      return Optional.of(RejectionRule.TAIL_TOO_LONG);
    }
    if (tail.base() < 0 || tail.base() > EntryChecks.HIGHEST) {
      return Optional.of(RejectionRule.TAIL_BROKEN);
    }
    if (tail.base() == 0 && tail.baseChecksum() != 0) {
      return Optional.of(RejectionRule.TAIL_BROKEN);
    }
    Header previous = new Header(0, tail.base(), 0, tail.baseChecksum());
    for (Header header : tail.headers()) {
      if (!header.continues(previous) || header.view() < 0 || header.view() > view) {
        return Optional.of(RejectionRule.TAIL_BROKEN);
      }
      previous = header;
    }
    return checkEntries(settings, tail, view);
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
      if (!entry.header().equals(tail.headerAt(entry.op()))) {
        return Optional.of(RejectionRule.TAIL_BROKEN);
      }
      previousOp = entry.op();
    }
    return Optional.empty();
  }
}
