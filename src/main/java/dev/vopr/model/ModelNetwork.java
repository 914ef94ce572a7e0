package dev.vopr.model;

import dev.vopr.net.PartitionKind;
import dev.vopr.sim.SimRng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The messages in flight, as a bag: each may be the next one, whatever was sent before. Links can
 * be cut, which loses messages, or clogged, which holds them.
 */
final class ModelNetwork {
  /** So many messages for each link between replicas; beyond that, one of them is lost. */
  private static final int MOST_OF_A_LINK = 20;

  /**
   * A message in flight.
   *
   * @param message the message
   * @param number counts what was sent in a run
   * @param rule index of the rule of the mutator that changed it, or -1
   */
  record Packet(ModelMessage message, long number, int rule) {}

  private final ModelSettings settings;
  private final ModelCounters counters;
  private final SimRng rng;
  private final int nodes;
  private final List<Packet> bag = new ArrayList<>();
  private final boolean[][] isCut;
  private final long[][] cloggedUntil;
  private final long[][] lastDelivered;
  private long cutUntil;
  private long sent;

  /** Who sent the last Prepare that was not cut off. */
  private int primary;

  ModelNetwork(ModelSettings settings, ModelCounters counters, SimRng rng) {
    this.settings = settings;
    this.counters = counters;
    this.rng = rng;
    nodes = settings.replicas() + settings.clients();
    isCut = new boolean[nodes][nodes];
    cloggedUntil = new long[nodes][nodes];
    lastDelivered = new long[nodes][nodes];
  }

  void send(ModelMessage message, int rule) {
    sent++;
    if (message.kind() == ModelKind.PREPARE && !isCut(message.from(), message.to())) {
      primary = message.from();
    }
    bag.add(new Packet(message, sent, rule));
    int links = settings.replicas() * settings.replicas();
    if (bag.size() > MOST_OF_A_LINK * links) {
      take(rng.nextInt(bag.size()));
      counters.lost++;
    }
  }

  boolean isEmpty() {
    return bag.isEmpty();
  }

  /** Returns the next message that arrives, if one does; faults may take it or leave a copy. */
  Optional<Packet> next(long step, boolean isFaulty) {
    int index = rng.nextInt(bag.size());
    Packet packet = bag.get(index);
    ModelMessage message = packet.message();
    if (isFaulty && cloggedUntil[message.from()][message.to()] > step) {
      return Optional.empty();
    }
    if (isFaulty && isCut(message.from(), message.to())) {
      take(index);
      counters.lost++;
      return Optional.empty();
    }
    if (isFaulty && settings.loss() > 0 && rng.chance(settings.loss())) {
      take(index);
      counters.lost++;
      counters.lostByChance++;
      return Optional.empty();
    }
    if (isFaulty && settings.duplication() > 0 && rng.chance(settings.duplication())) {
      counters.duplicated++;
    } else {
      take(index);
    }
    long last = lastDelivered[message.from()][message.to()];
    counters.overtaken += packet.number() < last ? 1 : 0;
    lastDelivered[message.from()][message.to()] = Math.max(last, packet.number());
    return Optional.of(packet);
  }

  /** Removes one, in constant time: a bag has no order. */
  private void take(int index) {
    int last = bag.size() - 1;
    bag.set(index, bag.get(last));
    bag.remove(last);
  }

  boolean isCut(int from, int to) {
    return isCut[from][to];
  }

  /** Lets partitions and clogs begin and end. */
  void strike(long step) {
    if (cutUntil > 0 && step >= cutUntil) {
      mend();
    }
    ModelSettings.Spell partition = settings.partition();
    if (cutUntil == 0 && partition.probability() > 0 && rng.chance(partition.probability())) {
      cutUntil = step + rng.between(partition.minSteps(), partition.maxSteps());
      cut(settings.partitions().get(rng.nextInt(settings.partitions().size())));
      counters.partitions++;
    }
    ModelSettings.Spell clog = settings.clog();
    if (clog.probability() > 0 && rng.chance(clog.probability())) {
      int from = rng.nextInt(settings.replicas());
      int to = rng.nextInt(settings.replicas());
      if (from != to && cloggedUntil[from][to] <= step) {
        cloggedUntil[from][to] = step + rng.between(clog.minSteps(), clog.maxSteps());
        counters.clogs++;
      }
    }
  }

  void mend() {
    cutUntil = 0;
    for (boolean[] row : isCut) {
      Arrays.fill(row, false);
    }
  }

  private void cut(PartitionKind kind) {
    int replicas = settings.replicas();
    boolean[] isFirst = new boolean[replicas];
    int first = 1 + rng.nextInt(replicas - 1);
    int offset = rng.nextInt(replicas);
    for (int i = 0; i < first; i++) {
      isFirst[(offset + i) % replicas] = true;
    }
    boolean[] isPrimary = new boolean[replicas];
    isPrimary[primary] = true;
    switch (kind) {
      case SYMMETRIC -> cutGroups(isFirst, true, -1);
      case ONE_WAY -> cutGroups(isFirst, false, -1);
      case BRIDGE -> cutGroups(isFirst, true, rng.nextInt(replicas));
      case PRIMARY -> cutGroups(isPrimary, true, -1);
      case PRIMARY_AND_ONE -> {
        isPrimary[(primary + first) % replicas] = true;
        cutGroups(isPrimary, true, -1);
      }
      case PRIMARY_MUTE -> cutGroups(isPrimary, false, -1);
      case PRIMARY_DEAF -> {
        for (int other = 0; other < replicas; other++) {
          isCut[other][primary] = other != primary;
        }
      }
      case ISOLATE_ONE -> isolate(offset);
      case ISOLATE_CLIENT -> isolate(replicas + rng.nextInt(settings.clients()));
      case PARTIAL_MESH -> {
        for (int one = 0; one < replicas; one++) {
          for (int other = one + 1; other < replicas; other++) {
            boolean isOff = rng.chance(0.5);
            isCut[one][other] = isOff;
            isCut[other][one] = isOff;
          }
        }
      }
    }
  }

  private void cutGroups(boolean[] isFirst, boolean isBothWays, int bridge) {
    for (int from = 0; from < isFirst.length; from++) {
      for (int to = 0; to < isFirst.length; to++) {
        boolean isAcross = isFirst[from] != isFirst[to] && from != bridge && to != bridge;
        isCut[from][to] = isAcross && (isBothWays || isFirst[from]);
      }
    }
  }

  private void isolate(int node) {
    for (int other = 0; other < nodes; other++) {
      isCut[node][other] = other != node;
      isCut[other][node] = other != node;
    }
  }
}
