package dev.vopr.net;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimScheduler;
import dev.vopr.sim.TraceHash;
import dev.vopr.trace.LossReason;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import java.util.ArrayList;
import java.util.Collections;
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
 * sent ─▶ no such node? vanishes ─▶ link cut? lost ─▶ loss? lost ─▶ link full? lost ─▶ on its way
 *      ─▶ (doubled: a copy goes on its way too) ─▶ arrives: link cut? lost ─▶ node down? vanishes
 *      ─▶ delivered
 * </pre>
 */
public final class SimNetwork extends AbstractBehavior<SimNetwork.Command> {

  /** What the network can be told. */
  public sealed interface Command permits Packet, Attach, Detach, Partition, Unpartition, Heal {}

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

  /** Ends all faults for good: loss, copies, reordering, capacity, partitions. Delays stay. */
  public enum Heal implements Command {
    INSTANCE
  }

  private final SimScheduler scheduler;
  private final TraceHash hash;
  private final PacketIds packetIds;
  private final TraceSink trace;
  private final boolean isFifo;
  private final FaultDraws draws;
  private final LinkTable table;
  private final List<Optional<ActorRef<? super Packet>>> receivers;
  private final NetworkCounters counters;
  private final PacketFateListener fates;
  private final Partitions partitions;
  private final RandomPartitions randomPartitions;
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
    this.scheduler = world.sim().scheduler();
    this.hash = world.sim().hash();
    this.packetIds = world.packetIds();
    this.trace = world.trace();
    this.isFifo = settings.isFifo();
    this.draws = new FaultDraws(settings, world.faults(), rng);
    this.table = new LinkTable(replicas, clients);
    this.receivers = new ArrayList<>(Collections.nCopies(table.nodes(), Optional.empty()));
    this.counters = counters;
    this.fates = fates;
    this.partitions = new Partitions(world, table, counters);
    this.randomPartitions =
        new RandomPartitions(
            world, rng.fork("partition"), settings.partition(), replicas, clients, partitions);
    randomPartitions.start();
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
        .onMessageEquals(Heal.INSTANCE, this::onHeal)
        .build();
  }

  private Behavior<Command> onPacket(Packet packet) {
    counters.countSent();
    // A lie can make an honest replica answer a client that does not exist.
    if (!table.hasNode(packet.to())) {
      vanish(packet);
      return this;
    }
    Link link = table.link(packet.from(), packet.to());
    long n = ++link.sent;
    if (link.isCut()) {
      lose(packet, link, n, LossReason.PARTITION);
    } else if (draws.isLost(link, n)) {
      lose(packet, link, n, LossReason.LOSS);
    } else if (draws.isFull(link)) {
      lose(packet, link, n, LossReason.CAPACITY);
    } else {
      carry(packet, link, n, arrivalNanos(link, n));
      if (draws.isDuplicated(link, n)) {
        duplicate(packet, link, n);
      }
    }
    return this;
  }

  private long arrivalNanos(Link link, long n) {
    long arrival = inTurn(link, scheduler.nowNanos() + draws.latencyNanos(link, n));
    long heldBack = draws.heldBackNanos(link, n);
    if (heldBack > 0) {
      counters.countReordered();
      return arrival + heldBack;
    }
    link.lastArrivalNanos = arrival;
    return arrival;
  }

  private long inTurn(Link link, long arrivalNanos) {
    return isFifo ? Math.max(arrivalNanos, link.lastArrivalNanos) : arrivalNanos;
  }

  private void duplicate(Packet packet, Link link, long n) {
    Packet copy =
        new Packet(packetIds.next(), packet.from(), packet.to(), packet.frame(), packet.mutation());
    counters.countDuplicated();
    if (trace.isOn()) {
      trace.add(new TraceEvent.Duplicated(scheduler.nowNanos(), packet.id(), copy.id()));
    }
    if (draws.isFull(link)) {
      lose(copy, link, n, LossReason.CAPACITY);
      return;
    }
    carry(copy, link, n, inTurn(link, scheduler.nowNanos() + draws.copyLatencyNanos(link, n)));
  }

  private void carry(Packet packet, Link link, long n, long arrivalNanos) {
    link.inFlight++;
    scheduler.scheduleOnce(arrivalNanos - scheduler.nowNanos(), new Flight(packet, link, n));
  }

  /** A packet on its way, and what happens when it arrives. */
  private final class Flight implements Runnable {
    private final Packet packet;
    private final Link link;
    private final long n;

    Flight(Packet packet, Link link, long n) {
      this.packet = packet;
      this.link = link;
      this.n = n;
    }

    @Override
    public void run() {
      link.inFlight--;
      if (link.isCut()) {
        lose(packet, link, n, LossReason.PARTITION);
        return;
      }
      Optional<ActorRef<? super Packet>> receiver = receivers.get(link.receiver);
      if (receiver.isEmpty()) {
        vanish(packet);
        return;
      }
      counters.countDelivered();
      receiver.get().tell(packet);
    }
  }

  private void lose(Packet packet, Link link, long n, LossReason reason) {
    counters.countLost(reason);
    hash.add(link.faultWord(reason.ordinal(), n));
    fates.onLost(packet.mutation());
    if (trace.isOn()) {
      trace.add(
          new TraceEvent.Lost(
              scheduler.nowNanos(), packet.id(), packet.from(), packet.to(), reason));
    }
  }

  private void vanish(Packet packet) {
    counters.countVanished();
    fates.onLost(packet.mutation());
  }

  private Behavior<Command> onAttach(Attach attach) {
    receivers.set(table.indexOf(attach.node()), Optional.of(attach.actor()));
    return this;
  }

  private Behavior<Command> onDetach(Detach detach) {
    receivers.set(table.indexOf(detach.node()), Optional.empty());
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

  private Behavior<Command> onHeal() {
    isHealed = true;
    draws.heal();
    randomPartitions.stop();
    partitions.endAll();
    if (trace.isOn()) {
      trace.add(new TraceEvent.WorldChanged(scheduler.nowNanos(), "the network heals"));
    }
    return this;
  }
}
