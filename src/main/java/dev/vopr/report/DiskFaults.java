package dev.vopr.report;

import dev.vopr.fault.FaultFamily;
import dev.vopr.fault.FaultKind;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import java.util.List;
import java.util.Optional;

/** Faults that strike disks, and their names in a sentence. */
final class DiskFaults {
  private static final int MOST = 3;

  private DiskFaults() {}

  /** Returns the replica whose disk a fault struck, if it struck one. */
  static Optional<Integer> replica(TraceEvent.Struck struck) {
    FaultKind kind = struck.decision().kind();
    return kind.family() == FaultFamily.STORAGE && kind.site() == FaultKind.Site.REPLICA
        ? Optional.of(struck.decision().second())
        : Optional.empty();
  }

  /** Returns the faults that struck the disk of a replica, as far as they are known. */
  static List<TraceEvent.Struck> of(Trace trace, int replica) {
    return trace.known().stream()
        .map(TraceRecord::event)
        .filter(TraceEvent.Struck.class::isInstance)
        .map(TraceEvent.Struck.class::cast)
        .filter(struck -> replica(struck).filter(it -> it == replica).isPresent())
        .toList();
  }

  /** Returns {@code torn-write, read-flip}: each kind once, the first ones; nothing for none. */
  static String kinds(List<TraceEvent.Struck> faults) {
    return String.join(
        ", ",
        faults.stream()
            .map(struck -> struck.decision().kind().key())
            .distinct()
            .limit(MOST)
            .toList());
  }
}
