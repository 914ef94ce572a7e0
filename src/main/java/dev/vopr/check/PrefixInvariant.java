package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import java.util.List;
import java.util.Optional;

/**
 * What a replica committed stays in its log, and each entry continues the one before. Since entries
 * name their parents' checksums, looking at the last committed one speaks for all before it.
 */
public final class PrefixInvariant implements Invariant {
  private final long[] op;
  private final long[] checksum;

  /** Creates the invariant for a cluster of so many replicas. */
  public PrefixInvariant(int replicas) {
    op = new long[replicas];
    checksum = new long[replicas];
  }

  @Override
  public String name() {
    return "prefix";
  }

  @Override
  public String source() {
    return "VRR §3 and VSR rule N4: the executed prefix of the log is never rewritten";
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    if (op[number] < replica.logBase()) {
      // What is below is in a checkpoint; agreement speaks for its last entry.
      op[number] = replica.logBase();
      checksum[number] = replica.checksumAt(replica.logBase());
    }
    if (replica.op() < op[number] || replica.checksumAt(op[number]) != checksum[number]) {
      String sentence = "r%d no longer holds the entry that it committed at op %d";
      return violation(sentence.formatted(number, op[number]), replica, op[number], nanos);
    }
    long commit = Math.min(replica.commit(), replica.op());
    for (long next = op[number] + 1; next <= commit; next++) {
      if (replica.parentAt(next) != checksum[number]) {
        String sentence = "the entry of r%d at op %d does not continue its entry at op %d";
        return violation(sentence.formatted(number, next, next - 1), replica, next, nanos);
      }
      op[number] = next;
      checksum[number] = replica.checksumAt(next);
    }
    return Optional.empty();
  }

  private Optional<Violation> violation(String sentence, ReplicaView replica, long at, long nanos) {
    return Optional.of(new Violation(name(), sentence, List.of(replica.number()), at, nanos));
  }

  @Override
  public void onRestart(int replica) {
    op[replica] = 0;
    checksum[replica] = 0;
  }
}
