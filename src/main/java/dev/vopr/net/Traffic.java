package dev.vopr.net;

import akka.actor.typed.ActorRef;
import dev.vopr.fault.Decision;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimScheduler;
import dev.vopr.trace.LossReason;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Carries packets, and carries out what befalls them; {@link SimNetwork} shows the way of one. */
final class Traffic {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final World world;
  private final SimScheduler scheduler;
  private final TraceSink trace;
  private final NetworkSettings settings;
  private final LinkTable table;
  private final FaultDraws draws;
  private final Delays delays;
  private final Impairments impairments;
  private final NetworkCounters counters;
  private final PacketFateListener fates;
  private final List<Optional<ActorRef<? super Packet>>> receivers;
  private int primary;

  Traffic(
      World world,
      SimRng rng,
      NetworkSettings settings,
      LinkTable table,
      Impairments impairments,
      NetworkCounters counters,
      PacketFateListener fates) {
    this.world = world;
    this.scheduler = world.sim().scheduler();
    this.trace = world.trace();
    this.settings = settings;
    this.table = table;
    this.draws = new FaultDraws(settings, world.faults());
    this.delays = new Delays(settings, impairments, rng);
    this.impairments = impairments;
    this.counters = counters;
    this.fates = fates;
    this.receivers = new ArrayList<>(Collections.nCopies(table.nodes(), Optional.empty()));
  }

  /** From now on packets for the node go to this receiver, or vanish. */
  void setReceiver(int node, Optional<ActorRef<? super Packet>> receiver) {
    receivers.set(table.indexOf(node), receiver);
  }

  /** Takes a packet from its sender. */
  void send(Packet packet) {
    counters.countSent();
    // A lie can make an honest replica answer a client that does not exist.
    if (!table.hasNode(packet.to())) {
      vanish(packet);
      return;
    }
    Link link = table.link(packet.from(), packet.to());
    long n = ++link.sent;
    if (link.isCut()) {
      lose(packet, link, n, LossReason.PARTITION);
      return;
    }
    if (impairments.isAny()) {
      Optional<LossReason> why = impairments.whyNotSent(link, n);
      if (why.isPresent()) {
        lose(packet, link, n, why.get());
        return;
      }
    }
    notePrimary(packet);
    if (draws.isLost(packet, link, n)) {
      lose(packet, link, n, LossReason.LOSS);
    } else if (!isFull(link)) {
      enter(packet, link, n);
    } else if (mayWait(link)) {
      link.await(packet, n);
    } else {
      lose(packet, link, n, LossReason.CAPACITY);
    }
  }

  /**
   * Who told the others last what to prepare, or that all is well, and was heard: to the network,
   * that is the primary.
   */
  private void notePrimary(Packet packet) {
    if (!Nodes.isClient(packet.from())) {
      int code = packet.frame().kindCode();
      boolean isPrimary = code == MessageKind.PREPARE.code() || code == MessageKind.COMMIT.code();
      primary = isPrimary ? packet.from() : primary;
    }
  }

  /** Returns who seems to be the primary: replica 0 at first. */
  int primary() {
    return primary;
  }

  private boolean isFull(Link link) {
    return link.inFlight >= settings.linkCapacity() && !link.isHealed;
  }

  private boolean mayWait(Link link) {
    return settings.links().capacityPolicy() == CapacityPolicy.BACK_PRESSURE
        && link.waiting() < settings.links().backlog();
  }

  /** Lets packets enter the link that wait for it, as far as there is room. */
  void admitWaiting(Link link) {
    while (link.waiting() > 0 && !isFull(link)) {
      Link.Waiting next = link.next();
      if (link.isCut()) {
        lose(next.packet(), link, next.n(), LossReason.PARTITION);
      } else {
        enter(next.packet(), link, next.n());
      }
    }
  }

  private void enter(Packet packet, Link link, long n) {
    long arrivalNanos = arrivalNanos(packet, link, n);
    boolean isRarePossible = draws.isRarePossible(link);
    if (isRarePossible) {
      Packet carried = damaged(packet, link, n);
      Link out = misdelivered(carried, link, n);
      Packet readdressed =
          out == link ? carried : packetWith(carried.id(), carried, out.way.to(), carried.frame());
      carry(new Flight(this, readdressed, link, out, n, Flight.Role.ORIGINAL), arrivalNanos);
    } else {
      carry(new Flight(this, packet, link, link, n, Flight.Role.ORIGINAL), arrivalNanos);
    }
    if (draws.isDuplicated(link, n)) {
      duplicate(packet, link, n);
    }
    if (isRarePossible) {
      draws
          .lateReplay(packet, link, n)
          .ifPresent(decision -> replay(packet, link, n, decision.amount()));
    }
  }

  private long arrivalNanos(Packet packet, Link link, long n) {
    long arrival = delays.arrivalNanos(link, n, packet.frame().length(), scheduler.nowNanos());
    long heldBack = draws.heldBackNanos(packet, link, n);
    if (heldBack > 0) {
      counters.countReordered();
      if (trace.isOn()) {
        disturb(packet, "it is held back for " + millis(heldBack));
      }
      return arrival + heldBack;
    }
    link.lastArrivalNanos = arrival;
    return arrival;
  }

  private Packet damaged(Packet packet, Link link, long n) {
    Packet damaged = packet;
    if (packet.frame().length() > 0) {
      Optional<Decision> corruption = draws.bitCorruption(link, n);
      if (corruption.isPresent()) {
        damaged = broken(damaged, Damage.flipBits(damaged.frame(), corruption.get().detail()));
      }
      Optional<Decision> truncation = draws.truncation(link, n);
      if (truncation.isPresent()) {
        damaged = broken(damaged, Damage.truncate(damaged.frame(), truncation.get().detail()));
      }
    }
    return damaged;
  }

  /** A damaged lie is not told: what dies at the checksum is no longer the mutated message. */
  private Packet broken(Packet packet, Frame frame) {
    fates.onLost(packet.mutation());
    if (trace.isOn()) {
      boolean isShorter = frame.length() < packet.frame().length();
      disturb(
          packet,
          isShorter
              ? "only %d of its %d bytes are left"
                  .formatted(frame.length(), packet.frame().length())
              : "a byte of it is changed");
    }
    return new Packet(packet.id(), packet.from(), packet.to(), frame, Packet.UNTOUCHED);
  }

  /** Returns the link that the packet comes out of: mostly the one that it entered. */
  private Link misdelivered(Packet packet, Link link, long n) {
    int others = table.nodes() - 2;
    if (others < 1 || link.sender == link.receiver) {
      return link;
    }
    Optional<Decision> decision = draws.misdelivery(packet, link, n);
    if (decision.isEmpty()) {
      return link;
    }
    int index = (int) SimRng.scale(decision.get().detail(), others);
    int low = Math.min(link.sender, link.receiver);
    int high = Math.max(link.sender, link.receiver);
    index += index >= low ? 1 : 0;
    index += index >= high ? 1 : 0;
    int node = table.nodeAt(index);
    if (trace.isOn()) {
      disturb(packet, "it will come to " + Nodes.name(node) + " instead");
    }
    return table.link(packet.from(), node);
  }

  private void duplicate(Packet packet, Link link, long n) {
    Packet copy = packetWith(world.packetIds().next(), packet, packet.to(), packet.frame());
    counters.countDuplicated();
    if (trace.isOn()) {
      trace.add(new TraceEvent.Duplicated(scheduler.nowNanos(), packet.id(), copy.id()));
    }
    if (isFull(link)) {
      lose(copy, link, n, LossReason.CAPACITY);
      return;
    }
    carry(
        new Flight(this, copy, link, link, n, Flight.Role.COPY),
        delays.copyArrivalNanos(link, n, scheduler.nowNanos()));
  }

  private void replay(Packet packet, Link link, long n, long delayNanos) {
    Packet copy = packetWith(world.packetIds().next(), packet, packet.to(), packet.frame());
    counters.countReplayed();
    if (trace.isOn()) {
      trace.add(new TraceEvent.Duplicated(scheduler.nowNanos(), packet.id(), copy.id()));
      disturb(copy, "this copy comes " + millis(delayNanos) + " late");
    }
    carry(
        new Flight(this, copy, link, link, n, Flight.Role.LATE_COPY),
        scheduler.nowNanos() + delayNanos);
  }

  private static Packet packetWith(long id, Packet packet, int to, Frame frame) {
    return new Packet(id, packet.from(), to, frame, packet.mutation());
  }

  private void carry(Flight flight, long arrivalNanos) {
    if (flight.takesRoom()) {
      flight.entered.inFlight++;
    }
    scheduler.scheduleOnce(arrivalNanos - scheduler.nowNanos(), flight);
  }

  /** Takes a packet out of the network, unless a clog holds it. */
  void arrive(Flight flight) {
    if (flight.out.isClogged) {
      flight.out.held.add(flight);
      return;
    }
    if (flight.takesRoom()) {
      flight.entered.inFlight--;
    }
    deliver(flight);
    if (flight.entered.waiting() > 0) {
      admitWaiting(flight.entered);
    }
  }

  private void deliver(Flight flight) {
    Packet packet = flight.packet;
    Link link = flight.out;
    if (link.isCut()) {
      lose(packet, link, flight.n, LossReason.PARTITION);
      return;
    }
    if (impairments.isAny() && impairments.isDeaf(link)) {
      lose(packet, link, flight.n, LossReason.DEAF);
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

  /** Lets go what a clog has held, in random order unless links keep the order. */
  void release(Link link) {
    List<Flight> held = new ArrayList<>(link.held);
    link.held.clear();
    for (Flight flight : held) {
      flight.holds++;
    }
    if (!settings.isFifo()) {
      held.sort(Comparator.comparingLong(delays::releaseOrder));
    }
    for (Flight flight : held) {
      long arrivalNanos = delays.releasedArrivalNanos(flight, scheduler.nowNanos());
      if (settings.isFifo()) {
        link.lastArrivalNanos = arrivalNanos;
      }
      scheduler.scheduleOnce(arrivalNanos - scheduler.nowNanos(), flight);
    }
  }

  private void lose(Packet packet, Link link, long n, LossReason reason) {
    counters.countLost(reason);
    world.sim().hash().add(link.faultWord(reason.ordinal(), n));
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

  private void disturb(Packet packet, String what) {
    trace.add(
        new TraceEvent.Disturbed(
            scheduler.nowNanos(), packet.id(), packet.from(), packet.to(), what));
  }

  private static String millis(long nanos) {
    return nanos < NANOS_PER_MILLI ? nanos + " ns" : nanos / NANOS_PER_MILLI + " ms";
  }
}
