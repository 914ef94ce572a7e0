package dev.vopr.net;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;

/** Which links a partition cuts: its members follow from 64 bits. */
final class PartitionShapes {
  private final List<Integer> replicas = new ArrayList<>();
  private final List<Integer> clients = new ArrayList<>();

  PartitionShapes(int replicaCount, int clientCount) {
    for (int replica = 0; replica < replicaCount; replica++) {
      replicas.add(replica);
    }
    for (int client = 0; client < clientCount; client++) {
      clients.add(Nodes.client(client));
    }
  }

  /** Returns whether the cluster is large enough for it. */
  boolean isPossible(PartitionKind kind) {
    return switch (kind) {
      case SYMMETRIC, ONE_WAY, PARTIAL_MESH, PRIMARY, PRIMARY_DEAF, PRIMARY_MUTE ->
          replicas.size() >= 2;
      case BRIDGE, PRIMARY_AND_ONE -> replicas.size() >= 3;
      case ISOLATE_ONE -> replicas.size() + clients.size() >= 2;
      case ISOLATE_CLIENT -> !clients.isEmpty();
    };
  }

  /**
   * Returns the links that are cut.
   *
   * @param bits decide who is on which side
   * @param primary number of the replica that seems to be the primary
   */
  List<DirectedLink> links(PartitionKind kind, long bits, int primary) {
    return switch (kind) {
      case SYMMETRIC -> split(replicas, bits, true);
      case ONE_WAY -> split(replicas, bits, false);
      case ISOLATE_ONE -> {
        int alone = oneOf(replicas, bits);
        List<Integer> others = without(replicas, alone);
        others.addAll(clients);
        yield DirectedLink.bothWays(List.of(alone), others);
      }
      case ISOLATE_CLIENT -> DirectedLink.bothWays(List.of(oneOf(clients, bits)), replicas);
      case BRIDGE -> split(without(replicas, oneOf(replicas, bits)), SimRng.mix(bits), true);
      case PARTIAL_MESH -> partialMesh(bits);
      case PRIMARY -> DirectedLink.bothWays(List.of(primary), without(replicas, primary));
      case PRIMARY_AND_ONE -> {
        List<Integer> others = without(replicas, primary);
        int ally = oneOf(others, bits);
        yield DirectedLink.bothWays(List.of(primary, ally), without(others, ally));
      }
      case PRIMARY_DEAF -> DirectedLink.oneWay(without(replicas, primary), List.of(primary));
      case PRIMARY_MUTE -> DirectedLink.oneWay(List.of(primary), without(replicas, primary));
    };
  }

  private static int oneOf(List<Integer> nodes, long bits) {
    return nodes.get((int) SimRng.scale(bits, nodes.size()));
  }

  private static List<Integer> without(List<Integer> nodes, int node) {
    List<Integer> others = new ArrayList<>(nodes);
    others.remove(Integer.valueOf(node));
    return others;
  }

  /** Each way to make two groups, neither of them empty, has the same chance. */
  private static List<DirectedLink> split(List<Integer> nodes, long bits, boolean isBothWays) {
    long members = 1 + SimRng.scale(bits, (1L << nodes.size()) - 2);
    List<Integer> first = new ArrayList<>();
    List<Integer> second = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      ((members >>> i & 1) == 0 ? first : second).add(nodes.get(i));
    }
    return isBothWays ? DirectedLink.bothWays(first, second) : DirectedLink.oneWay(first, second);
  }

  private List<DirectedLink> partialMesh(long bits) {
    int pairs = replicas.size() * (replicas.size() - 1) / 2;
    long always = SimRng.scale(bits, pairs);
    List<DirectedLink> links = new ArrayList<>();
    int pair = 0;
    for (int high = 1; high < replicas.size(); high++) {
      for (int low = 0; low < high; low++) {
        boolean isCut = pair == always || (SimRng.mix(bits + pair) & 1) == 0;
        if (isCut) {
          links.addAll(DirectedLink.bothWays(List.of(low), List.of(high)));
        }
        pair++;
      }
    }
    return links;
  }
}
