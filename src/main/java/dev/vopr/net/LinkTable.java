package dev.vopr.net;

import dev.vopr.vsr.Check;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;

/** The nodes of a cluster as dense indexes, and the links between them, made when first used. */
final class LinkTable {
  /** Groups of replicas are drawn as bits of a long. */
  static final int MAX_REPLICAS = 62;

  /** The table has a place for each pair of nodes. */
  static final int MAX_CLIENTS = 1_000;

  private final int replicas;
  private final int nodes;
  private final NetworkSettings settings;
  private final Link[] links;
  private final boolean[] isHealed;

  LinkTable(int replicas, int clients, NetworkSettings settings) {
    Check.that(replicas >= 1 && replicas <= MAX_REPLICAS, "1 to 62 replicas", replicas, clients);
    Check.that(clients >= 0 && clients <= MAX_CLIENTS, "0 to 1,000 clients", replicas, clients);
    this.replicas = replicas;
    this.nodes = replicas + clients;
    this.settings = settings;
    this.links = new Link[nodes * nodes];
    this.isHealed = new boolean[nodes];
  }

  int nodes() {
    return nodes;
  }

  int replicas() {
    return replicas;
  }

  boolean hasNode(int node) {
    return Nodes.isClient(node)
        ? node - Nodes.FIRST_CLIENT < nodes - replicas
        : node >= 0 && node < replicas;
  }

  /** Returns the index of a node that is there: replicas first, then clients. */
  int indexOf(int node) {
    Check.that(hasNode(node), "the node is part of the cluster (node, nodes)", node, nodes);
    return Nodes.isClient(node) ? node - Nodes.FIRST_CLIENT + replicas : node;
  }

  /** Returns the node with the given index. */
  int nodeAt(int index) {
    return index < replicas ? index : Nodes.client(index - replicas);
  }

  Link link(int from, int to) {
    int sender = indexOf(from);
    int receiver = indexOf(to);
    int index = sender * nodes + receiver;
    Link link = links[index];
    if (link == null) {
      DirectedLink way = new DirectedLink(from, to);
      link = new Link(way, sender, receiver, settings.latencyOf(way));
      link.isHealed = isHealed[sender] && isHealed[receiver];
      links[index] = link;
    }
    return link;
  }

  /** Returns the links that are in use: all but those between two clients. */
  List<Link> inUse() {
    List<Link> all = new ArrayList<>();
    for (int from = 0; from < nodes; from++) {
      for (int to = 0; to < nodes; to++) {
        if (from != to && (from < replicas || to < replicas)) {
          all.add(link(nodeAt(from), nodeAt(to)));
        }
      }
    }
    return all;
  }

  /** Heals the links among nodes that are or were marked, and returns those already made. */
  List<Link> heal(List<Integer> healed) {
    for (int node : healed) {
      isHealed[indexOf(node)] = true;
    }
    List<Link> made = new ArrayList<>();
    for (Link link : links) {
      if (link != null && isHealed[link.sender] && isHealed[link.receiver]) {
        link.isHealed = true;
        made.add(link);
      }
    }
    return made;
  }

  boolean isHealed(int index) {
    return isHealed[index];
  }
}
