package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;

/** Counts how often the correct replicas of a run get into each {@link Situation}. */
final class SituationWatch {
  private static final long NONE = -1;

  /** What a replica was like after its last step. */
  private static final class Seen {
    private ReplicaView replica;
    private Status status = Status.OPENING;
    private long view;
    private long normalView;
    private long op;
    private long missing = NONE;
    private boolean isFull;
  }

  private final int logSlots;
  private final Seen[] seen;

  /** How often each situation was met, by its ordinal. */
  private final long[] counts = new long[Situation.values().length];

  /** Which of those that last for a while are under way, by their ordinals. */
  private final boolean[] areUnderWay = new boolean[Situation.values().length];

  /** Whether somebody's status or view is another than when they were compared. */
  private boolean areViewsNew = true;

  /**
   * Creates a watch of a cluster of so many replicas.
   *
   * @param logSlots number of entries that a log holds
   */
  SituationWatch(int replicas, int logSlots) {
    this.logSlots = logSlots;
    seen = new Seen[replicas];
    for (int i = 0; i < replicas; i++) {
      seen[i] = new Seen();
      seen[i].normalView = NONE;
    }
  }

  long count(Situation situation) {
    return counts[situation.ordinal()];
  }

  /** Looks at a correct replica after a step of its. */
  void afterStep(ReplicaView replica) {
    Seen own = seen[replica.number()];
    noteView(own, replica);
    if (areViewsNew) {
      lookAtViews();
      areViewsNew = false;
    }
    if (replica.status() == Status.NORMAL && replica.view() != own.normalView) {
      onViewBegun(own, replica);
    }
    lookAtLog(own, replica);
  }

  private void noteView(Seen own, ReplicaView replica) {
    areViewsNew |=
        own.replica != replica || own.status != replica.status() || own.view != replica.view();
    own.replica = replica;
    own.status = replica.status();
    own.view = replica.view();
  }

  private void lookAtViews() {
    boolean areTwoPrimaries = false;
    boolean areTwoVotes = false;
    boolean isRecovering = false;
    long primary = NONE;
    long vote = NONE;
    for (Seen each : seen) {
      if (each.replica == null) {
        continue;
      }
      long view = each.replica.view();
      isRecovering |= each.replica.status() == Status.RECOVERING;
      if (each.replica.status() == Status.NORMAL && each.replica.isPrimary()) {
        areTwoPrimaries |= primary != NONE && primary != view;
        primary = view;
      } else if (each.replica.status() == Status.VIEW_CHANGE) {
        areTwoVotes |= vote != NONE && vote != view;
        vote = view;
      }
    }
    lasts(Situation.TWO_PRIMARIES, areTwoPrimaries);
    lasts(Situation.TWO_VIEWS_VOTED_ON, areTwoVotes);
    lasts(Situation.VIEW_CHANGE_DURING_RECOVERY, isRecovering && vote != NONE);
  }

  private void onViewBegun(Seen own, ReplicaView replica) {
    if (own.normalView != NONE && replica.view() > own.normalView + 1) {
      count(Situation.VIEW_SKIPPED, 1);
    }
    if (replica.isPrimary() && replica.view() > 0 && replica.op() > replica.commit()) {
      count(Situation.INHERITED, 1);
    }
    own.normalView = replica.view();
  }

  private void lookAtLog(Seen own, ReplicaView replica) {
    if (replica.op() < own.op) {
      count(Situation.CUT_OFF, 1);
    }
    boolean isNew = replica.op() > own.op;
    own.op = replica.op();
    if (isNew) {
      lasts(Situation.TWO_VERSIONS, differsAtItsEnd(replica));
    }
    boolean isFull = replica.op() - replica.logBase() >= logSlots;
    count(Situation.LOG_FULL, isFull && !own.isFull ? 1 : 0);
    own.isFull = isFull;
    lookAtMissing(own, replica);
  }

  private boolean differsAtItsEnd(ReplicaView replica) {
    long op = replica.op();
    for (Seen each : seen) {
      boolean isComparable =
          each.replica != null && each.replica.logBase() < op && each.replica.op() >= op;
      if (isComparable && each.replica.checksumAt(op) != replica.checksumAt(op)) {
        return true;
      }
    }
    return false;
  }

  private void lookAtMissing(Seen own, ReplicaView replica) {
    if (own.missing != NONE && replica.executed() >= own.missing) {
      // If a checkpoint brought it, the log begins above it.
      count(Situation.COMMITTED_REPAIRED, replica.logBase() < own.missing ? 1 : 0);
      own.missing = NONE;
    }
    long next = replica.executed() + 1;
    boolean isMissing =
        next <= Math.min(replica.commit(), replica.op())
            && next > replica.logBase()
            && replica.entryAt(next).isEmpty();
    own.missing = isMissing ? next : own.missing;
  }

  /** A replica is down: what it had in memory is gone. */
  void onDown(int replica) {
    Seen own = seen[replica];
    own.replica = null;
    areViewsNew = true;
    own.op = 0;
    own.missing = NONE;
    own.isFull = false;
  }

  /** Counts something that lasts for a while once, when it begins. */
  private void lasts(Situation situation, boolean isNow) {
    count(situation, isNow && !areUnderWay[situation.ordinal()] ? 1 : 0);
    areUnderWay[situation.ordinal()] = isNow;
  }

  private void count(Situation situation, long times) {
    counts[situation.ordinal()] += times;
  }
}
