package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import java.util.List;
import java.util.Optional;

/** executed ≤ commit-number ≤ op-number, and the commit-number never falls. */
public final class CommitOrderInvariant implements Invariant {
  /** Only a lie leads beyond this, and the other invariants would make room for it. */
  private static final long HIGHEST = 1L << 24;

  private final long[] lastCommit;

  /** Creates the invariant for a cluster of so many replicas. */
  public CommitOrderInvariant(int replicas) {
    lastCommit = new long[replicas];
  }

  @Override
  public String name() {
    return "commit-order";
  }

  @Override
  public String source() {
    return "VRR §4: the commit-number is the op-number of the most recently committed operation";
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    long commit = replica.commit();
    if (commit < lastCommit[number]) {
      String sentence = "commit-number of r%d fell from %d to %d";
      return violation(sentence.formatted(number, lastCommit[number], commit), replica, nanos);
    }
    if (commit > HIGHEST) {
      String sentence = "r%d has commit-number %d, which no run reaches";
      return violation(sentence.formatted(number, commit), replica, nanos);
    }
    if (commit > replica.op() || replica.executed() > commit) {
      String sentence = "r%d has executed %d, commit-number %d and op-number %d";
      return violation(
          sentence.formatted(number, replica.executed(), commit, replica.op()), replica, nanos);
    }
    lastCommit[number] = commit;
    return Optional.empty();
  }

  private Optional<Violation> violation(String sentence, ReplicaView replica, long nanos) {
    return Optional.of(
        new Violation(name(), sentence, List.of(replica.number()), replica.commit(), nanos));
  }

  @Override
  public void onRestart(int replica) {
    lastCommit[replica] = 0;
  }
}
