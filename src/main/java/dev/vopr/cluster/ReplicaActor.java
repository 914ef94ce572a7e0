package dev.vopr.cluster;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.vopr.byzantine.MutationLedger;
import dev.vopr.net.NodeMessage;
import dev.vopr.net.Packet;
import dev.vopr.trace.ReplicaObserver;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.Input;
import dev.vopr.vsr.Output;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.Replica;

/**
 * The shell around a {@link Replica}: turns packets and alarms into inputs, and outputs into
 * packets.
 */
final class ReplicaActor extends AbstractBehavior<NodeMessage> {
  private final NodeContext node;
  private final Replica replica;
  private final NodePort port;
  private final ReplicaObserver observer;
  private final MutationLedger ledger;

  private ReplicaActor(
      ActorContext<NodeMessage> context,
      NodeContext node,
      Replica replica,
      ReplicaObserver observer,
      MutationLedger ledger) {
    super(context);
    this.node = node;
    this.replica = replica;
    this.port = new NodePort(node, replica.number(), context.getSelf());
    this.observer = observer;
    this.ledger = ledger;
    carryOut(replica.step(new Input.Start(), port.now()));
  }

  static Behavior<NodeMessage> create(
      NodeContext node, Replica replica, ReplicaObserver observer, MutationLedger ledger) {
    return Behaviors.setup(context -> new ReplicaActor(context, node, replica, observer, ledger));
  }

  @Override
  public Receive<NodeMessage> createReceive() {
    return newReceiveBuilder()
        .onMessage(Packet.class, this::onPacket)
        .onMessageEquals(NodePort.Wake.INSTANCE, this::onWake)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<NodeMessage> onPacket(Packet packet) {
    port.onDelivered(packet);
    long view = replica.view();
    long op = replica.op();
    long commit = replica.commit();
    Output output = replica.step(new Input.Received(packet.from(), packet.frame()), port.now());
    boolean hasAdvanced =
        view != replica.view() || op != replica.op() || commit != replica.commit();
    for (RejectionRule rule : output.rejections()) {
      port.onRejected(packet, rule);
      ledger.onRejected(packet.mutation(), rule);
    }
    if (packet.mutation() != Packet.UNTOUCHED) {
      ledger.onDelivered(packet.mutation(), hasAdvanced || !output.sends().isEmpty());
    }
    if (hasAdvanced) {
      node.trace(() -> advance(view, op, commit));
    }
    carryOut(output);
    return this;
  }

  private TraceEvent advance(long viewBefore, long opBefore, long commitBefore) {
    return new TraceEvent.Advanced(
        port.now(),
        replica.number(),
        replica.isPrimary(),
        viewBefore,
        replica.view(),
        opBefore,
        replica.op(),
        commitBefore,
        replica.commit());
  }

  private Behavior<NodeMessage> onWake() {
    port.onWake();
    carryOut(replica.step(new Input.Tick(), port.now()));
    return this;
  }

  private Behavior<NodeMessage> onPostStop(PostStop signal) {
    port.close();
    return this;
  }

  private void carryOut(Output output) {
    observer.afterStep(replica, port.now());
    for (Output.Send send : output.sends()) {
      port.send(send);
    }
    port.wakeAt(output.wakeAtNanos());
  }
}
