package dev.vopr.cluster;

import dev.vopr.vsr.RejectionRule;

/** Counts what the nodes of one run do. */
public final class RunCounters {
  private final long[] rejections = new long[RejectionRule.values().length];
  private long deliveries;
  private long wakes;
  private long answered;
  private long retries;

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
