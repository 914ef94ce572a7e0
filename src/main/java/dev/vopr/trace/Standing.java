package dev.vopr.trace;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;

/**
 * Where a replica stands, in the numbers by which one follows the protocol.
 *
 * @param status what it is doing
 * @param isPrimary whether it is the primary of its view
 * @param view view-number
 * @param lastNormalView the view whose log it holds
 * @param base op-number up to which its log is in a checkpoint
 * @param op op-number
 * @param commit commit-number
 * @param executed op-number of the last executed entry
 */
public record Standing(
    Status status,
    boolean isPrimary,
    long view,
    long lastNormalView,
    long base,
    long op,
    long commit,
    long executed) {

  /** Returns where a replica stands now. */
  public static Standing of(ReplicaView replica) {
    return new Standing(
        replica.status(),
        replica.isPrimary(),
        replica.view(),
        replica.lastNormalView(),
        replica.logBase(),
        replica.op(),
        replica.commit(),
        replica.executed());
  }
}
