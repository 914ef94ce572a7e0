package dev.vopr.net;

/**
 * What the network does to packets. The rates hold for each directed link.
 *
 * @param latency the delay of each packet
 * @param loss probability that a packet is lost, 0 to 1
 * @param duplication probability that a packet that is not lost arrives twice, 0 to 1; the copy has
 *     a delay of its own
 * @param reordering probability that a packet is held back, so that later ones overtake it, 0 to 1
 * @param reorderingDelayNanos the longest that it is held back, drawn uniformly from 1 ns; 1 ns to
 *     one hour
 * @param isFifo whether a packet never overtakes an earlier one of its link unless that one was
 *     held back; without it every law with a spread reorders by itself
 * @param linkCapacity packets that a directed link carries at a time, from 1; more are lost
 * @param partition random partitions
 * @param packets what rarely happens to single packets
 * @param links what links are like, and what befalls them for a while
 */
public record NetworkSettings(
    LatencyLaw latency,
    double loss,
    double duplication,
    double reordering,
    long reorderingDelayNanos,
    boolean isFifo,
    int linkCapacity,
    PartitionSettings partition,
    PacketFaultSettings packets,
    LinkSettings links) {

  /** Checks the ranges. */
  public NetworkSettings {
    Range.checkProbability("loss", loss);
    Range.checkProbability("duplication", duplication);
    Range.checkProbability("reordering", reordering);
    Range.checkNanos("reordering delay", reorderingDelayNanos, 1, Range.MAX_NANOS);
    if (linkCapacity < 1) {
      throw new IllegalArgumentException("link capacity must be from 1, but is " + linkCapacity);
    }
  }

  /** Settings without rare faults of packets, and with all links alike. */
  public NetworkSettings(
      LatencyLaw latency,
      double loss,
      double duplication,
      double reordering,
      long reorderingDelayNanos,
      boolean isFifo,
      int linkCapacity,
      PartitionSettings partition) {
    this(
        latency,
        loss,
        duplication,
        reordering,
        reorderingDelayNanos,
        isFifo,
        linkCapacity,
        partition,
        PacketFaultSettings.NONE,
        LinkSettings.PLAIN);
  }

  /** Returns settings without any fault: packets only take their time. */
  public static NetworkSettings faultless(LatencyLaw latency) {
    return new NetworkSettings(
        latency, 0, 0, 0, 1, false, Integer.MAX_VALUE, PartitionSettings.NEVER);
  }

  /** Returns a copy with another probability of loss. */
  public NetworkSettings withLoss(double probability) {
    return new NetworkSettings(
        latency,
        probability,
        duplication,
        reordering,
        reorderingDelayNanos,
        isFifo,
        linkCapacity,
        partition,
        packets,
        links);
  }

  /** Returns a copy with another probability of duplication. */
  public NetworkSettings withDuplication(double probability) {
    return new NetworkSettings(
        latency,
        loss,
        probability,
        reordering,
        reorderingDelayNanos,
        isFifo,
        linkCapacity,
        partition,
        packets,
        links);
  }

  /** Returns a copy in which packets are held back with {@code probability}. */
  public NetworkSettings withReordering(double probability, long maxNanos) {
    return new NetworkSettings(
        latency,
        loss,
        duplication,
        probability,
        maxNanos,
        isFifo,
        linkCapacity,
        partition,
        packets,
        links);
  }

  /** Returns a copy in which links keep the order of their packets. */
  public NetworkSettings inOrder() {
    return new NetworkSettings(
        latency,
        loss,
        duplication,
        reordering,
        reorderingDelayNanos,
        true,
        linkCapacity,
        partition,
        packets,
        links);
  }

  /** Returns a copy with another capacity of each link. */
  public NetworkSettings withLinkCapacity(int capacity) {
    return new NetworkSettings(
        latency,
        loss,
        duplication,
        reordering,
        reorderingDelayNanos,
        isFifo,
        capacity,
        partition,
        packets,
        links);
  }

  /** Returns a copy with other random partitions. */
  public NetworkSettings withPartition(PartitionSettings newPartition) {
    return new NetworkSettings(
        latency,
        loss,
        duplication,
        reordering,
        reorderingDelayNanos,
        isFifo,
        linkCapacity,
        newPartition,
        packets,
        links);
  }

  /** Returns a copy with other rare faults of packets. */
  public NetworkSettings withPackets(PacketFaultSettings newPackets) {
    return new NetworkSettings(
        latency,
        loss,
        duplication,
        reordering,
        reorderingDelayNanos,
        isFifo,
        linkCapacity,
        partition,
        newPackets,
        links);
  }

  /** Returns a copy with other links. */
  public NetworkSettings withLinks(LinkSettings newLinks) {
    return new NetworkSettings(
        latency,
        loss,
        duplication,
        reordering,
        reorderingDelayNanos,
        isFifo,
        linkCapacity,
        partition,
        packets,
        newLinks);
  }

  /** Returns the longest that a packet is on its way over any link that is well, in nanoseconds. */
  public long longestLatencyNanos() {
    long longest = latency.longestNanos();
    for (LinkLatency exception : links.latencies()) {
      longest = Math.max(longest, exception.latency().longestNanos());
    }
    return longest;
  }

  /** Returns the law of latency of a link. */
  LatencyLaw latencyOf(DirectedLink link) {
    for (LinkLatency exception : links.latencies()) {
      if (exception.isFor(link)) {
        return exception.latency();
      }
    }
    return latency;
  }
}
