package dev.vopr.trace;

import dev.vopr.vsr.message.Nodes;

/**
 * One direction of a link.
 *
 * @param from node number of the sender
 * @param to node number of the receiver
 */
public record Way(int from, int to) {
  @Override
  public String toString() {
    return Nodes.name(from) + "→" + Nodes.name(to);
  }
}
