package dev.vopr.net;

import java.util.List;

/**
 * What links are like, and what befalls them for a while.
 *
 * @param latencies exceptions from the law of latency; the first that fits a link holds
 * @param bytesPerSecond bandwidth of each directed link, from 1, or {@link #UNLIMITED}
 * @param capacityPolicy what becomes of packets for a full link
 * @param backlog packets that wait at a full link at most, from 0; more are lost
 * @param clogs links that hold their packets for a while
 * @param slowness links that take longer for a while
 * @param minSlowFactor by how much at least the delays of a slow link are longer, from 1
 * @param maxSlowFactor by how much at most, from {@code minSlowFactor} to 1,000,000
 */
public record LinkSettings(
    List<LinkLatency> latencies,
    long bytesPerSecond,
    CapacityPolicy capacityPolicy,
    int backlog,
    Episodes clogs,
    Episodes slowness,
    double minSlowFactor,
    double maxSlowFactor) {
  /** No limit of the bandwidth. */
  public static final long UNLIMITED = 0;

  /** All links are alike, and nothing befalls them. */
  public static final LinkSettings PLAIN =
      new LinkSettings(
          List.of(), UNLIMITED, CapacityPolicy.LOSE, 0, Episodes.NEVER, Episodes.NEVER, 1, 1);

  private static final double MAX_FACTOR = 1e6;

  /** Checks the ranges. */
  public LinkSettings {
    latencies = List.copyOf(latencies);
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("bandwidth must be from 0, but is " + bytesPerSecond);
    }
    if (backlog < 0) {
      throw new IllegalArgumentException("backlog must be from 0, but is " + backlog);
    }
    if (!(minSlowFactor >= 1 && minSlowFactor <= maxSlowFactor && maxSlowFactor <= MAX_FACTOR)) {
      throw new IllegalArgumentException(
          "factors of slow links must be from 1 to 1,000,000, the lower one first, but are "
              + minSlowFactor
              + " and "
              + maxSlowFactor);
    }
  }

  /** Returns a copy in which some links have a latency of their own. */
  public LinkSettings withLatencies(List<LinkLatency> newLatencies) {
    return new LinkSettings(
        newLatencies,
        bytesPerSecond,
        capacityPolicy,
        backlog,
        clogs,
        slowness,
        minSlowFactor,
        maxSlowFactor);
  }

  /** Returns a copy with another bandwidth. */
  public LinkSettings withBandwidth(long newBytesPerSecond) {
    return new LinkSettings(
        latencies,
        newBytesPerSecond,
        capacityPolicy,
        backlog,
        clogs,
        slowness,
        minSlowFactor,
        maxSlowFactor);
  }

  /** Returns a copy in which so many packets wait at a full link. */
  public LinkSettings withBackPressure(int packets) {
    return new LinkSettings(
        latencies,
        bytesPerSecond,
        CapacityPolicy.BACK_PRESSURE,
        packets,
        clogs,
        slowness,
        minSlowFactor,
        maxSlowFactor);
  }

  /** Returns a copy with other clogs. */
  public LinkSettings withClogs(Episodes newClogs) {
    return new LinkSettings(
        latencies,
        bytesPerSecond,
        capacityPolicy,
        backlog,
        newClogs,
        slowness,
        minSlowFactor,
        maxSlowFactor);
  }

  /** Returns a copy in which links are slow at times. */
  public LinkSettings withSlowness(Episodes newSlowness, double minFactor, double maxFactor) {
    return new LinkSettings(
        latencies,
        bytesPerSecond,
        capacityPolicy,
        backlog,
        clogs,
        newSlowness,
        minFactor,
        maxFactor);
  }
}
