package dev.vopr.net;

import java.util.List;

/**
 * How often the network falls apart by chance, how, and for how long. At most one random partition
 * lasts at a time; scripted ones come on top.
 *
 * @param probability that one starts at the end of an interval in which none lasts, 0 to 1; 0 for
 *     never
 * @param intervalNanos length of an interval, from 1 ns to one hour
 * @param minNanos the shortest that one lasts, from 1 ns
 * @param maxNanos the longest, from {@code minNanos} to one hour; the length is drawn uniformly
 * @param kinds the shapes to choose from with equal chances; a shape that the cluster is too small
 *     for is left out; a shape that is named twice is drawn twice as often
 * @param stabilityNanos the least time between the end of one and the start of the next, 0 to one
 *     hour
 * @param flapping share of the partitions that flap: their links are mended and cut again all the
 *     time, 0 to 1
 * @param flapNanos how long the links of a flapping partition are cut before they are mended for as
 *     long, from 1 ns to one hour
 * @param rolling share of the partitions that roll: at the instant at which they end another one of
 *     them begins, one to three times, 0 to 1
 */
public record PartitionSettings(
    double probability,
    long intervalNanos,
    long minNanos,
    long maxNanos,
    List<PartitionKind> kinds,
    long stabilityNanos,
    double flapping,
    long flapNanos,
    double rolling) {

  /** No random partitions. */
  public static final PartitionSettings NEVER =
      new PartitionSettings(0, Range.MAX_NANOS, 1, 1, List.of());

  /** Partitions that do not flap, and may follow one another at once. */
  public PartitionSettings(
      double probability,
      long intervalNanos,
      long minNanos,
      long maxNanos,
      List<PartitionKind> kinds) {
    this(probability, intervalNanos, minNanos, maxNanos, kinds, 0, 0, 1);
  }

  /** Partitions that do not roll. */
  public PartitionSettings(
      double probability,
      long intervalNanos,
      long minNanos,
      long maxNanos,
      List<PartitionKind> kinds,
      long stabilityNanos,
      double flapping,
      long flapNanos) {
    this(
        probability,
        intervalNanos,
        minNanos,
        maxNanos,
        kinds,
        stabilityNanos,
        flapping,
        flapNanos,
        0);
  }

  /** Checks the ranges. */
  public PartitionSettings {
    kinds = List.copyOf(kinds);
    Range.checkProbability("probability of a partition", probability);
    Range.checkNanos("interval of partitions", intervalNanos, 1, Range.MAX_NANOS);
    Range.checkNanos("longest partition", maxNanos, 1, Range.MAX_NANOS);
    Range.checkNanos("shortest partition", minNanos, 1, maxNanos);
    Range.checkNanos("stability after a partition", stabilityNanos, 0, Range.MAX_NANOS);
    Range.checkProbability("share of partitions that flap", flapping);
    Range.checkNanos("period of flapping", flapNanos, 1, Range.MAX_NANOS);
    Range.checkProbability("share of partitions that roll", rolling);
    if (probability > 0 && kinds.isEmpty()) {
      throw new IllegalArgumentException("random partitions need at least one kind");
    }
  }
}
