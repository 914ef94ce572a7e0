package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The first replica that is in a view got there by the votes of a quorum to leave the view before:
 * its own, and those that others really sent, and that have reached it of late. Who follows it
 * needs none.
 *
 * <p>One vote too few, or one of long ago, does no harm to the log. But then single replicas that
 * hear badly at times keep the whole cluster from working.
 */
public final class ViewVotesInvariant implements Invariant, SendInvariant, ReceiveInvariant {
  private static final int VIEWS = 64;
  private static final long NEVER = -1;

  private final CheckedCluster cluster;

  /** The members that sent a StartViewChange, as bits, by the view that they want to leave. */
  private final TreeMap<Long, Long> votes = new TreeMap<>();

  private long highest;

  /** Which view each member's last vote was about that reached each replica, and when it came. */
  private final long[][] voteView;

  private final long[][] votedAt;

  /** Whether anybody tells what reaches whom. */
  private boolean areReceiptsShown;

  ViewVotesInvariant(CheckedCluster cluster) {
    this.cluster = cluster;
    int nodes = cluster.settings().nodes();
    voteView = new long[nodes][cluster.settings().replicas()];
    votedAt = new long[nodes][cluster.settings().replicas()];
    for (int i = 0; i < nodes; i++) {
      onRestart(i);
    }
  }

  @Override
  public String name() {
    return "view-votes";
  }

  @Override
  public String source() {
    return "VRR §4.2 step 2; VSR rule V1: a view is left by the votes of a quorum, which expire";
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    if (sending.message() instanceof Message.StartViewChange vote
        && cluster.settings().isMember(sending.from())) {
      votes.merge(vote.view(), 1L << sending.from(), (before, more) -> before | more);
      if (votes.size() > VIEWS) {
        votes.pollFirstEntry();
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean looksInto(ReplicaView replica, MessageKind kind) {
    return kind == MessageKind.START_VIEW_CHANGE;
  }

  @Override
  public void onReceive(Receipt receipt) {
    areReceiptsShown = true;
    // A vote to leave a view that has passed comes late, and takes nothing back.
    if (receipt.message() instanceof Message.StartViewChange vote
        && cluster.settings().isMember(vote.sender())
        && vote.view() >= receipt.replica().view()) {
      voteView[receipt.to()][vote.sender()] = vote.view();
      votedAt[receipt.to()][vote.sender()] = receipt.nanos();
    }
  }

  /** A replica goes on after a pause, in which no time passed for it: its votes are no older. */
  void onResume(int replica, long nanos) {
    Arrays.fill(votedAt[replica], nanos);
  }

  @Override
  public void onRestart(int replica) {
    Arrays.fill(voteView[replica], NEVER);
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    long view = replica.view();
    if (view <= highest) {
      return Optional.empty();
    }
    highest = view;
    // A liar may have voted in any view. And where nobody ever voted, the beginning was not seen.
    if (!cluster.compromised().isEmpty() || votes.isEmpty()) {
      return Optional.empty();
    }
    int number = replica.number();
    long others = votes.getOrDefault(view - 1, 0L) & ~(1L << number);
    int count = 1 + Long.bitCount(others);
    if (count < cluster.settings().quorum()) {
      String sentence =
          "r%d is the first in view %d, but only %d voted to leave view %d, itself included; it takes %d"
              .formatted(number, view, count, view - 1, cluster.settings().quorum());
      return violation(sentence, replica, count, nanos);
    }
    int fresh = 1 + freshVotes(number, view - 1, nanos);
    if (!areReceiptsShown || fresh >= cluster.settings().quorum()) {
      return Optional.empty();
    }
    String sentence =
        "r%d is the first in view %d, but of late only %d votes to leave view %d have reached it, its own"
                .formatted(number, view, fresh, view - 1)
            + " included; it takes "
            + cluster.settings().quorum();
    return violation(sentence, replica, fresh, nanos);
  }

  /** Returns how many others' votes have reached a replica that may still count. */
  private int freshVotes(int replica, long left, long nanos) {
    long life = cluster.settings().timing().voteLife();
    int fresh = 0;
    for (int member = 0; member < voteView[replica].length; member++) {
      long age = nanos - votedAt[replica][member];
      // Replicas measure by clocks of their own.
      boolean isFresh = age <= 2 * life + cluster.settings().clock().drift(age);
      fresh += member != replica && voteView[replica][member] == left && isFresh ? 1 : 0;
    }
    return fresh;
  }

  private Optional<Violation> violation(
      String sentence, ReplicaView replica, int count, long nanos) {
    int number = replica.number();
    return Optional.of(
        new Violation(name(), sentence, List.of(number), 0, nanos)
            .with(
                new Violation.Fact("votes", Integer.toString(count), number, nanos, 0),
                new Violation.Fact("view", Long.toString(replica.view()), number, nanos, 0)));
  }
}
