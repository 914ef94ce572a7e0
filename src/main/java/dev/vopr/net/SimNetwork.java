package dev.vopr.net;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.vopr.fault.FaultKind;
import dev.vopr.sim.SimRng;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The network of one cluster: takes packets from all nodes and tells each to its receiver after a
 * while, unless a fault strikes.
 *
 * <p>Whatever can happen to a packet, in the order in which it is decided:
 *
 * <pre>
 * sent ─▶ no such node? vanishes ─▶ link cut? lost ─▶ sender mute, or loses it? lost ─▶ loss? lost
 *      ─▶ link full? lost, or waits ─▶ held back? damaged? misdelivered? ─▶ on its way
 *      ─▶ (doubled, or replayed late: copies go on their way too)
 *      ─▶ arrives: link clogged? held, and goes on its way again later
 *      ─▶ link cut? lost ─▶ receiver deaf? lost ─▶ receiver down? vanishes ─▶ delivered
 * </pre>
 */
public final class SimNetwork extends AbstractBehavior<SimNetwork.Command> {

  /** What the network can be told. */
  public sealed interface Command
      permits Packet,
          Attach,
          Detach,
          Partition,
          Unpartition,
          Slow,
          Deaf,
          Mute,
          Intermittent,
          Heal,
          HealCore {}

  /** Packets for {@code node} go to {@code actor} from now on, those on their way too. */
  public record Attach(int node, ActorRef<? super Packet> actor) implements Command {}

  /** The node is down: packets for it vanish. */
  public record Detach(int node) implements Command {}

  /**
   * Cuts links until {@link Unpartition} with the same name; packets that would arrive meanwhile
   * are lost. A partition of that name that lasts is replaced. Nothing happens after {@link Heal}.
   *
   * @param name names it among the scripted partitions
   * @param links the links to cut, each direction by itself
   */
  public record Partition(String name, List<DirectedLink> links) implements Command {
    /** Drops links that are named twice. */
    public Partition {
      links = List.copyOf(new LinkedHashSet<>(links));
    }
  }

  /** Ends the partition with the given name, if it lasts. */
  public record Unpartition(String name) implements Command {}

  /**
   * From now on the links from and to a node take longer. Like the other impairments it replaces
   * the one of its kind that the node has, and does nothing once the node is healed.
   *
   * @param node a replica or client
   * @param factor by how much its packets' delays are longer, from 1 for not to 1,000,000
   */
  public record Slow(int node, double factor) implements Command {
    private static final double MAX_FACTOR = 1e6;

    /** Checks the range. */
    public Slow {
      if (!(factor >= 1 && factor <= MAX_FACTOR)) {
        throw new IllegalArgumentException(
            "factor of a slow node must be from 1 to 1,000,000, but is " + factor);
      }
    }
  }

  /** From now on a node hears nothing, or hears again; what arrives meanwhile is lost. */
  public record Deaf(int node, boolean isDeaf) implements Command {}

  /** From now on nothing that a node sends leaves it, or it is heard again. */
  public record Mute(int node, boolean isMute) implements Command {}

  /**
   * From now on the links from and to a node lose packets.
   *
   * @param node a replica or client
   * @param loss share of the packets that is lost, 0 to 1; 0 for none any more
   */
  public record Intermittent(int node, double loss) implements Command {
    /** Checks the range. */
    public Intermittent {
      Range.checkProbability("loss of an intermittent node", loss);
    }
  }

  /**
   * Ends all faults for good: loss, copies, damage, reordering, capacity, clogs, slowness,
   * impairments, partitions. Delays and bandwidth stay, and late copies still come.
   */
  public enum Heal implements Command {
    INSTANCE
  }

  /**
   * Ends all faults for good on the links among some replicas and all clients. All other links stay
   * as they are: what is cut, clogged or slow stays so, what loses packets goes on losing them, and
   * nothing new begins.
   *
   * @param replicas the core, which shall be able to go on by itself
   */
  public record HealCore(List<Integer> replicas) implements Command {
    /** Copies the list. */
    public HealCore {
      replicas = List.copyOf(replicas);
    }
  }

  private final World world;
  private final LinkTable table;
  private final Impairments impairments;
  private final Traffic traffic;
  private final Partitions partitions;
  private final RandomPartitions randomPartitions;
  private final LinkEpisodes clogs;
  private final LinkEpisodes slowLinks;
  private boolean isHealed;

  private SimNetwork(
      ActorContext<Command> context,
      World world,
      NetworkSettings settings,
      int replicas,
      int clients,
      NetworkCounters counters,
      PacketFateListener fates) {
    super(context);
    SimRng rng = world.rng().fork("network");
    LinkSettings links = settings.links();
    this.world = world;
    this.table = new LinkTable(replicas, clients, settings);
    this.impairments = new Impairments(world, table, rng);
    this.traffic = new Traffic(world, rng, settings, table, impairments, counters, fates);
    this.partitions = new Partitions(world, table, counters);
    this.randomPartitions =
        new RandomPartitions(
            world,
            settings.partition(),
            new PartitionShapes(replicas, clients),
            partitions,
            traffic::primary);
    this.clogs = new LinkEpisodes(world, FaultKind.CLOG, links.clogs(), new Clogs(world, traffic));
    this.slowLinks =
        new LinkEpisodes(world, FaultKind.SLOW_LINK, links.slowness(), new SlowLinks(world, links));
    randomPartitions.start();
    clogs.start(table::inUse);
    slowLinks.start(table::inUse);
  }

  /**
   * Creates the network of a cluster whose nodes are not attached yet.
   *
   * @param world what the actors of the run share
   * @param settings delays and faults
   * @param replicas number of replicas, 1 to 62
   * @param clients number of clients, 0 to 1,000
   * @param counters where the network counts
   * @param fates who is told about lost packets that were mutated
   */
  public static Behavior<Command> create(
      World world,
      NetworkSettings settings,
      int replicas,
      int clients,
      NetworkCounters counters,
      PacketFateListener fates) {
    return Behaviors.setup(
        context -> new SimNetwork(context, world, settings, replicas, clients, counters, fates));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Packet.class, this::onPacket)
        .onMessage(Attach.class, this::onAttach)
        .onMessage(Detach.class, this::onDetach)
        .onMessage(Partition.class, this::onPartition)
        .onMessage(Unpartition.class, this::onUnpartition)
        .onMessage(Slow.class, this::onSlow)
        .onMessage(Deaf.class, this::onDeaf)
        .onMessage(Mute.class, this::onMute)
        .onMessage(Intermittent.class, this::onIntermittent)
        .onMessageEquals(Heal.INSTANCE, this::onHeal)
        .onMessage(HealCore.class, this::onHealCore)
        .build();
  }

  private Behavior<Command> onPacket(Packet packet) {
    traffic.send(packet);
    return this;
  }

  private Behavior<Command> onAttach(Attach attach) {
    traffic.setReceiver(attach.node(), Optional.of(attach.actor()));
    return this;
  }

  private Behavior<Command> onDetach(Detach detach) {
    traffic.setReceiver(detach.node(), Optional.empty());
    return this;
  }

  private Behavior<Command> onPartition(Partition partition) {
    if (!isHealed) {
      partitions.start(partition.name(), partition.links());
    }
    return this;
  }

  private Behavior<Command> onUnpartition(Unpartition unpartition) {
    partitions.end(unpartition.name());
    return this;
  }

  private Behavior<Command> onSlow(Slow slow) {
    impairments.onSlow(slow);
    return this;
  }

  private Behavior<Command> onDeaf(Deaf deaf) {
    impairments.onDeaf(deaf);
    return this;
  }

  private Behavior<Command> onMute(Mute mute) {
    impairments.onMute(mute);
    return this;
  }

  private Behavior<Command> onIntermittent(Intermittent intermittent) {
    impairments.onIntermittent(intermittent);
    return this;
  }

  private Behavior<Command> onHeal() {
    isHealed = true;
    List<Integer> replicas = new ArrayList<>();
    for (int replica = 0; replica < table.replicas(); replica++) {
      replicas.add(replica);
    }
    partitions.endAll();
    heal(replicas, "the network heals");
    return this;
  }

  private Behavior<Command> onHealCore(HealCore core) {
    List<String> names = core.replicas().stream().map(Nodes::name).toList();
    heal(core.replicas(), "the network heals among the clients and " + names);
    return this;
  }

  private void heal(List<Integer> replicas, String what) {
    List<Integer> healed = new ArrayList<>(replicas);
    for (int index = table.replicas(); index < table.nodes(); index++) {
      healed.add(table.nodeAt(index));
    }
    randomPartitions.stop();
    List<Link> links = table.heal(healed);
    impairments.heal();
    clogs.heal();
    slowLinks.heal();
    links.forEach(traffic::admitWaiting);
    if (world.trace().isOn()) {
      world.trace().add(new TraceEvent.WorldChanged(world.sim().nowNanos(), what));
    }
  }
}
