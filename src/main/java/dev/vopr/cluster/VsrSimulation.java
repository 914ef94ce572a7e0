package dev.vopr.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import dev.vopr.byzantine.MessageMutator;
import dev.vopr.byzantine.MutationLedger;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.net.NetworkCounters;
import dev.vopr.net.PacketIds;
import dev.vopr.net.SimNetwork;
import dev.vopr.net.World;
import dev.vopr.sim.SimOptions;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimSystem;
import dev.vopr.storage.FaultAtlas;
import dev.vopr.storage.SimStorage;
import dev.vopr.storage.StorageCounters;
import dev.vopr.trace.ClientObserver;
import dev.vopr.trace.ReplicaObserver;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.ReloadRow;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.codec.Limits;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.state.KeyValueStore;
import dev.vopr.vsr.state.StateMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The coordinator of one cluster: starts its actors on a {@link SimSystem}, lets time pass, heals
 * it, and shows its replicas.
 */
public final class VsrSimulation {
  private static final int CLUSTER = 0x766F7072;

  private final SimSystem sim;
  private final SimulationSettings settings;
  private final Observers observers;
  private final Supplier<StateMachine> service;
  private final Notaries notaries;
  private final MessageCodec codec;
  private final World world;
  private final ActorRef<SimNetwork.Command> network;
  private final ActorRef<SimNetwork.Command> mutator;
  private final RunCounters counters = new RunCounters();
  private final NetworkCounters networkCounters = new NetworkCounters();
  private final MutationLedger ledger;
  private final ClientGate gate = new ClientGate();
  private final List<ReplicaProcess> replicas = new ArrayList<>();
  private final StorageCounters storageCounters = new StorageCounters();
  private final Faults faults;
  private final CrashPoints crashPoints;
  private final Settling settling;

  /**
   * Those who look on.
   *
   * @param replicas is shown each replica after each step
   * @param clients is told what clients ask for and get
   */
  public record Observers(ReplicaObserver replicas, ClientObserver clients) {}

  /**
   * Resets the kernel and starts a cluster on it.
   *
   * @param seed all chance of this run follows from it
   * @param observer is shown each replica after each step
   * @param trace is told each event, if it is on
   */
  public VsrSimulation(
      SimSystem sim,
      SimulationSettings settings,
      long seed,
      ReplicaObserver observer,
      TraceSink trace) {
    this(
        sim,
        settings,
        seed,
        new Observers(observer, ClientObserver.OFF),
        KeyValueStore::new,
        trace);
  }

  /**
   * As above.
   *
   * @param observers are shown replicas, and what clients ask for and get
   * @param service makes the service of one life of a replica
   */
  public VsrSimulation(
      SimSystem sim,
      SimulationSettings settings,
      long seed,
      Observers observers,
      Supplier<StateMachine> service,
      TraceSink trace) {
    this.sim = sim;
    this.settings = settings;
    this.observers = observers;
    this.service = service;
    sim.reset(
        new SimOptions(seed, settings.interleaving(), settings.pctDepth(), settings.pctSteps()));
    SimRng rng = SimRng.of(seed);
    notaries = Notaries.of(settings, CLUSTER, rng);
    codec = notaries.codec(settings.replica().limits());
    ledger = MutationLedger.of(settings.byzantine());
    faults = decideFaults(rng, trace);
    world = new World(sim, rng, faults, new PacketIds(), trace);
    network = startNetwork();
    mutator = startMutator();
    Twins twins = new Twins(settings, network, mutator, ledger, service);
    NodeContext nodes =
        new NodeContext(
            world,
            settings.replica().nodes(),
            settings.replica().replicas(),
            codec,
            mutator,
            counters);
    ClockFaults clockFaults = new ClockFaults(world, settings.clock(), nodes.replicas());
    clockFaults.start();
    crashPoints = new CrashPoints(faults, settings.process(), nodes.replicas());
    FaultAtlas atlas = FaultAtlas.of(rng, nodes.members(), settings.storage());
    List<ActorRef<SimStorage.Command>> disks = makeReplicas(nodes, atlas, clockFaults, twins);
    ProcessFaults processFaults =
        new ProcessFaults(world, settings.process(), replicas, atlas::mayLose);
    crashPoints.carriedOutBy(processFaults);
    replicas.forEach(ReplicaProcess::start);
    processFaults.start();
    List<ClientProcess> clients = startClients(nodes);
    Healing healing = new Healing(network, mutator, twins, disks, clockFaults, processFaults);
    settling =
        new Settling(
            sim, settings, rng.fork("core"), healing, replicas, clients, gate, this::isOverLimit);
  }

  // ---- starting, in the order in which a request travels ----------------------------------------

  private Faults decideFaults(SimRng rng, TraceSink trace) {
    Faults deciding =
        settings
            .plan()
            .map(plan -> Faults.byPlan(sim.hash(), rng, plan))
            .orElseGet(() -> Faults.byChance(sim.hash(), rng, settings.omitted()));
    deciding.setObserver(
        decision -> {
          if (trace.isOn()) {
            trace.add(new TraceEvent.Struck(sim.nowNanos(), decision));
          }
        });
    return deciding;
  }

  private ActorRef<SimNetwork.Command> startNetwork() {
    return spawn(
        SimNetwork.create(
            world,
            settings.network(),
            settings.replica().nodes(),
            settings.workload().clients(),
            networkCounters,
            ledger),
        "network");
  }

  private ActorRef<SimNetwork.Command> startMutator() {
    List<Integer> compromised = settings.byzantine().compromised();
    return spawn(
        MessageMutator.create(
            world,
            settings.byzantine(),
            codec,
            ledger,
            network,
            notaries.of(compromised),
            new WatchedCluster(replicas, compromised)),
        "mutator");
  }

  /** Starts the disks, each with a replica that is still to be started, and returns them. */
  private List<ActorRef<SimStorage.Command>> makeReplicas(
      NodeContext nodes, FaultAtlas atlas, ClockFaults clockFaults, Twins twins) {
    boolean areTwins = faults.isPossible(FaultKind.TWIN, settings.byzantine().twins().share());
    List<ActorRef<SimStorage.Command>> disks = new ArrayList<>();
    for (int i = 0; i < nodes.replicas(); i++) {
      ActorRef<SimStorage.Command> disk =
          spawn(
              SimStorage.create(world, settings.storage(), i, atlas, storageCounters), "disk" + i);
      disks.add(disk);
      boolean isTwin = areTwins && settings.byzantine().compromised().contains(i);
      ActorRef<SimNetwork.Command> wire = isTwin ? twins.start(i, nodes, notaries.of(i)) : network;
      replicas.add(
          new ReplicaProcess(
              isTwin ? nodes.through(wire) : nodes,
              settings.replica(),
              i,
              clockFaults.ofReplica(i),
              settings.storage().attempts(),
              wire,
              disk,
              service,
              observers.replicas(),
              ledger,
              notaries.of(i),
              crashPoints));
    }
    return disks;
  }

  private List<ClientProcess> startClients(NodeContext nodes) {
    List<ClientProcess> clients = new ArrayList<>();
    for (int i = 0; i < settings.workload().clients(); i++) {
      Notary notary = notaries.of(Nodes.client(i));
      clients.add(
          new ClientProcess(
              nodes, settings, i, gate, network, ledger, observers.clients(), notary));
    }
    clients.forEach(ClientProcess::start);
    return clients;
  }

  private <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
    return sim.spawn(sim.failing(behavior), name);
  }

  /** Returns a codec for the frames of such a cluster, for looking at: signatures go unverified. */
  public static MessageCodec codec(SimulationSettings settings) {
    return settings.isSigned()
        ? codec(settings.replica().limits(), settings.signatures().bytes())
        : codec(settings.replica().limits(), 0);
  }

  /**
   * As above, of any cluster with such frames.
   *
   * @param signatureBytes length of a signature, 0 if nothing is signed
   */
  public static MessageCodec codec(Limits limits, int signatureBytes) {
    return signatureBytes == 0
        ? new MessageCodec(CLUSTER, limits)
        : MessageCodec.believing(CLUSTER, limits, signatureBytes);
  }

  // ---- running ----------------------------------------------------------------------------------

  /**
   * Lets faults strike and clients ask, for the time that the settings give, or until {@code stop}.
   */
  public void runFaults(BooleanSupplier stop) {
    sim.runUntil(settings.faultNanos(), () -> stop.getAsBoolean() || isOverLimit());
  }

  /**
   * Ends the faults, asks each client for one last request, and goes on until the cluster has
   * settled, at most for the time that the settings give, or until {@code stop}.
   */
  public void settle(BooleanSupplier stop) {
    settling.run(stop);
  }

  /** Returns how long the healed cluster took to settle, in nanoseconds of virtual time. */
  public long healedForNanos() {
    return settling.healedForNanos();
  }

  /** Returns what goes on in a cluster that has settled and should be at rest, if that is so. */
  public Optional<String> restlessness() {
    return settling.restlessness();
  }

  /** Returns why nothing that the healed replicas do could let them go on, if that is so. */
  public Optional<String> whyUnsolvable() {
    return settling.whyUnsolvable();
  }

  /** Returns whether all requests are answered and all correct replicas executed the same. */
  public boolean isSettled() {
    return settling.isSettled();
  }

  /**
   * Returns whose progress counts, but who executed less than another one, or is in another view.
   */
  public List<Integer> laggards() {
    return settling.laggards();
  }

  private boolean isOverLimit() {
    return counters.events() >= settings.maxEvents();
  }

  /** Returns how often the replicas reached a milestone, in all their lives. */
  public long reached(Milestone milestone) {
    long count = counters.reached(milestone);
    for (ReplicaProcess process : replicas) {
      count += process.isRunning() ? process.view().reached(milestone) : 0;
    }
    return count;
  }

  /** Returns how many op-numbers a row of the reload table decided, in all lives of replicas. */
  public long reloaded(ReloadRow row) {
    long count = counters.reloaded(row);
    for (ReplicaProcess process : replicas) {
      count += process.isRunning() ? process.view().reloaded(row) : 0;
    }
    return count;
  }

  /** Returns how often replicas crashed at a named point. */
  public long crashesAt(ProcessPoint point) {
    return crashPoints.struck(point);
  }

  /** Returns what decides about faults, and knows what struck. */
  public Faults faults() {
    return faults;
  }

  /** Returns what the disks did. */
  public StorageCounters storageCounters() {
    return storageCounters;
  }

  /** Returns the number of requests that wait for an answer. */
  public int outstanding() {
    return gate.outstanding();
  }

  /** Returns all replicas for looking at, in the order of their numbers. */
  public List<ReplicaView> views() {
    return replicas.stream().map(ReplicaProcess::view).toList();
  }

  /** Returns a replica for looking at. */
  public ReplicaView replica(int number) {
    return replicas.get(number).view();
  }

  /** Returns what the nodes did. */
  public RunCounters counters() {
    return counters;
  }

  /** Returns what the network did. */
  public NetworkCounters networkCounters() {
    return networkCounters;
  }

  /** Returns what became of mutated messages. */
  public MutationLedger ledger() {
    return ledger;
  }
}
