package dev.vopr.cluster;

import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether a healed core can go on at all, without those outside: a quorum of it must be able to
 * vote, each entry that is known to be committed must be in it, and of each later one of the log
 * that has to be chosen (rule V3) there must be a copy, or enough replicas that never had it (rule
 * V4). Another entry in its place is no copy of it.
 */
final class Solvability {
  private static final Comparator<ReplicaView> BY_LOG =
      Comparator.comparingLong(ReplicaView::lastNormalView).thenComparingLong(ReplicaView::op);

  private Solvability() {}

  /** Returns why the core cannot go on, if that is so. */
  static Optional<String> whyNot(List<ReplicaView> core, ReplicaSettings settings) {
    List<ReplicaView> voters =
        core.stream()
            .filter(view -> view.status() != Status.RECOVERING && view.status() != Status.STOPPED)
            .toList();
    if (voters.size() < settings.quorum()) {
      return Optional.of(
          "only %d of the healed replicas can vote, and a quorum is %d"
              .formatted(voters.size(), settings.quorum()));
    }
    ReplicaView best = voters.stream().max(BY_LOG).orElseThrow();
    ReplicaView furthest =
        core.stream().max(Comparator.comparingLong(ReplicaView::commit)).orElseThrow();
    long committed = furthest.commit();
    long last = Math.max(committed, best.op());
    long first = core.stream().mapToLong(ReplicaView::executed).min().orElse(0) + 1;
    for (long op = first; op <= last; op++) {
      long at = op;
      ReplicaView wanting = op <= committed ? furthest : best;
      boolean isHeld = core.stream().anyMatch(view -> holds(view, at, wanting));
      long without = voters.stream().filter(view -> hadNever(view, at, wanting)).count();
      if (!isHeld && (op <= committed || without < settings.nackQuorum())) {
        return Optional.of("no healed replica holds op " + op);
      }
    }
    return Optional.empty();
  }

  /** Returns whether it says that it never had the entry of the best log there. */
  private static boolean hadNever(ReplicaView view, long op, ReplicaView best) {
    boolean isAbove = op > view.logBase();
    boolean isComparable = isAbove && op > best.logBase();
    return view.op() < op
        || (isAbove && view.isNack(op))
        || (isComparable && view.checksumAt(op) != best.checksumAt(op));
  }

  /** Returns whether the entry that another log has there, or a checkpoint with it, is here. */
  private static boolean holds(ReplicaView view, long op, ReplicaView other) {
    if (op <= view.logBase() || op <= other.logBase()) {
      return op <= view.logBase();
    }
    return op <= view.op()
        && view.checksumAt(op) == other.checksumAt(op)
        && view.entryAt(op).isPresent();
  }
}
