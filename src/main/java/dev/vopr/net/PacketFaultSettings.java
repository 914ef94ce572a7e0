package dev.vopr.net;

import java.util.List;

/**
 * What rarely happens to single packets; all probabilities from 0 to 1.
 *
 * @param lateReplay probability that a copy of a packet is delivered long after
 * @param lateReplayDelay how long after
 * @param bitCorruption probability that bits of a packet flip
 * @param truncation probability that the end of a packet is missing
 * @param misdelivery probability that a packet is delivered to another node than it is addressed to
 * @param kinds what befalls packets of single kinds more than others; those of one kind add up
 */
public record PacketFaultSettings(
    double lateReplay,
    LatencyLaw lateReplayDelay,
    double bitCorruption,
    double truncation,
    double misdelivery,
    List<KindFaults> kinds) {

  /** None of this happens. */
  public static final PacketFaultSettings NONE =
      new PacketFaultSettings(0, new LatencyLaw.Constant(1), 0, 0, 0);

  /** All kinds of messages alike. */
  public PacketFaultSettings(
      double lateReplay,
      LatencyLaw lateReplayDelay,
      double bitCorruption,
      double truncation,
      double misdelivery) {
    this(lateReplay, lateReplayDelay, bitCorruption, truncation, misdelivery, List.of());
  }

  /** Checks the ranges. */
  public PacketFaultSettings {
    kinds = List.copyOf(kinds);
    Range.checkProbability("late replay", lateReplay);
    Range.checkProbability("bit corruption", bitCorruption);
    Range.checkProbability("truncation", truncation);
    Range.checkProbability("misdelivery", misdelivery);
  }

  /** Returns a copy in which packets are replayed. */
  public PacketFaultSettings withLateReplay(double probability, LatencyLaw delay) {
    return new PacketFaultSettings(
        probability, delay, bitCorruption, truncation, misdelivery, kinds);
  }

  /** Returns a copy with another probability that bits flip. */
  public PacketFaultSettings withBitCorruption(double probability) {
    return new PacketFaultSettings(
        lateReplay, lateReplayDelay, probability, truncation, misdelivery, kinds);
  }

  /** Returns a copy with another probability that the end is missing. */
  public PacketFaultSettings withTruncation(double probability) {
    return new PacketFaultSettings(
        lateReplay, lateReplayDelay, bitCorruption, probability, misdelivery, kinds);
  }

  /** Returns a copy with another probability of misdelivery. */
  public PacketFaultSettings withMisdelivery(double probability) {
    return new PacketFaultSettings(
        lateReplay, lateReplayDelay, bitCorruption, truncation, probability, kinds);
  }

  /** Returns a copy in which packets of some kinds fare worse than others. */
  public PacketFaultSettings withKinds(List<KindFaults> newKinds) {
    return new PacketFaultSettings(
        lateReplay, lateReplayDelay, bitCorruption, truncation, misdelivery, newKinds);
  }
}
