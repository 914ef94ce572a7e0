package dev.vopr.cluster;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.vopr.byzantine.MutationLedger;
import dev.vopr.fault.Decision;
import dev.vopr.net.NodeMessage;
import dev.vopr.net.Packet;
import dev.vopr.trace.ClientObserver;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.client.ClientProxy;
import dev.vopr.vsr.message.Bytes;
import java.util.Optional;

/**
 * The shell around a {@link ClientProxy}: draws operations, pauses between them, waits for answers.
 */
final class ClientActor extends AbstractBehavior<NodeMessage> {
  private static final long NEVER = Long.MAX_VALUE;

  /** The gate has closed, and a last request is due. */
  enum Probe implements NodeMessage {
    INSTANCE
  }

  private final NodeContext shared;
  private final ClientProcess process;
  private final int node;
  private final ClientProxy proxy;
  private final Workload workload;
  private final ClientGate gate;
  private final MutationLedger ledger;
  private final ClientObserver observer;
  private final NodePort port;
  private long nextRequestAt;
  private long retriesBefore;

  /** Whether those who look on know under which number the operation under way is sent. */
  private boolean isNumbered;

  private ClientActor(
      ActorContext<NodeMessage> context,
      NodeContext shared,
      ClientProcess process,
      ClientProxy proxy) {
    super(context);
    this.shared = shared;
    this.process = process;
    this.node = process.node();
    this.proxy = proxy;
    this.workload = process.workload();
    this.gate = process.gate();
    this.ledger = process.ledger();
    this.observer = process.observer();
    this.port = new NodePort(shared, node, context.getSelf(), process.notary().signer());
    pause();
  }

  /** Creates the actor of one life of a client. */
  static Behavior<NodeMessage> create(
      NodeContext shared, ClientProcess process, ClientProxy proxy) {
    return Behaviors.setup(context -> new ClientActor(context, shared, process, proxy));
  }

  @Override
  public Receive<NodeMessage> createReceive() {
    return newReceiveBuilder()
        .onMessage(Packet.class, this::onPacket)
        .onMessageEquals(NodePort.Wake.INSTANCE, this::onWake)
        .onMessageEquals(Probe.INSTANCE, this::onProbe)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<NodeMessage> onPacket(Packet packet) {
    port.onDelivered(packet);
    ClientProxy.Step step = proxy.onReceived(packet.from(), packet.frame(), port.now());
    step.rejected().ifPresent(rule -> onRejected(packet, rule));
    if (packet.mutation() != Packet.UNTOUCHED) {
      ledger.onDelivered(packet.mutation(), step.result().isPresent());
    }
    step.result().ifPresent(this::onResult);
    if (step.isUnknown()) {
      process.onUnknown();
      workload.onUnknown();
      pause();
    }
    carryOut(step);
    return this;
  }

  private void onRejected(Packet packet, RejectionRule rule) {
    port.onRejected(packet, rule);
    ledger.onRejected(packet.mutation(), rule);
  }

  private void onResult(Bytes result) {
    gate.onAnswered();
    workload.onResult(result);
    observer.onReturned(node, result, port.now());
    shared.counters().countAnswer(proxy.retries() - retriesBefore);
    shared.trace(() -> new TraceEvent.Returned(port.now(), node, proxy.request(), result));
    pause();
  }

  private void pause() {
    if (gate.isProbeDue(node)) {
      nextRequestAt = port.now();
    } else {
      nextRequestAt = workload.hasNext() ? port.now() + workload.thinkNanos() : NEVER;
    }
    port.wakeAt(nextRequestAt);
  }

  private Behavior<NodeMessage> onProbe() {
    if (!proxy.isWaiting()) {
      shared.trace(() -> new TraceEvent.Fired(port.now(), node));
      submit();
    }
    return this;
  }

  private Behavior<NodeMessage> onWake() {
    port.onWake();
    if (proxy.isWaiting()) {
      carryOut(proxy.onTick(port.now()));
    } else if (port.now() >= nextRequestAt && gate.mayAsk(node)) {
      submit();
    } else {
      port.wakeAt(gate.isOpen() ? nextRequestAt : NEVER);
    }
    return this;
  }

  private void submit() {
    Optional<Decision> bad = process.nextRequest();
    Bytes wanted = workload.next();
    Bytes operation =
        bad.filter(decision -> BadRequests.kind(decision) == BadRequest.UNKNOWN_OPERATION)
            .map(BadRequests::unknownOperation)
            .orElse(wanted);
    retriesBefore = proxy.retries();
    ClientProxy.Step step = proxy.submit(operation, port.now());
    gate.onAsked(node);
    isNumbered = false;
    observer.onInvoked(node, operation, port.now());
    shared.trace(() -> new TraceEvent.Invoked(port.now(), node, proxy.request(), operation));
    carryOut(step);
    bad.ifPresent(decision -> sendBad(decision, step));
    process.onSent();
  }

  private void sendBad(Decision decision, ClientProxy.Step own) {
    process
        .badRequests()
        .sendings(decision, proxy.session(), proxy.request(), own.sends())
        .forEach(sending -> port.send(sending.to(), sending.frame()));
  }

  private void carryOut(ClientProxy.Step step) {
    if (!isNumbered && proxy.isWaiting() && proxy.session() != 0) {
      isNumbered = true;
      observer.onNumbered(node, proxy.session(), proxy.request(), port.now());
    }
    step.sends().forEach(port::send);
    port.wakeAt(step.wakeAtNanos());
  }

  private Behavior<NodeMessage> onPostStop(PostStop signal) {
    port.close();
    return this;
  }
}
