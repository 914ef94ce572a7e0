package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Replicas that executed the same number of operations are in the same state and have the same
 * client-table, whether they executed them one by one or took over a checkpoint.
 */
public final class StateInvariant implements Invariant {
  private final long[] seen;
  private long[] digests = new long[1024];
  private int[] first = new int[1024];

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
    int executed = Math.toIntExact(replica.executed());
    if (executed == seen[number]) {
      return Optional.empty();
    }
    seen[number] = executed;
    while (executed >= digests.length) {
      digests = Arrays.copyOf(digests, digests.length * 2);
      first = Arrays.copyOf(first, digests.length);
    }
    long digest = (replica.stateDigest() * 31 + replica.clientTableDigest()) | 1;
    if (digests[executed] == 0) {
      digests[executed] = digest;
      first[executed] = number;
      return Optional.empty();
    }
    if (digests[executed] == digest) {
      return Optional.empty();
    }
    String sentence =
        "r%d and r%d executed the same %d operations, but their states differ"
            .formatted(first[executed], number, executed);
    return Optional.of(
        new Violation(name(), sentence, List.of(first[executed], number), executed, nanos));
  }

  @Override
  public void onRestart(int replica) {
    seen[replica] = 0;
  }
}
