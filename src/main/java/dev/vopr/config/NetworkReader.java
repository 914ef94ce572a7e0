package dev.vopr.config;

import dev.vopr.net.CapacityPolicy;
import dev.vopr.net.Episodes;
import dev.vopr.net.KindFaults;
import dev.vopr.net.LinkLatency;
import dev.vopr.net.LinkSettings;
import dev.vopr.net.NetworkSettings;
import dev.vopr.net.PacketFaultSettings;
import dev.vopr.net.PartitionKind;
import dev.vopr.net.PartitionSettings;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;

/** Reads what the network does to packets. */
final class NetworkReader {
  private static final long HOUR = 3_600_000_000_000L;
  private static final long MAX_BANDWIDTH = 1L << 50;
  private static final long DEFAULT_DELAY = 20_000_000L;
  private static final int MAX_PACKETS = 1_000_000;
  private static final int MAX_EXCEPTIONS = 1_000;
  private static final double MAX_FACTOR = 1e6;

  private final SettingsNode network;
  private final int replicas;
  private final int clients;

  NetworkReader(SettingsNode network, int replicas, int clients) {
    this.network = network;
    this.replicas = replicas;
    this.clients = clients;
  }

  NetworkSettings read() {
    return new NetworkSettings(
        LatencyReader.law(network.section("latency"), 0),
        network.probability("loss"),
        network.probability("duplication"),
        network.probability("reordering"),
        network.durationNanos("reordering-delay", 1, HOUR),
        network.flag("fifo"),
        network.integer("capacity", 1, MAX_PACKETS),
        partitions(network.section("partitions")),
        packets(),
        links());
  }

  private PacketFaultSettings packets() {
    SettingsNode replay = network.section("late-replay");
    return new PacketFaultSettings(
        replay.probability("probability"),
        LatencyReader.law(replay.section("delay"), 0),
        network.probability("bit-corruption"),
        network.probability("truncation"),
        network.probability("misdelivery"),
        kinds());
  }

  private List<KindFaults> kinds() {
    List<KindFaults> kinds = new ArrayList<>();
    for (SettingsNode node : network.list("kinds")) {
      kinds.add(
          new KindFaults(
              node.choice("message", MessageKind.class),
              node.probabilityOr("loss", 0),
              node.probabilityOr("reordering", 0),
              node.durationNanosOr("reordering-delay", DEFAULT_DELAY, 1, HOUR),
              node.probabilityOr("late-replay", 0),
              node.probabilityOr("misdelivery", 0)));
    }
    if (kinds.size() > MAX_EXCEPTIONS) {
      network.problem("kinds", "are " + kinds.size() + "; give at most " + MAX_EXCEPTIONS);
      return List.of();
    }
    return kinds;
  }

  private LinkSettings links() {
    SettingsNode slow = network.section("slow-links");
    double minFactor = slow.number("factor-min", 1, MAX_FACTOR);
    double maxFactor = slow.number("factor-max", 1, MAX_FACTOR);
    if (minFactor > maxFactor) {
      slow.problem("factor-min", "is above factor-max; make it at most that");
    }
    return new LinkSettings(
        exceptions(),
        network.bytes("bandwidth", LinkSettings.UNLIMITED, MAX_BANDWIDTH),
        network.choice("capacity-policy", CapacityPolicy.class),
        network.integer("backlog", 0, MAX_PACKETS),
        episodes(network.section("clogs")),
        episodes(slow),
        Math.min(minFactor, maxFactor),
        maxFactor);
  }

  private static Episodes episodes(SettingsNode section) {
    return new Episodes(
        section.probability("probability"),
        section.durationNanos("interval", 1, HOUR),
        LatencyReader.law(section.section("duration"), 0),
        section.durationNanos("stability", 0, HOUR));
  }

  private List<LinkLatency> exceptions() {
    List<LinkLatency> exceptions = new ArrayList<>();
    for (SettingsNode node : network.list("links")) {
      exceptions.add(
          new LinkLatency(
              nodes(node, "from"),
              nodes(node, "to"),
              LatencyReader.law(node.section("latency"), 0)));
    }
    if (exceptions.size() > MAX_EXCEPTIONS) {
      network.problem("links", "are " + exceptions.size() + "; give at most " + MAX_EXCEPTIONS);
      return List.of();
    }
    return exceptions;
  }

  private List<Integer> nodes(SettingsNode node, String key) {
    List<Integer> nodes = node.integersOr(key, List.of(), 0, Nodes.client(clients - 1));
    for (int number : nodes) {
      if (number >= replicas && !Nodes.isClient(number)) {
        node.problem(
            key,
            "%d is no node; replicas are 0 to %d, clients %d to %d"
                .formatted(number, replicas - 1, Nodes.client(0), Nodes.client(clients - 1)));
      }
    }
    return nodes;
  }

  private static PartitionSettings partitions(SettingsNode partitions) {
    long min = partitions.durationNanos("min", 1, HOUR);
    long max = partitions.durationNanos("max", 1, HOUR);
    SimulationReader.checkOrder(partitions, "min", min, "max", max);
    double probability = partitions.probability("probability");
    List<PartitionKind> kinds = partitions.choices("kinds", PartitionKind.class);
    boolean isShapeless = probability > 0 && kinds.isEmpty();
    if (isShapeless) {
      partitions.problem("kinds", "is empty; name at least one kind, or make probability 0");
    }
    return new PartitionSettings(
        isShapeless ? 0 : probability,
        partitions.durationNanos("interval", 1, HOUR),
        Math.min(min, max),
        max,
        kinds,
        partitions.durationNanos("stability", 0, HOUR),
        partitions.probability("flapping"),
        partitions.durationNanos("flap-period", 2, HOUR) / 2,
        partitions.probability("rolling"));
  }
}
