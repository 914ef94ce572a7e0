package dev.vopr.net;

import java.util.List;

/**
 * A law of latency for some links.
 *
 * @param from senders; empty for all nodes
 * @param to receivers; empty for all nodes
 * @param latency the delays of the links from each of the ones to each of the others
 */
public record LinkLatency(List<Integer> from, List<Integer> to, LatencyLaw latency) {
  /** Copies the lists. */
  public LinkLatency {
    from = List.copyOf(from);
    to = List.copyOf(to);
  }

  boolean isFor(DirectedLink link) {
    return (from.isEmpty() || from.contains(link.from()))
        && (to.isEmpty() || to.contains(link.to()));
  }
}
