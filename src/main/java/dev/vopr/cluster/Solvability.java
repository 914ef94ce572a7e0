package dev.vopr.cluster;

import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import java.util.List;
import java.util.Optional;

/**
 * Whether a healed core can go on at all, without those outside: a quorum of it must be able to
 * vote, each entry that is known to be committed must be in it, and of each later one there must be
 * a copy, or enough replicas that never had it (rule V4).
 */
final class Solvability {
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
    long committed = core.stream().mapToLong(ReplicaView::commit).max().orElse(0);
    long last = core.stream().mapToLong(ReplicaView::op).max().orElse(0);
    long first = core.stream().mapToLong(ReplicaView::executed).min().orElse(0) + 1;
    for (long op = first; op <= last; op++) {
      long at = op;
      boolean isHeld = core.stream().anyMatch(view -> holds(view, at));
      long without = voters.stream().filter(view -> hadNever(view, at)).count();
      if (!isHeld && (op <= committed || without < settings.nackQuorum())) {
        return Optional.of("no healed replica holds op " + op);
      }
    }
    return Optional.empty();
  }

  private static boolean hadNever(ReplicaView view, long op) {
    return view.op() < op || (op > view.logBase() && view.isNack(op));
  }

  private static boolean holds(ReplicaView view, long op) {
    return op <= view.logBase() || (op <= view.op() && view.entryAt(op).isPresent());
  }
}
