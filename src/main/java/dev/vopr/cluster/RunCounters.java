package dev.vopr.cluster;

import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.ReloadRow;
import dev.vopr.vsr.ReplicaView;

/** Counts what the nodes of one run do. */
public final class RunCounters {
  private final long[] rejections = new long[RejectionRule.values().length];
  private long deliveries;
  private long wakes;
  private long answered;
  private long retries;
  private long crashes;
  private final long[] milestones = new long[Milestone.values().length];
  private final long[] reloaded = new long[ReloadRow.values().length];
  private long unknown;

  void countDelivery() {
    deliveries++;
  }

  void countWake() {
    wakes++;
  }

  void countRejection(RejectionRule rule) {
    rejections[rule.ordinal()]++;
  }

  void countAnswer(long itsRetries) {
    answered++;
    retries += itsRetries;
  }

  void countCrash() {
    crashes++;
  }

  void countUnknown() {
    unknown++;
  }

  /** Adds what a replica reached in one of its lives. */
  void addMilestones(ReplicaView replica) {
    for (Milestone milestone : Milestone.values()) {
      milestones[milestone.ordinal()] += replica.reached(milestone);
    }
    for (ReloadRow row : ReloadRow.values()) {
      reloaded[row.ordinal()] += replica.reloaded(row);
    }
  }

  /** Returns how often replicas reached a milestone, in all their lives that have ended. */
  public long reached(Milestone milestone) {
    return milestones[milestone.ordinal()];
  }

  /** Returns how many op-numbers a row of the reload table decided, in lives that have ended. */
  public long reloaded(ReloadRow row) {
    return reloaded[row.ordinal()];
  }

  /** Returns the number of crashes of replicas. */
  public long crashes() {
    return crashes;
  }

  /** Returns the number of requests whose outcome the client will never know. */
  public long unknown() {
    return unknown;
  }

  /** Returns the number of messages that reached a node. */
  public long deliveries() {
    return deliveries;
  }

  /** Returns the number of inputs that nodes handled: messages and alarms. */
  public long events() {
    return deliveries + wakes;
  }

  /** Returns the number of requests that clients have an answer to. */
  public long answered() {
    return answered;
  }

  /** Returns how often clients sent answered requests again. */
  public long retries() {
    return retries;
  }

  /** Returns how often nodes refused a message, or a part of it, by {@code rule}. */
  public long rejections(RejectionRule rule) {
    return rejections[rule.ordinal()];
  }
}
