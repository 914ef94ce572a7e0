package dev.vopr.check;

import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * When a PrepareOk lets a primary commit, PrepareOks of this very view have reached it from f other
 * members for that op-number or above. One of another view speaks for another log, even if the
 * entry happens to be the same.
 */
public final class CommitVotesInvariant implements Invariant, ReceiveInvariant {
  private static final long NONE = -1;

  private final CheckedCluster cluster;

  /**
   * By replica and member: the view and highest op-number of the PrepareOks that reached it in its
   * view.
   */
  private final long[][] ackView;

  private final long[][] ackOp;

  /** The commit-number before the step that handles a PrepareOk; none in other steps. */
  private final long[] before;

  CommitVotesInvariant(CheckedCluster cluster) {
    this.cluster = cluster;
    int nodes = cluster.settings().nodes();
    ackView = new long[nodes][cluster.settings().replicas()];
    ackOp = new long[nodes][cluster.settings().replicas()];
    before = new long[nodes];
    for (int i = 0; i < nodes; i++) {
      onRestart(i);
    }
  }

  @Override
  public String name() {
    return "commit-votes";
  }

  @Override
  public String source() {
    return "VRR §4.1 step 5; VSR rule N3: a commit takes f PrepareOks of its view from others";
  }

  /**
   * Returns whether a PrepareOk that reaches the replica now may let it commit, now or later: at
   * level plain a lie makes backups acknowledge what the primary has still to prepare.
   */
  private boolean mayCommit(ReplicaView replica) {
    // At level signed whoever holds a certificate commits.
    return replica.status() == Status.NORMAL
        && replica.isPrimary()
        && !cluster.settings().hardening().isAtLeast(Hardening.SIGNED);
  }

  @Override
  public boolean looksInto(ReplicaView replica, MessageKind kind) {
    return kind == MessageKind.PREPARE_OK && mayCommit(replica);
  }

  @Override
  public void onReceive(Receipt receipt) {
    int number = receipt.to();
    if (!(receipt.message() instanceof Message.PrepareOk ok) || !mayCommit(receipt.replica())) {
      return;
    }
    before[number] = receipt.replica().commit();
    int sender = ok.sender();
    if (cluster.settings().isMember(sender) && ok.view() == receipt.replica().view()) {
      boolean isSameView = ok.view() == ackView[number][sender];
      ackOp[number][sender] = isSameView ? Math.max(ackOp[number][sender], ok.op()) : ok.op();
      ackView[number][sender] = ok.view();
    }
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    long commitBefore = before[number];
    before[number] = NONE;
    long commit = replica.commit();
    if (commitBefore == NONE || commit <= commitBefore) {
      return Optional.empty();
    }
    int votes = votes(number, replica.view(), commit);
    int needed = cluster.settings().quorum() - 1;
    if (votes >= needed) {
      return Optional.empty();
    }
    String sentence =
        "r%d commits op %d as primary of view %d, but PrepareOks of this view for it have come from %d others; it takes %d"
            .formatted(number, commit, replica.view(), votes, needed);
    String fact = Arrays.toString(ackOp[number]) + " in views " + Arrays.toString(ackView[number]);
    return Optional.of(
        new Violation(name(), sentence, List.of(number), commit, nanos)
            .with(new Violation.Fact("acknowledged to it", fact, number, nanos, 0)));
  }

  private int votes(int replica, long view, long op) {
    int votes = 0;
    for (int member = 0; member < ackView[replica].length; member++) {
      boolean isVote = ackView[replica][member] == view && ackOp[replica][member] >= op;
      votes += member != replica && isVote ? 1 : 0;
    }
    return votes;
  }

  @Override
  public void onRestart(int replica) {
    Arrays.fill(ackView[replica], NONE);
    before[replica] = NONE;
  }
}
