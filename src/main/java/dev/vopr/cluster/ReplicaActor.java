package dev.vopr.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.vopr.byzantine.MutationLedger;
import dev.vopr.net.NodeMessage;
import dev.vopr.net.Packet;
import dev.vopr.storage.SimStorage;
import dev.vopr.storage.SimStorageAdapter;
import dev.vopr.trace.ReplicaObserver;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.ClockReading;
import dev.vopr.vsr.Input;
import dev.vopr.vsr.Output;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.Replica;
import dev.vopr.vsr.proof.Evidence;
import dev.vopr.vsr.sign.Signer;

/**
 * The shell around a {@link Replica}: turns packets and alarms into inputs, and outputs into
 * packets.
 */
final class ReplicaActor extends AbstractBehavior<NodeMessage> {
  /**
   * The replica's disk.
   *
   * @param actor the disk
   * @param attempts how often a failed write is tried
   */
  record Disk(ActorRef<SimStorage.Command> actor, int attempts) {}

  private final NodeContext node;
  private final Replica replica;
  private final ReplicaClock clock;
  private final NodePort port;
  private final ReplicaObserver observer;
  private final MutationLedger ledger;
  private final SimStorageAdapter storage;

  private ReplicaActor(
      ActorContext<NodeMessage> context,
      NodeContext node,
      Replica replica,
      ReplicaClock clock,
      long entropy,
      Disk disk,
      ReplicaObserver observer,
      MutationLedger ledger,
      Signer signer) {
    super(context);
    this.node = node;
    this.replica = replica;
    this.clock = clock;
    this.port = new NodePort(node, replica.number(), context.getSelf(), signer);
    this.observer = observer;
    this.ledger = ledger;
    this.storage = new SimStorageAdapter(disk.actor(), context.getSelf(), disk.attempts());
    carryOut(step(new Input.Start(entropy)));
  }

  static Behavior<NodeMessage> create(
      NodeContext node,
      Replica replica,
      ReplicaClock clock,
      long entropy,
      Disk disk,
      ReplicaObserver observer,
      MutationLedger ledger,
      Signer signer) {
    return Behaviors.setup(
        context ->
            new ReplicaActor(
                context, node, replica, clock, entropy, disk, observer, ledger, signer));
  }

  @Override
  public Receive<NodeMessage> createReceive() {
    return newReceiveBuilder()
        .onMessage(Packet.class, this::onPacket)
        .onMessageEquals(NodePort.Wake.INSTANCE, this::onWake)
        .onMessage(SimStorage.Done.class, this::onDiskDone)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Output step(Input input) {
    long now = port.now();
    ClockReading reading = clock.read(now);
    long error = reading.wall() - ReplicaClock.trueWall(now);
    if (error != 0) {
      observer.onInexactClock(replica.number(), error, now);
    }
    return replica.step(input, reading);
  }

  private Behavior<NodeMessage> onPacket(Packet packet) {
    port.onDelivered(packet);
    long view = replica.view();
    long op = replica.op();
    long commit = replica.commit();
    Output output = step(new Input.Received(packet.from(), packet.frame()));
    boolean hasAdvanced =
        view != replica.view() || op != replica.op() || commit != replica.commit();
    for (RejectionRule rule : output.rejections()) {
      port.onRejected(packet, rule);
      ledger.onRejected(packet.mutation(), rule);
    }
    for (Evidence evidence : output.evidence()) {
      ledger.onDetected(packet.mutation());
      node.trace(
          () ->
              new TraceEvent.Accused(
                  port.now(), replica.number(), evidence.accused(), evidence.contradiction()));
    }
    if (packet.mutation() != Packet.UNTOUCHED) {
      // What is only written to the disk has been followed too: a vote or a log, to be used later.
      boolean isFollowed = hasAdvanced || !output.sends().isEmpty() || !output.disk().isEmpty();
      ledger.onDelivered(packet.mutation(), isFollowed);
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
    carryOut(step(new Input.Tick()));
    return this;
  }

  private Behavior<NodeMessage> onDiskDone(SimStorage.Done done) {
    node.world().sim().hash().add(done.completion().id() + replica.number());
    storage.onDone(done).ifPresent(completion -> carryOut(step(new Input.DiskDone(completion))));
    return this;
  }

  private Behavior<NodeMessage> onPostStop(PostStop signal) {
    port.close();
    return this;
  }

  private void carryOut(Output output) {
    observer.afterStep(replica, port.now());
    output.disk().forEach(storage::submit);
    for (Output.Send send : output.sends()) {
      port.send(send);
    }
    port.wakeAt(clock.instantOf(output.wakeAtNanos()));
  }
}
