package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import java.util.List;
import java.util.Optional;

/**
 * Replicas that executed the same number of operations are in the same state and have the same
 * client-table, whether they executed them one by one or took over a checkpoint.
 */
public final class StateInvariant implements Invariant {
  private final long[] seen;
  private final OpHistory history = new OpHistory();

  /** Creates the invariant for a cluster of so many replicas. */
  public StateInvariant(int replicas) {
    seen = new long[replicas];
  }

  @Override
  public String name() {
    return "state";
  }

  @Override
  public String source() {
    return "VRR §3: replicas that execute the same operations from the same state end up the same";
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    long executed = replica.executed();
    if (executed == seen[number]) {
      return Optional.empty();
    }
    seen[number] = executed;
    if (history.isForgotten(executed)) {
      return Optional.empty();
    }
    long digest = (replica.stateDigest() * 31 + replica.clientTableDigest()) | 1;
    long known = history.hashAt(executed);
    if (known == 0) {
      history.put(executed, digest, number, nanos);
    }
    if (known == 0 || known == digest) {
      return Optional.empty();
    }
    int first = history.firstAt(executed);
    String sentence =
        "r%d and r%d executed the same %d operations, but their states differ"
            .formatted(first, number, executed);
    Violation.Fact one =
        new Violation.Fact("state", Hex.of(known), first, history.instantAt(executed), 0);
    Violation.Fact other = new Violation.Fact("state", Hex.of(digest), number, nanos, 0);
    return Optional.of(
        new Violation(name(), sentence, List.of(first, number), executed, nanos).with(one, other));
  }

  @Override
  public void forgetBelow(long op) {
    history.forgetBelow(op);
  }

  @Override
  public void onRestart(int replica) {
    seen[replica] = 0;
  }
}
