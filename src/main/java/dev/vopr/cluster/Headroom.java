package dev.vopr.cluster;

import java.util.List;

/**
 * How many members may still be hurt: down, paused or impaired. Nobody waits for standbys.
 *
 * @param processes all replicas
 * @param maxDown largest number of members that are hurt at a time
 */
record Headroom(List<ReplicaProcess> processes, int maxDown) {

  /**
   * Returns whether a fault may strike the replica: one that is hurt already takes no more room.
   */
  boolean mayHurt(ReplicaProcess process) {
    return !process.isMember() || process.isHurt() || left() > 0;
  }

  /** Returns how many more members may be hurt. */
  int left() {
    int hurt = 0;
    for (ReplicaProcess process : processes) {
      hurt += process.isMember() && process.isHurt() ? 1 : 0;
    }
    return maxDown - hurt;
  }

  /** Returns how many members are impaired. */
  int impaired() {
    int impaired = 0;
    for (ReplicaProcess process : processes) {
      impaired += process.isMember() && process.isImpaired() ? 1 : 0;
    }
    return impaired;
  }
}
