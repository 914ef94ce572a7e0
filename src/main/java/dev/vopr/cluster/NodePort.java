package dev.vopr.cluster;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import dev.vopr.net.NodeMessage;
import dev.vopr.net.Packet;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.Output;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.sign.Signer;

/** Through which a node's actor reaches the network and its alarm clock. */
final class NodePort {

  /** Told to a node's actor when its alarm rings. */
  enum Wake implements NodeMessage {
    INSTANCE
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final NodeContext context;
  private final int node;
  private final ActorRef<NodeMessage> self;
  private final Signer signer;
  private long alarmAt = NEVER;
  private Cancellable alarm = Cancellable.alreadyCancelled();

  NodePort(NodeContext context, int node, ActorRef<NodeMessage> self, Signer signer) {
    this.signer = signer;
    this.context = context;
    this.node = node;
    this.self = self;
  }

  long now() {
    return context.now();
  }

  /** Encodes the message once and hands a packet for each receiver to the network. */
  void send(Output.Send send) {
    Frame frame = context.codec().encode(send.message(), send.proof(), signer);
    if (send.to() != Output.ALL_REPLICAS && send.to() != Output.ALL_MEMBERS) {
      send(send.to(), frame);
      return;
    }
    int count = send.to() == Output.ALL_MEMBERS ? context.members() : context.replicas();
    for (int replica = 0; replica < count; replica++) {
      if (replica != node) {
        send(replica, frame);
      }
    }
  }

  /** Hands a packet with any frame to the network. */
  void send(int to, Frame frame) {
    Packet packet =
        new Packet(context.world().packetIds().next(), node, to, frame, Packet.UNTOUCHED);
    context.trace(() -> new TraceEvent.Sent(now(), packet.id(), node, to, frame));
    context.wire().tell(packet);
  }

  /** Takes down that a packet arrived: what it holds is part of the run's hash. */
  void onDelivered(Packet packet) {
    context.world().sim().hash().add(packet.frame().checksum() + node);
    context.counters().countDelivery();
    context.trace(
        () -> new TraceEvent.Delivered(now(), packet.id(), packet.from(), node, packet.frame()));
  }

  void onRejected(Packet packet, RejectionRule rule) {
    context.counters().countRejection(rule);
    context.trace(() -> new TraceEvent.Rejected(now(), packet.id(), node, rule));
  }

  /**
   * Makes sure that the alarm rings at {@code nanos} at the latest. An alarm that rings too early
   * is cheaper than setting it anew after each message.
   */
  void wakeAt(long nanos) {
    if (nanos >= alarmAt) {
      return;
    }
    alarm.cancel();
    alarmAt = nanos;
    alarm =
        context
            .world()
            .sim()
            .scheduler()
            .scheduleOnce(nanos - now(), () -> self.tell(Wake.INSTANCE));
  }

  void onWake() {
    alarmAt = NEVER;
    context.counters().countWake();
    context.trace(() -> new TraceEvent.Fired(now(), node));
  }

  /** Silences the alarm for good. */
  void close() {
    alarm.cancel();
  }
}
