package dev.vopr.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import dev.vopr.byzantine.MutationLedger;
import dev.vopr.fault.Faults;
import dev.vopr.net.Packet;
import dev.vopr.net.SimNetwork;
import dev.vopr.net.World;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimSystem;
import dev.vopr.storage.FaultAtlas;
import dev.vopr.storage.SimStorage;
import dev.vopr.storage.StorageCounters;
import dev.vopr.storage.StorageSettings;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.state.StateMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The second copies of liars that run twice. Each has a disk and a clock of its own, without
 * faults, and never crashes; nobody looks at what it does.
 */
final class Twins {
  private static final long DISK_NANOS = 1_000_000;

  private final SimulationSettings settings;
  private final ActorRef<SimNetwork.Command> network;
  private final ActorRef<SimNetwork.Command> mutator;
  private final MutationLedger ledger;
  private final Supplier<StateMachine> service;
  private final List<TwinSwitch> switches = new ArrayList<>();

  Twins(
      SimulationSettings settings,
      ActorRef<SimNetwork.Command> network,
      ActorRef<SimNetwork.Command> mutator,
      MutationLedger ledger,
      Supplier<StateMachine> service) {
    this.settings = settings;
    this.network = network;
    this.mutator = mutator;
    this.ledger = ledger;
    this.service = service;
  }

  /** From now on everybody talks to the first copies. */
  void end() {
    switches.forEach(TwinSwitch::end);
  }

  /**
   * Starts the second copy of a liar.
   *
   * @return the front of the first copy, which stands for network and mutator to it
   */
  ActorRef<SimNetwork.Command> start(int number, NodeContext shared, Notary notary) {
    World world = shared.world();
    SimSystem sim = world.sim();
    TwinSwitch turns =
        new TwinSwitch(number, settings.byzantine().twins(), world.faults(), sim::nowNanos);
    switches.add(turns);
    ActorRef<SimNetwork.Command> first = front(world, turns, TwinSwitch.Copy.FIRST, mutator);
    ActorRef<SimNetwork.Command> second = front(world, turns, TwinSwitch.Copy.SECOND, network);
    Behavior<Packet> router = TwinRouter.create(world, turns, first, second);
    ActorRef<Packet> routing = spawn(sim, router, "router" + number);
    network.tell(new SimNetwork.Attach(number, routing));
    startCopy(number, shared, second, notary);
    return first;
  }

  private void startCopy(
      int number, NodeContext shared, ActorRef<SimNetwork.Command> front, Notary notary) {
    SimSystem sim = shared.world().sim();
    SimRng rng = shared.world().rng().fork("twin", number);
    World own =
        new World(
            sim, rng, Faults.byChance(sim.hash(), rng), shared.world().packetIds(), TraceSink.OFF);
    StorageSettings healthy = StorageSettings.healthy(DISK_NANOS, DISK_NANOS);
    FaultAtlas atlas = FaultAtlas.of(rng, settings.replica().replicas(), healthy);
    ActorRef<SimStorage.Command> disk =
        spawn(
            sim,
            SimStorage.create(own, healthy, number, atlas, new StorageCounters()),
            "twin-disk" + number);
    NodeContext context =
        new NodeContext(
            own, shared.replicas(), shared.members(), shared.codec(), front, new RunCounters());
    new ReplicaProcess(
            context,
            settings.replica(),
            number,
            new ReplicaClock(0, 0, 0, 1),
            healthy.attempts(),
            front,
            disk,
            service,
            (replica, nanos) -> {},
            ledger,
            notary,
            new CrashPoints(own.faults(), settings.process(), shared.replicas()))
        .spawn("twin" + number);
  }

  private ActorRef<SimNetwork.Command> front(
      World world, TwinSwitch turns, TwinSwitch.Copy copy, ActorRef<SimNetwork.Command> wire) {
    return spawn(
        world.sim(),
        TwinFront.create(world, turns, copy, wire, ledger),
        "front" + turns.liar() + "-" + copy.ordinal());
  }

  private static <T> ActorRef<T> spawn(SimSystem sim, Behavior<T> behavior, String name) {
    return sim.spawn(sim.failing(behavior), name);
  }
}
