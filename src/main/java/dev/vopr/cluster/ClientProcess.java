package dev.vopr.cluster;

import akka.actor.typed.ActorRef;
import dev.vopr.byzantine.MutationLedger;
import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.net.NodeMessage;
import dev.vopr.net.SimNetwork;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.ClientObserver;
import dev.vopr.trace.NodeChange;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.client.ClientProxy;
import dev.vopr.vsr.client.ClientSettings;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.proof.Notary;
import java.util.Optional;

/**
 * One client over its lives: each start makes a new actor and a new proxy, which registers a
 * session of its own (rule C1). What the client asks for goes on where it was.
 */
final class ClientProcess {
  private final NodeContext shared;
  private final ClientSettings settings;
  private final ClientFaultSettings faultSettings;
  private final int node;
  private final Workload workload;
  private final BadRequests badRequests;
  private final ClientGate gate;
  private final ActorRef<SimNetwork.Command> network;
  private final MutationLedger ledger;
  private final ClientObserver observer;
  private final Notary notary;
  private final SimRng entropy;
  private Optional<ClientProxy> proxy = Optional.empty();
  private Optional<ActorRef<NodeMessage>> actor = Optional.empty();
  private int lives;
  private long requests;

  /** Whether it is decided that this life ends by a crash. */
  private boolean isDoomed;

  ClientProcess(
      NodeContext shared,
      SimulationSettings settings,
      int index,
      ClientGate gate,
      ActorRef<SimNetwork.Command> network,
      MutationLedger ledger,
      ClientObserver observer,
      Notary notary) {
    this.notary = notary;
    SimRng rng = shared.world().rng();
    this.shared = shared;
    this.settings = settings.client();
    this.faultSettings = settings.clientFaults();
    this.node = Nodes.client(index);
    this.workload = new Workload(settings.workload(), index, rng.fork("workload", index));
    this.badRequests =
        new BadRequests(
            node,
            settings.workload().clients(),
            settings.client().replicas(),
            settings.replica().limits().operationBytes(),
            shared.codec(),
            notary.signer());
    this.gate = gate;
    this.network = network;
    this.ledger = ledger;
    this.observer = observer;
    this.entropy = rng.fork("client", index);
  }

  int node() {
    return node;
  }

  Workload workload() {
    return workload;
  }

  BadRequests badRequests() {
    return badRequests;
  }

  ClientGate gate() {
    return gate;
  }

  MutationLedger ledger() {
    return ledger;
  }

  ClientObserver observer() {
    return observer;
  }

  Notary notary() {
    return notary;
  }

  /** Starts the client; it must not be running. */
  void start() {
    lives++;
    isDoomed = false;
    // C1: different bits for each life, so that nobody takes it for its old self.
    ClientProxy fresh = new ClientProxy(settings, node, shared.codec(), entropy.nextLong(), notary);
    proxy = Optional.of(fresh);
    SimSystem sim = shared.world().sim();
    String name = Nodes.name(node) + (lives == 1 ? "" : "-" + lives);
    ActorRef<NodeMessage> started =
        sim.spawn(sim.failing(ClientActor.create(shared, this, fresh)), name);
    actor = Optional.of(started);
    network.tell(new SimNetwork.Attach(node, started));
    changed(lives == 1 ? NodeChange.STARTED : NodeChange.RESTARTED);
  }

  /** Returns whether it has operations left to ask for. */
  boolean hasNext() {
    return workload.hasNext();
  }

  /** Lets it make its probe at once, unless it waits for an answer or is down: then after that. */
  void probe() {
    actor.ifPresent(running -> running.tell(ClientActor.Probe.INSTANCE));
  }

  /** Counts a request that is about to be made; returns whether it comes with a bad one. */
  Optional<Decision> nextRequest() {
    requests++;
    if (!gate.isOpen()) {
      return Optional.empty();
    }
    return shared
        .world()
        .faults()
        .strike(
            FaultKind.BAD_REQUEST, node, requests, faultSettings.badRequest(), Faults.NO_AMOUNT);
  }

  /**
   * A request was sent: the client may die right now, or while it waits for the answer, or soon
   * after it has it.
   */
  void onSent() {
    if (isDoomed || !gate.isOpen()) {
      return;
    }
    Optional<Decision> crash =
        shared
            .world()
            .faults()
            .strike(FaultKind.CLIENT_CRASH, node, requests, faultSettings.crash(), this::downNanos);
    crash.ifPresent(
        decision -> {
          isDoomed = true;
          shared
              .world()
              .sim()
              .scheduler()
              .scheduleOnce(delayNanos(decision), () -> crash(decision.amount()));
        });
  }

  private long downNanos(long bits) {
    long spread = faultSettings.downMaxNanos() - faultSettings.downMinNanos() + 1;
    return faultSettings.downMinNanos() + SimRng.scale(bits, spread);
  }

  /** Every other time at once, else within the time after which it would ask again. */
  private long delayNanos(Decision decision) {
    boolean isAtOnce = (decision.detail() & 1) == 0;
    return isAtOnce ? 0 : 1 + SimRng.scale(SimRng.mix(decision.detail()), settings.retryNanos());
  }

  /** The client is gone, with all that it knew: what it asked for last may take effect or not. */
  private void crash(long downNanos) {
    network.tell(new SimNetwork.Detach(node));
    SimSystem sim = shared.world().sim();
    sim.stop(actor.orElseThrow());
    actor = Optional.empty();
    boolean wasWaiting = proxy.orElseThrow().isWaiting();
    proxy = Optional.empty();
    if (wasWaiting) {
      onUnknown();
    }
    workload.onUnknown();
    changed(NodeChange.CRASHED);
    sim.scheduler().scheduleOnce(downNanos, this::start);
  }

  /** The outcome of the request under way will never be known. */
  void onUnknown() {
    gate.onAnswered();
    observer.onUnknown(node, shared.now());
    shared.counters().countUnknown();
  }

  private void changed(NodeChange change) {
    shared.trace(() -> new TraceEvent.NodeChanged(shared.now(), node, change));
  }
}
