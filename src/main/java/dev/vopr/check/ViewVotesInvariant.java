package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The first replica that is in a view got there by the votes of a quorum to leave the view before:
 * its own, and those that others really sent. Who follows it needs none.
 *
 * <p>One vote too few does no harm to the log. But then a single replica that hears badly keeps the
 * whole cluster from working.
 */
public final class ViewVotesInvariant implements Invariant, SendInvariant {
  private static final int VIEWS = 64;

  private final CheckedCluster cluster;

  /** The members that sent a StartViewChange, as bits, by the view that they want to leave. */
  private final TreeMap<Long, Long> votes = new TreeMap<>();

  private long highest;

  ViewVotesInvariant(CheckedCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public String name() {
    return "view-votes";
  }

  @Override
  public String source() {
    return "VRR §4.2 step 2; VSR rule V1: a view is left by the votes of a quorum";
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
    if (count >= cluster.settings().quorum()) {
      return Optional.empty();
    }
    String sentence =
        "r%d is the first in view %d, but only %d voted to leave view %d, itself included; it takes %d"
            .formatted(number, view, count, view - 1, cluster.settings().quorum());
    return Optional.of(
        new Violation(name(), sentence, List.of(number), 0, nanos)
            .with(
                new Violation.Fact("votes", Integer.toString(count), number, nanos, 0),
                new Violation.Fact("view", Long.toString(view), number, nanos, 0)));
  }
}
