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

  /** Of the states alone, so that it can be said in what they differ. */
  private final OpHistory stores = new OpHistory();

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
    long state = replica.stateDigest();
    long digest = (state * 31 + replica.clientTableDigest()) | 1;
    long known = history.hashAt(executed);
    long store = state | 1;
    if (known == 0) {
      history.put(executed, digest, number, nanos);
      stores.put(executed, store, number, nanos);
    }
    if (known == 0 || known == digest) {
      return Optional.empty();
    }
    int first = history.firstAt(executed);
    String sentence =
        "r%d and r%d executed the same %d operations, but their states differ: %s"
            .formatted(first, number, executed, difference(store, stores.hashAt(executed)));
    Violation.Fact one =
        new Violation.Fact("state", Hex.of(known), first, history.instantAt(executed), 0);
    Violation.Fact other = new Violation.Fact("state", Hex.of(digest), number, nanos, 0);
    return Optional.of(
        new Violation(name(), sentence, List.of(first, number), executed, nanos).with(one, other));
  }

  private static String difference(long store, long known) {
    return store == known
        ? "their keys and values are the same, their client-tables are not"
        : "their keys and values are not the same";
  }

  @Override
  public void forgetBelow(long op) {
    history.forgetBelow(op);
    stores.forgetBelow(op);
  }

  @Override
  public void onRestart(int replica) {
    seen[replica] = 0;
  }
}
