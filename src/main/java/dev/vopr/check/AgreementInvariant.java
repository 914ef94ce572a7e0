package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * No two correct replicas commit different entries at one op-number. The key is the op-number
 * alone: keyed by view and op-number, a split across views goes unseen.
 */
public final class AgreementInvariant implements Invariant {
  private final long[] seen;
  private long[] checksums = new long[1024];
  private int[] firstCommitter = new int[1024];
  private long highest;

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
    return highest;
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    long commit = Math.min(replica.commit(), replica.op());
    long base = replica.logBase();
    long first = seen[number] < base ? base : seen[number] + 1;
    for (long op = Math.max(1, first); op <= commit; op++) {
      long checksum = replica.checksumAt(op);
      if (op > highest || checksums[(int) op] == 0) {
        remember(op, checksum, number);
      } else if (checksums[(int) op] != checksum) {
        return Optional.of(conflict(op, checksum, number, nanos));
      }
      seen[number] = op;
    }
    return Optional.empty();
  }

  private void remember(long op, long checksum, int number) {
    while (op >= checksums.length) {
      checksums = Arrays.copyOf(checksums, checksums.length * 2);
      firstCommitter = Arrays.copyOf(firstCommitter, checksums.length);
    }
    checksums[(int) op] = checksum;
    firstCommitter[(int) op] = number;
    highest = Math.max(highest, op);
  }

  private Violation conflict(long op, long checksum, int number, long nanos) {
    int other = firstCommitter[(int) op];
    String sentence =
        "r%d committed entry %s at op %d, but r%d committed entry %s there"
            .formatted(
                number,
                HexFormat.of().toHexDigits(checksum),
                op,
                other,
                HexFormat.of().toHexDigits(checksums[(int) op]));
    return new Violation(name(), sentence, List.of(other, number), op, nanos);
  }

  @Override
  public void onRestart(int replica) {
    seen[replica] = 0;
  }
}
