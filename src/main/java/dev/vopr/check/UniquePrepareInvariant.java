package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A primary gives each op-number of its view to one entry. Only what left the primary of that view
 * counts: what it lost in a crash before, nobody has seen.
 */
public final class UniquePrepareInvariant implements Invariant, SendInvariant {
  private final CheckedCluster cluster;
  private final Map<Long, OpHistory> views = new TreeMap<>();
  private final long[] viewOf;
  private long floor;

  UniquePrepareInvariant(CheckedCluster cluster) {
    this.cluster = cluster;
    viewOf = new long[cluster.settings().nodes()];
  }

  @Override
  public String name() {
    return "unique-prepare";
  }

  @Override
  public String source() {
    return "VRR §4.1 step 3: the primary assigns each op-number of its view once";
  }

  /** Returns for how many views something is kept. */
  int views() {
    return views.size();
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    if (replica.view() > viewOf[replica.number()]) {
      viewOf[replica.number()] = replica.view();
      forgetViews();
    }
    return Optional.empty();
  }

  /** A view that all correct replicas have left is over: its primary sends nothing any more. */
  private void forgetViews() {
    long lowest = Long.MAX_VALUE;
    for (int i = 0; i < viewOf.length; i++) {
      lowest = cluster.isCorrect(i) ? Math.min(lowest, viewOf[i]) : lowest;
    }
    long oldest = lowest;
    views.keySet().removeIf(view -> view < oldest);
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    if (sending.message() instanceof Message.Prepare prepare) {
      for (Entry entry : prepare.entries()) {
        Optional<Violation> found =
            see(sending, prepare.view(), entry.view(), entry.op(), entry.checksum());
        if (found.isPresent()) {
          return found;
        }
      }
    } else if (sending.message() instanceof Message.StartView start
        && cluster.settings().primaryOf(start.view()) == sending.from()) {
      for (Header header : start.tail().headers()) {
        Optional<Violation> found =
            see(sending, start.view(), header.view(), header.op(), header.checksum());
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Violation> see(Sending sending, long sentIn, long view, long op, long checksum) {
    if (view != sentIn) {
      // An entry of an older view, whose primary may have been another one, and a liar.
      return Optional.empty();
    }
    OpHistory history = views.get(view);
    if (history == null) {
      history = new OpHistory();
      history.forgetBelow(floor);
      views.put(view, history);
    }
    long known = history.hashAt(op);
    if (known == 0 && !history.isForgotten(op)) {
      history.put(op, checksum, sending.from(), sending.nanos());
    }
    if (known == 0 || known == checksum) {
      return Optional.empty();
    }
    int first = history.firstAt(op);
    String sentence =
        "entry %s left r%d for op %d of view %d, but r%d gave that op-number to entry %s there"
            .formatted(Hex.of(checksum), sending.from(), op, view, first, Hex.of(known));
    return Optional.of(
        new Violation(name(), sentence, List.of(first), op, sending.nanos())
            .with(
                new Violation.Fact("first", Hex.of(known), first, history.instantAt(op), 0),
                sending.fact("second", Hex.of(checksum))));
  }

  @Override
  public void forgetBelow(long op) {
    floor = op;
    views.values().forEach(history -> history.forgetBelow(op));
  }
}
