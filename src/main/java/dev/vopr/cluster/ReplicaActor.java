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
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.proof.Evidence;
import dev.vopr.vsr.sign.Signer;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

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

  /** Told when the replica is to handle nothing for a while. */
  enum Pause implements NodeMessage {
    BEGIN,
    END
  }

  private static final Set<ProcessPoint> NONE = EnumSet.noneOf(ProcessPoint.class);

  private final NodeContext node;
  private final Replica replica;
  private final ReplicaClock clock;
  private final NodePort port;
  private final ReplicaObserver observer;
  private final MutationLedger ledger;
  private final SimStorageAdapter storage;
  private final CrashPoints points;
  private final boolean areLookedFor;
  private final StepTracer tracer;
  private StepPoints beforeStep;

  /** What came while the replica was paused, in order; no more than would lie in its mailbox. */
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  private boolean isPaused;

  /** It has crashed at a named point, and is only not cleared away yet. */
  private boolean isOver;

  private ReplicaActor(
      ActorContext<NodeMessage> context,
      NodeContext node,
      Replica replica,
      ReplicaClock clock,
      long entropy,
      Disk disk,
      ReplicaObserver observer,
      MutationLedger ledger,
      Signer signer,
      CrashPoints points) {
    super(context);
    this.node = node;
    this.replica = replica;
    this.clock = clock;
    this.port = new NodePort(node, replica.number(), context.getSelf(), signer);
    this.observer = observer;
    this.ledger = ledger;
    this.points = points;
    this.areLookedFor = points.isPossible();
    this.beforeStep = StepPoints.before(replica);
    this.tracer = new StepTracer(node, replica);
    this.storage = new SimStorageAdapter(disk.actor(), context.getSelf(), disk.attempts());
    handle(new Input.Start(entropy));
  }

  static Behavior<NodeMessage> create(
      NodeContext node,
      Replica replica,
      ReplicaClock clock,
      long entropy,
      Disk disk,
      ReplicaObserver observer,
      MutationLedger ledger,
      Signer signer,
      CrashPoints points) {
    return Behaviors.setup(
        context ->
            new ReplicaActor(
                context, node, replica, clock, entropy, disk, observer, ledger, signer, points));
  }

  @Override
  public Receive<NodeMessage> createReceive() {
    return newReceiveBuilder()
        .onMessage(Packet.class, packet -> orWait(() -> onPacket(packet)))
        .onMessageEquals(NodePort.Wake.INSTANCE, () -> orWait(this::onWake))
        .onMessage(SimStorage.Done.class, done -> orWait(() -> onDiskDone(done)))
        .onMessageEquals(Pause.BEGIN, this::onPause)
        .onMessageEquals(Pause.END, this::onResume)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<NodeMessage> orWait(Runnable handling) {
    if (isPaused) {
      waiting.add(handling);
    } else if (!isOver) {
      handling.run();
    }
    return this;
  }

  private Behavior<NodeMessage> onPause() {
    isPaused = true;
    return this;
  }

  private Behavior<NodeMessage> onResume() {
    isPaused = false;
    while (!waiting.isEmpty() && !isOver) {
      waiting.remove().run();
    }
    return this;
  }

  private void handle(Input input) {
    Output output = step(input);
    tracer.afterStep();
    carryOut(input, output);
  }

  private Output step(Input input) {
    if (areLookedFor) {
      beforeStep = StepPoints.before(replica);
    }
    long now = port.now();
    ClockReading reading = clock.read(now);
    long error = reading.wall() - ReplicaClock.trueWall(now);
    if (error != 0) {
      observer.onInexactClock(replica.number(), error, now);
    }
    return replica.step(input, reading);
  }

  private void onPacket(Packet packet) {
    port.onDelivered(packet);
    showReceived(packet);
    long view = replica.view();
    long op = replica.op();
    long commit = replica.commit();
    Input input = new Input.Received(packet.from(), packet.frame());
    Output output = step(input);
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
    tracer.afterStep();
    carryOut(input, output);
  }

  /** Whoever looks on reads the frame by himself, as far as he is interested. */
  private void showReceived(Packet packet) {
    observer.onHeard(replica.number(), packet.from(), port.now());
    Optional<MessageKind> kind = MessageKind.ofCode(packet.frame().kindCode());
    if (kind.isPresent()
        && observer.looksInto(replica, kind.get())
        && node.codec().decode(packet.frame()) instanceof Decoded.Accepted accepted) {
      observer.onReceive(replica, packet.from(), accepted.message(), port.now());
    }
  }

  private void onWake() {
    port.onWake();
    handle(new Input.Tick());
  }

  private void onDiskDone(SimStorage.Done done) {
    node.world().sim().hash().add(done.completion().id() + replica.number());
    tracer.onDiskDone(done.completion());
    Optional<DiskOperation> operation = storage.answered(done);
    if (done.completion().isDone() && operation.isPresent()) {
      showDone(operation.get(), done.completion());
    }
    storage.onDone(done).ifPresent(completion -> handle(new Input.DiskDone(completion)));
  }

  private void showDone(DiskOperation operation, DiskCompletion completion) {
    if (operation instanceof DiskOperation.Write write) {
      observer.onDurable(replica.number(), write, port.now());
    } else if (operation instanceof DiskOperation.ReadZones) {
      observer.onOpened(replica.number(), completion.blocks(), port.now());
    }
  }

  private Behavior<NodeMessage> onPostStop(PostStop signal) {
    port.close();
    return this;
  }

  private void carryOut(Input input, Output output) {
    observer.afterStep(replica, port.now());
    Set<ProcessPoint> reached = areLookedFor ? beforeStep.of(input, replica, output) : NONE;
    if (crashesAt(reached, true)) {
      return;
    }
    for (DiskOperation operation : output.disk()) {
      tracer.onDiskBegun(operation);
      storage.submit(operation);
    }
    for (Output.Send send : output.sends()) {
      observer.onSend(replica, send, node.world().packetIds().peek(), port.now());
      port.send(send);
    }
    if (!crashesAt(reached, false)) {
      port.wakeAt(clock.instantOf(output.wakeAtNanos()));
    }
  }

  private boolean crashesAt(Set<ProcessPoint> reached, boolean isBefore) {
    for (ProcessPoint point : reached) {
      if (point.isBefore() == isBefore && points.crashes(replica.number(), point)) {
        isOver = true;
        node.trace(() -> new TraceEvent.WorldChanged(port.now(), fallsAt(point)));
        return true;
      }
    }
    return false;
  }

  private String fallsAt(ProcessPoint point) {
    return Nodes.name(replica.number()) + " falls at the point " + point.key();
  }
}
