package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All logs of one view are beginnings of one log: replicas of the same last normal view hold the
 * same entry at the same op-number, whether it is committed or not. Whoever took the log of a view
 * over in part, or filled a gap with what was not asked for, is noticed before anything is executed
 * or lost by it.
 */
public final class ViewLogInvariant implements Invariant {
  private final CheckedCluster cluster;
  private final Map<Long, OpHistory> views = new TreeMap<>();

  /** The view whose log each replica held when it was looked at last, and up to which op-number. */
  private final long[] viewOf;

  private final long[] opOf;

  /**
   * The op-number that is looked at again next, one with each step: what is in place may change.
   */
  private final long[] again;

  private long floor;

  ViewLogInvariant(CheckedCluster cluster) {
    this.cluster = cluster;
    int nodes = cluster.settings().nodes();
    viewOf = new long[nodes];
    opOf = new long[nodes];
    again = new long[nodes];
  }

  @Override
  public String name() {
    return "view-log";
  }

  @Override
  public String source() {
    return "VRR §4.1 step 4 and §4.2 step 5; VSR rules N2 and V6: backups hold the primary's log";
  }

  /** Returns for how many views something is kept. */
  int views() {
    return views.size();
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    // A liar may give each backup another log of its view.
    if (!cluster.compromised().isEmpty()) {
      return Optional.empty();
    }
    int number = replica.number();
    if (!isOfItsView(replica)) {
      // Looked at again from the start when it is.
      opOf[number] = 0;
      return Optional.empty();
    }
    long view = replica.lastNormalView();
    boolean isSame = view == viewOf[number] && replica.op() >= opOf[number];
    long first = Math.max(replica.logBase(), isSame ? opOf[number] : 0) + 1;
    if (view > viewOf[number]) {
      viewOf[number] = view;
      forgetViews();
    }
    viewOf[number] = view;
    opOf[number] = replica.op();
    for (long op = first; op <= replica.op(); op++) {
      Optional<Violation> found = see(replica, op, nanos);
      if (found.isPresent()) {
        return found;
      }
    }
    return seeAgain(replica, nanos);
  }

  /**
   * Returns whether what the replica holds is the log of its last normal view for good: it vouches
   * for it, and the view has begun. A new primary that crashes before it is told that its choice is
   * durable may choose anew.
   */
  private static boolean isOfItsView(ReplicaView replica) {
    return replica.status() == Status.NORMAL
        || (replica.status() == Status.VIEW_CHANGE && replica.lastNormalView() < replica.view());
  }

  private Optional<Violation> seeAgain(ReplicaView replica, long nanos) {
    int number = replica.number();
    long base = replica.logBase();
    if (replica.op() <= base) {
      return Optional.empty();
    }
    boolean isWithin = again[number] >= base && again[number] < replica.op();
    again[number] = isWithin ? again[number] + 1 : base + 1;
    return see(replica, again[number], nanos);
  }

  private Optional<Violation> see(ReplicaView replica, long op, long nanos) {
    long view = replica.lastNormalView();
    OpHistory history = views.get(view);
    if (history == null) {
      history = new OpHistory();
      history.forgetBelow(floor);
      views.put(view, history);
    }
    if (history.isForgotten(op)) {
      return Optional.empty();
    }
    int number = replica.number();
    long checksum = replica.checksumAt(op);
    long known = history.hashAt(op);
    if (known == 0) {
      history.put(op, checksum, number, nanos);
    }
    if (known == 0 || known == checksum) {
      return Optional.empty();
    }
    int first = history.firstAt(op);
    String sentence =
        "r%d holds entry %s at op %d of the log of view %d, but r%d held entry %s there in the same view"
            .formatted(number, Hex.of(checksum), op, view, first, Hex.of(known));
    return Optional.of(
        new Violation(name(), sentence, List.of(number, first), op, nanos)
            .with(
                new Violation.Fact("first", Hex.of(known), first, history.instantAt(op), 0),
                new Violation.Fact("second", Hex.of(checksum), number, nanos, 0)));
  }

  /** The log of a view that all have left for a newer one is not held by anybody any more. */
  private void forgetViews() {
    long lowest = Long.MAX_VALUE;
    for (long view : viewOf) {
      lowest = Math.min(lowest, view);
    }
    long oldest = lowest;
    views.keySet().removeIf(view -> view < oldest);
  }

  @Override
  public void forgetBelow(long op) {
    floor = op;
    views.values().forEach(history -> history.forgetBelow(op));
  }

  @Override
  public void onRestart(int replica) {
    opOf[replica] = 0;
  }
}
