package dev.vopr.net;

import dev.vopr.vsr.Check;
import dev.vopr.vsr.message.Nodes;

/** The nodes of a cluster as dense indexes, and the links between them, made when first used. */
final class LinkTable {
  /** Groups of replicas are drawn as bits of a long. */
  static final int MAX_REPLICAS = 62;

  /** The table has a place for each pair of nodes. */
  static final int MAX_CLIENTS = 1_000;

  private final int replicas;
  private final int nodes;
  private final Link[] links;

  LinkTable(int replicas, int clients) {
    Check.that(replicas >= 1 && replicas <= MAX_REPLICAS, "1 to 62 replicas", replicas, clients);
    Check.that(clients >= 0 && clients <= MAX_CLIENTS, "0 to 1,000 clients", replicas, clients);
    this.replicas = replicas;
    this.nodes = replicas + clients;
    this.links = new Link[nodes * nodes];
  }

  int nodes() {
    return nodes;
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

  Link link(int from, int to) {
    int receiver = indexOf(to);
    int index = indexOf(from) * nodes + receiver;
    Link link = links[index];
    if (link == null) {
      link = new Link(from, to, receiver);
      links[index] = link;
    }
    return link;
  }
}
