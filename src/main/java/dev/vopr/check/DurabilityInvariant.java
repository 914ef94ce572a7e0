package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a quorum acknowledged in a view below v is in the log that starts v: looked at when the
 * primary of v becomes normal in it, before its StartView leaves. What is acknowledged in a later
 * view may well be missing in a log whose start comes late.
 */
public final class DurabilityInvariant implements Invariant {
  private final QuorumHistory acknowledged;
  private final CheckedCluster cluster;
  private final long[] started;

  DurabilityInvariant(CheckedCluster cluster, QuorumHistory acknowledged) {
    this.cluster = cluster;
    this.acknowledged = acknowledged;
    started = new long[cluster.settings().nodes()];
    Arrays.fill(started, -1);
  }

  @Override
  public String name() {
    return "durability";
  }

  @Override
  public String source() {
    return "VRR §4.2 (correctness): each operation committed before a view change survives it";
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    long view = replica.view();
    if (view == started[number] || replica.status() != Status.NORMAL || !replica.isPrimary()) {
      return Optional.empty();
    }
    started[number] = view;
    if (!cluster.areQuorumsBinding()) {
      return Optional.empty();
    }
    QuorumHistory.Certified last = acknowledged.lastBelow(view);
    boolean isShort = last.op() > replica.op();
    if (!isShort
        && (last.op() < replica.logBase()
            || replica.checksumAt(last.op()) == last.checksum()
            || last.op() == 0)) {
      return Optional.empty();
    }
    String sentence =
        "a quorum acknowledged entry %s at op %d in view %d, but the log with which r%d starts view"
            + " %d %s";
    String held =
        isShort
            ? "ends at op " + replica.op()
            : "holds entry " + Hex.of(replica.checksumAt(last.op())) + " there";
    String said =
        sentence.formatted(Hex.of(last.checksum()), last.op(), last.view(), number, view, held);
    return Optional.of(
        new Violation(name(), said, List.of(number), last.op(), nanos)
            .with(
                new Violation.Fact(
                    "acknowledged", Hex.of(last.checksum()), number, last.nanos(), 0),
                new Violation.Fact("log of view " + view, held, number, nanos, 0)));
  }

  @Override
  public void onRestart(int replica) {
    started[replica] = -1;
  }
}
