package dev.vopr.vsr;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * All that can be seen of a replica at one instant, for reports and tests; checkers, which look
 * after every step, ask {@link ReplicaView} for the few things that they need.
 *
 * @param number its number
 * @param status what it is doing
 * @param view view-number
 * @param lastNormalView the view whose log it holds
 * @param op op-number
 * @param commit commit-number
 * @param executed op-number of the last executed entry
 * @param checkpoint op-number of the last durable checkpoint, 0 for none
 * @param durableOp op-number up to which the log is durable
 * @param base op-number up to which the log is in a checkpoint and no longer held as entries
 * @param checksums of the entries from {@code base} to {@code op}, in order
 * @param clientTableDigest hash of the client-table
 * @param stateDigest hash of the state machine's state
 * @param rejections how often it refused something since it was started, by the rules that it did
 * @param milestones how often it reached each milestone since it was started, those that it did
 */
public record ReplicaSnapshot(
    int number,
    Status status,
    long view,
    long lastNormalView,
    long op,
    long commit,
    long executed,
    long checkpoint,
    long durableOp,
    long base,
    List<Long> checksums,
    long clientTableDigest,
    long stateDigest,
    Map<RejectionRule, Long> rejections,
    Map<Milestone, Long> milestones) {
  /** Copies list and maps; the maps keep the order of their enums. */
  public ReplicaSnapshot {
    checksums = List.copyOf(checksums);
    Map<RejectionRule, Long> refused = new EnumMap<>(RejectionRule.class);
    refused.putAll(rejections);
    rejections = Collections.unmodifiableMap(refused);
    Map<Milestone, Long> reached = new EnumMap<>(Milestone.class);
    reached.putAll(milestones);
    milestones = Collections.unmodifiableMap(reached);
  }

  static ReplicaSnapshot of(ReplicaView replica, Effects effects) {
    List<Long> checksums = new ArrayList<>();
    for (long op = replica.logBase(); op <= replica.op(); op++) {
      checksums.add(replica.checksumAt(op));
    }
    Map<RejectionRule, Long> rejections = new EnumMap<>(RejectionRule.class);
    for (RejectionRule rule : RejectionRule.values()) {
      if (effects.rejected(rule) > 0) {
        rejections.put(rule, effects.rejected(rule));
      }
    }
    Map<Milestone, Long> milestones = new EnumMap<>(Milestone.class);
    for (Milestone milestone : Milestone.values()) {
      if (replica.reached(milestone) > 0) {
        milestones.put(milestone, replica.reached(milestone));
      }
    }
    return new ReplicaSnapshot(
        replica.number(),
        replica.status(),
        replica.view(),
        replica.lastNormalView(),
        replica.op(),
        replica.commit(),
        replica.executed(),
        replica.checkpoint(),
        replica.durableOp(),
        replica.logBase(),
        checksums,
        replica.clientTableDigest(),
        replica.stateDigest(),
        rejections,
        milestones);
  }

  /** Returns whether it is in status normal, and all of its log is durable and executed. */
  public boolean isQuiet() {
    return status == Status.NORMAL && executed == op && durableOp == op;
  }

  /** Returns whether both have executed the same log in the same view, to the same end. */
  public boolean agreesWith(ReplicaSnapshot other) {
    return view == other.view
        && op == other.op
        && executed == other.executed
        && headChecksum() == other.headChecksum()
        && clientTableDigest == other.clientTableDigest
        && stateDigest == other.stateDigest;
  }

  /** Returns the checksum of the last entry, which speaks for all before it. */
  public long headChecksum() {
    return checksums.get(checksums.size() - 1);
  }

  /** Returns what it is doing and how far it is, in a few words. */
  public String describe() {
    return "%s in view %d, op %d, durable %d, commit %d, executed %d"
        .formatted(status, view, op, durableOp, commit, executed);
  }
}
