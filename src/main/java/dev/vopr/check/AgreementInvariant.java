package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import java.util.List;
import java.util.Optional;

/**
 * No two correct replicas commit different entries at one op-number. The key is the op-number
 * alone: keyed by view and op-number, a split across views goes unseen.
 */
public final class AgreementInvariant implements Invariant {
  private final long[] seen;
  private final OpHistory history = new OpHistory();

  /** Creates the invariant for a cluster of so many replicas. */
  public AgreementInvariant(int replicas) {
    seen = new long[replicas];
  }

  @Override
  public String name() {
    return "agreement";
  }

  @Override
  public String source() {
    return "VRR §3: all replicas execute the same operations in the same order";
  }

  /** Returns the highest op-number that a correct replica committed. */
  public long highestCommitted() {
    return Math.max(0, history.highest());
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    long commit = Math.min(replica.commit(), replica.op());
    long base = replica.logBase();
    long first = seen[number] < base ? base : seen[number] + 1;
    for (long op = Math.max(1, first); op <= commit; op++) {
      long checksum = replica.checksumAt(op);
      long known = history.hashAt(op);
      if (known == 0 && !history.isForgotten(op)) {
        history.put(op, checksum, number, nanos);
      } else if (known != 0 && known != checksum) {
        return Optional.of(conflict(op, checksum, number, nanos));
      }
      seen[number] = op;
    }
    return Optional.empty();
  }

  private Violation conflict(long op, long checksum, int number, long nanos) {
    int other = history.firstAt(op);
    String sentence =
        "r%d committed entry %s at op %d, but r%d committed entry %s there"
            .formatted(number, Hex.of(checksum), op, other, Hex.of(history.hashAt(op)));
    Violation.Fact first =
        new Violation.Fact(
            "committed", Hex.of(history.hashAt(op)), other, history.instantAt(op), 0);
    Violation.Fact second = new Violation.Fact("committed", Hex.of(checksum), number, nanos, 0);
    return new Violation(name(), sentence, List.of(other, number), op, nanos).with(first, second);
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
