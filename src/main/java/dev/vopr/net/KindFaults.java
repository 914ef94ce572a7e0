package dev.vopr.net;

import dev.vopr.vsr.message.MessageKind;

/**
 * What befalls the packets of one kind of message more than others: a single kind that is slow, or
 * rarely gets through, leads to orders of events that faults of all packets alike hardly ever make.
 * Where the rate for all packets is higher, that one holds.
 *
 * @param kind the kind of message
 * @param loss probability that a packet of it is lost, 0 to 1
 * @param reordering probability that a packet of it is held back, 0 to 1
 * @param reorderingDelayNanos the longest that it is held back, 1 ns to one hour
 * @param lateReplay probability that a copy of a packet of it is delivered long after, 0 to 1
 * @param misdelivery probability that a packet of it is delivered to another node, 0 to 1
 */
public record KindFaults(
    MessageKind kind,
    double loss,
    double reordering,
    long reorderingDelayNanos,
    double lateReplay,
    double misdelivery) {

  /** Checks the ranges. */
  public KindFaults {
    Range.checkProbability("loss of a kind", loss);
    Range.checkProbability("reordering of a kind", reordering);
    Range.checkNanos("reordering delay of a kind", reorderingDelayNanos, 1, Range.MAX_NANOS);
    Range.checkProbability("late replay of a kind", lateReplay);
    Range.checkProbability("misdelivery of a kind", misdelivery);
  }
}
