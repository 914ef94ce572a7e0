package dev.vopr.net;

import dev.vopr.trace.Way;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;

/**
 * The way from one node to another; the way back is another link.
 *
 * @param from node number of the sender
 * @param to node number of the receiver
 */
public record DirectedLink(int from, int to) {

  /** Returns the links from each of {@code senders} to each of {@code receivers}. */
  public static List<DirectedLink> oneWay(List<Integer> senders, List<Integer> receivers) {
    List<DirectedLink> links = new ArrayList<>(senders.size() * receivers.size());
    for (int sender : senders) {
      for (int receiver : receivers) {
        links.add(new DirectedLink(sender, receiver));
      }
    }
    return links;
  }

  /** Returns the links between each of {@code some} and each of {@code others}, there and back. */
  public static List<DirectedLink> bothWays(List<Integer> some, List<Integer> others) {
    List<DirectedLink> links = new ArrayList<>(oneWay(some, others));
    links.addAll(oneWay(others, some));
    return links;
  }

  /** Returns the link as traces know it. */
  Way way() {
    return new Way(from, to);
  }

  /** Returns the link as people see it, such as {@code r0→r2}. */
  @Override
  public String toString() {
    return Nodes.name(from) + "→" + Nodes.name(to);
  }
}
