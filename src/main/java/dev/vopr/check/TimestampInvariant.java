package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.Entry;
import java.util.List;
import java.util.Optional;

/** The timestamps of executed entries rise strictly over the log. */
public final class TimestampInvariant implements Invariant {
  private final long[] seen;
  private final long[] last;

  /** Creates the invariant for a cluster of so many replicas. */
  public TimestampInvariant(int replicas) {
    seen = new long[replicas];
    last = new long[replicas];
  }

  @Override
  public String name() {
    return "timestamps";
  }

  @Override
  public String source() {
    return "VSR rule N6: timestamps strictly increase over the log";
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    long executed = replica.executed();
    if (executed <= seen[number]) {
      return Optional.empty();
    }
    // What is in a checkpoint cannot be seen any more; what comes after it still has to be later.
    for (long op = Math.max(seen[number], replica.logBase()) + 1; op <= executed; op++) {
      Optional<Entry> entry = replica.entryAt(op);
      if (entry.isEmpty()) {
        // A missing entry, which was executed as a part of a checkpoint.
        continue;
      }
      long timestamp = entry.get().timestamp();
      if (timestamp <= last[number]) {
        return Optional.of(violation(number, op, timestamp, nanos));
      }
      last[number] = timestamp;
    }
    seen[number] = executed;
    return Optional.empty();
  }

  private Violation violation(int replica, long op, long timestamp, long nanos) {
    String sentence =
        "r%d executed op %d with timestamp %d, after one with timestamp %d"
            .formatted(replica, op, timestamp, last[replica]);
    return new Violation(name(), sentence, List.of(replica), op, nanos);
  }

  @Override
  public void onRestart(int replica) {
    seen[replica] = 0;
    last[replica] = 0;
  }
}
