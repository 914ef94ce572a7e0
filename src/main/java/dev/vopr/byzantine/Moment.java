package dev.vopr.byzantine;

import dev.vopr.vsr.Status;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * When a rule may strike; all of it must hold.
 *
 * @param afterCommits op-number up to which correct replicas must have committed, from 0
 * @param replica whom status and view are about, or {@link #SENDER}
 * @param statuses what it must be doing, any of them
 * @param viewFrom its least view-number, from 0
 * @param viewTo its largest view-number, from {@code viewFrom}
 */
public record Moment(
    long afterCommits, int replica, Set<Status> statuses, long viewFrom, long viewTo) {
  /** Stands for the liar itself. */
  public static final int SENDER = -1;

  /** Whenever. */
  public static final Moment ANY =
      new Moment(0, SENDER, EnumSet.allOf(Status.class), 0, Long.MAX_VALUE);

  /** Checks that it can ever come. */
  public Moment {
    if (statuses.isEmpty() || viewFrom > viewTo || afterCommits < 0) {
      throw new IllegalArgumentException("the moment never comes");
    }
    statuses = Collections.unmodifiableSet(EnumSet.copyOf(statuses));
  }

  /** Returns whether a liar may strike now. */
  boolean isNow(ClusterView cluster, int liar) {
    if (equals(ANY)) {
      return true;
    }
    int watched = replica == SENDER ? liar : replica;
    long view = cluster.view(watched);
    return cluster.committed() >= afterCommits
        && statuses.contains(cluster.status(watched))
        && view >= viewFrom
        && view <= viewTo;
  }
}
