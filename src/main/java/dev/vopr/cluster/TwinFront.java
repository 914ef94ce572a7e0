package dev.vopr.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.vopr.byzantine.MutationLedger;
import dev.vopr.cluster.TwinSwitch.Copy;
import dev.vopr.net.Packet;
import dev.vopr.net.SimNetwork;
import dev.vopr.net.World;
import dev.vopr.trace.LossReason;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.message.MessageKind;
import java.util.Optional;

/**
 * Stands between one copy of a liar and the rest of the world: lets through what it says to those
 * who talk to this copy now, and what the {@link TwinRouter} has for it.
 *
 * <pre>
 *                      ┌─▶ front ◀─▶ first copy  ── mutator ─▶ network
 *  network ─▶ router ──┤
 *                      └─▶ front ◀─▶ second copy ────────────▶ network
 * </pre>
 *
 * <p>What the second copy says is a lie of its own kind in the ledger; the mutator has no part in
 * it.
 */
final class TwinFront extends AbstractBehavior<SimNetwork.Command> {
  private final World world;
  private final TwinSwitch turns;
  private final Copy copy;
  private final ActorRef<SimNetwork.Command> wire;
  private final MutationLedger ledger;
  private Optional<ActorRef<? super Packet>> replica = Optional.empty();

  private TwinFront(
      ActorContext<SimNetwork.Command> context,
      World world,
      TwinSwitch turns,
      Copy copy,
      ActorRef<SimNetwork.Command> wire,
      MutationLedger ledger) {
    super(context);
    this.world = world;
    this.turns = turns;
    this.copy = copy;
    this.wire = wire;
    this.ledger = ledger;
  }

  /**
   * Creates the front of a copy.
   *
   * @param wire where its packets go on to
   */
  static Behavior<SimNetwork.Command> create(
      World world,
      TwinSwitch turns,
      Copy copy,
      ActorRef<SimNetwork.Command> wire,
      MutationLedger ledger) {
    return Behaviors.setup(context -> new TwinFront(context, world, turns, copy, wire, ledger));
  }

  @Override
  public Receive<SimNetwork.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Packet.class, this::onPacket)
        .onMessage(SimNetwork.Attach.class, this::onAttach)
        .onMessage(SimNetwork.Detach.class, this::onDetach)
        .onAnyMessage(this::onOther)
        .build();
  }

  private Behavior<SimNetwork.Command> onAttach(SimNetwork.Attach attach) {
    replica = Optional.of(attach.actor());
    return this;
  }

  private Behavior<SimNetwork.Command> onDetach(SimNetwork.Detach detach) {
    replica = Optional.empty();
    return this;
  }

  private Behavior<SimNetwork.Command> onOther(SimNetwork.Command command) {
    wire.tell(command);
    return this;
  }

  private Behavior<SimNetwork.Command> onPacket(Packet packet) {
    if (packet.from() != turns.liar()) {
      replica.ifPresent(actor -> actor.tell(packet));
    } else if (turns.copyFor(packet.to()) != copy) {
      withhold(packet);
    } else if (copy == Copy.FIRST) {
      wire.tell(packet);
    } else {
      MessageKind.ofCode(packet.frame().kindCode()).ifPresent(kind -> lie(packet, kind));
    }
    return this;
  }

  private void withhold(Packet packet) {
    if (copy == Copy.FIRST && world.trace().isOn()) {
      world.trace().add(lost(world, packet, LossReason.WITHHELD));
    }
  }

  /** What the second copy does is not traced, but what it says is. */
  private void lie(Packet packet, MessageKind kind) {
    if (world.trace().isOn()) {
      long now = world.sim().nowNanos();
      int from = packet.from();
      int to = packet.to();
      world.trace().add(new TraceEvent.Sent(now, packet.id(), from, to, packet.frame()));
      world
          .trace()
          .add(
              new TraceEvent.Mutated(
                  now, packet.id(), from, to, TraceEvent.Mutated.BY_TWIN, packet.frame()));
    }
    int line = ledger.openTwin(kind, packet.from(), packet.to());
    wire.tell(new Packet(packet.id(), packet.from(), packet.to(), packet.frame(), line));
  }

  static TraceEvent lost(World world, Packet packet, LossReason reason) {
    return new TraceEvent.Lost(
        world.sim().nowNanos(), packet.id(), packet.from(), packet.to(), reason);
  }
}
