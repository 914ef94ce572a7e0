package dev.vopr.vsr;

import dev.vopr.vsr.codec.Limits;

/**
 * What a replica is told when it is built; the same for all replicas of a cluster.
 *
 * @param replicas number of members, 3, 5 or 7
 * @param heartbeatNanos a primary with nothing to prepare sends Commit this often
 * @param prepareRetryNanos a primary sends Prepare again after this long without a quorum
 * @param repairRetryNanos a backup asks again for missing entries after this long
 * @param repairAttempts after so many unanswered questions a backup no longer believes that there
 *     is something to be had
 * @param pipelineEntries largest number of entries that are prepared and not yet committed
 * @param queueRequests largest number of requests that wait for the pipeline
 * @param repairEntries longest range of entries that may be asked for at once
 * @param limits sizes of messages
 */
public record ReplicaSettings(
    int replicas,
    long heartbeatNanos,
    long prepareRetryNanos,
    long repairRetryNanos,
    int repairAttempts,
    int pipelineEntries,
    int queueRequests,
    int repairEntries,
    Limits limits) {

  /** Returns the number of replicas that make a quorum, f + 1 of 2f + 1. */
  public int quorum() {
    return replicas / 2 + 1;
  }

  /** Returns the replica that is primary of a view: the members take turns. */
  public int primaryOf(long view) {
    return (int) Long.remainderUnsigned(view, replicas);
  }
}
