package dev.vopr.vsr;

import dev.vopr.vsr.codec.Limits;

/**
 * What a replica is told when it is built; the same for all replicas of a cluster. Times are in
 * nanoseconds of the replica's own clock.
 *
 * @param replicas number of members, 3, 5 or 7
 * @param standbys number of nodes that follow the log without a vote, 0 to 6; they are numbered
 *     after the members
 * @param hardening what a replica verifies of what others tell it
 * @param timing how long it waits for what
 * @param pipelineEntries largest number of entries that are prepared and not yet committed
 * @param queueRequests largest number of requests that wait for the pipeline
 * @param repairEntries longest range of entries that may be asked for at once
 * @param logSlots number of entries that the log holds, in memory and on disk
 * @param checkpointEntries a checkpoint is made after so many entries
 * @param checkpointBytes largest checkpoint that is taken over from another replica
 * @param sessions largest number of client sessions; a further one evicts the one idle the longest
 * @param limits sizes of messages
 * @param clock how the replicas agree on the time
 */
public record ReplicaSettings(
    int replicas,
    int standbys,
    Hardening hardening,
    Timing timing,
    int pipelineEntries,
    int queueRequests,
    int repairEntries,
    int logSlots,
    int checkpointEntries,
    long checkpointBytes,
    int sessions,
    Limits limits,
    ClockSettings clock) {

  /**
   * How long a replica waits for what, in nanoseconds.
   *
   * @param heartbeat a primary with nothing to prepare sends Commit this often
   * @param prepareRetry a primary without a quorum sends Prepare again after this long
   * @param repairRetry whoever misses something asks again, another one, after this long
   * @param suspicion a backup that hears nothing from the primary suspects it after this long, plus
   *     a random part of at most as much
   * @param clientPatience a backup suspects a primary that leaves a client without an answer for
   *     this long after it asked all replicas; doubles with each view left for that
   * @param viewChange a view change that does not end is given up after this long; doubles each
   *     time
   * @param viewChangeCap longest such time
   * @param voteLife a vote to leave a view counts for this long
   * @param voteRetry messages of a view change are sent again after this long
   * @param ping replicas ask each other for a sign of life this often
   * @param abdication a primary that hears from no quorum for this long falls silent (rule V7)
   * @param scrub a slot of the disk is read again and compared this often; 0 for never
   */
  public record Timing(
      long heartbeat,
      long prepareRetry,
      long repairRetry,
      long suspicion,
      long clientPatience,
      long viewChange,
      long viewChangeCap,
      long voteLife,
      long voteRetry,
      long ping,
      long abdication,
      long scrub) {}

  /** Returns the number of nodes that hold the log: members, and standbys after them. */
  public int nodes() {
    return replicas + standbys;
  }

  /** Returns whether a node that holds the log has a vote. */
  public boolean isMember(int node) {
    return node < replicas;
  }

  /** Returns whether a rule is in force at the replica's level; what breaks another is followed. */
  public boolean enforces(RejectionRule rule) {
    return hardening.isAtLeast(rule.since());
  }

  /** Returns the number of replicas that make a quorum, f + 1 of 2f + 1. */
  public int quorum() {
    return replicas / 2 + 1;
  }

  /** Returns how many "certainly never had it" prove that an entry was not committed (rule V4). */
  public int nackQuorum() {
    return replicas - quorum() + 1;
  }

  /** Returns the replica that is primary of a view: the members take turns. */
  public int primaryOf(long view) {
    return (int) Long.remainderUnsigned(view, replicas);
  }
}
