package dev.vopr.net;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.vopr.fault.Decision;
import dev.vopr.fault.Faults;
import dev.vopr.fault.Plan;
import dev.vopr.sim.Interleaving;
import dev.vopr.sim.SimOptions;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A network of three replicas and two clients that write down what they are told. */
final class NetworkTestbed implements AutoCloseable {
  static final int REPLICAS = 3;
  static final int CLIENTS = 2;
  static final long MILLI = 1_000_000;

  /** A packet, and when it arrived. */
  record Arrival(long nanos, Packet packet) {}

  private static final int FRAME_BYTES = 64;

  final SimSystem sim = SimSystem.create("net-test");
  final Faults faults;
  final NetworkCounters counters = new NetworkCounters();
  final PacketIds ids = new PacketIds();
  final List<Arrival> arrivals = new ArrayList<>();
  final List<TraceEvent> events = new ArrayList<>();
  final List<Integer> lostMutations = new ArrayList<>();
  final ActorRef<SimNetwork.Command> network;
  private int attached;
  final Frame frame = Frame.copyOf(new byte[FRAME_BYTES]);

  NetworkTestbed(long seed, NetworkSettings settings) {
    this(seed, settings, true);
  }

  NetworkTestbed(long seed, NetworkSettings settings, boolean isTraced) {
    this(seed, settings, isTraced, Optional.empty());
  }

  /** A network in which exactly these faults strike. */
  NetworkTestbed(long seed, NetworkSettings settings, Decision... plan) {
    this(seed, settings, true, Optional.of(new Plan(List.of(plan))));
  }

  NetworkTestbed(long seed, NetworkSettings settings, boolean isTraced, Optional<Plan> plan) {
    sim.reset(SimOptions.of(seed, Interleaving.FIFO));
    SimRng rng = SimRng.of(seed);
    faults =
        plan.map(planned -> Faults.byPlan(sim.hash(), rng, planned))
            .orElseGet(() -> Faults.byChance(sim.hash(), rng));
    World world = new World(sim, rng, faults, ids, isTraced ? recorder() : TraceSink.OFF);
    network =
        sim.spawn(
            SimNetwork.create(world, settings, REPLICAS, CLIENTS, counters, this::noteLost),
            "network");
    for (int replica = 0; replica < REPLICAS; replica++) {
      attach(replica);
    }
    for (int client = 0; client < CLIENTS; client++) {
      attach(Nodes.client(client));
    }
    sim.runReady();
  }

  private void noteLost(int mutation) {
    if (mutation != Packet.UNTOUCHED) {
      lostMutations.add(mutation);
    }
  }

  private TraceSink recorder() {
    return new TraceSink() {
      @Override
      public boolean isOn() {
        return true;
      }

      @Override
      public void add(TraceEvent event) {
        events.add(event);
      }
    };
  }

  void attach(int node) {
    Behavior<NodeMessage> inbox =
        Behaviors.receiveMessage(
            message -> {
              if (message instanceof Packet packet) {
                arrivals.add(new Arrival(sim.nowNanos(), packet));
              }
              return Behaviors.same();
            });
    network.tell(
        new SimNetwork.Attach(node, sim.spawn(inbox, Nodes.name(node) + "-" + ++attached)));
  }

  /** Hands the network a packet, which it takes at once. */
  Packet send(int from, int to) {
    return send(from, to, Packet.UNTOUCHED);
  }

  Packet send(int from, int to, int mutation) {
    Packet packet = new Packet(ids.next(), from, to, frame, mutation);
    tell(packet);
    return packet;
  }

  /** Sends packets that carry this frame. */
  void send(int from, int to, Frame carried, int times) {
    for (int i = 0; i < times; i++) {
      tell(new Packet(ids.next(), from, to, carried, Packet.UNTOUCHED));
    }
  }

  void send(int from, int to, int mutation, int times) {
    for (int i = 0; i < times; i++) {
      send(from, to, mutation);
    }
  }

  void tell(SimNetwork.Command command) {
    network.tell(command);
    sim.runReady();
  }

  /** Returns when the packets arrived, in milliseconds. */
  List<Long> arrivalMillis() {
    return arrivals.stream().map(arrival -> arrival.nanos() / MILLI).toList();
  }

  List<Packet> arrived() {
    return arrivals.stream().map(Arrival::packet).toList();
  }

  List<Long> arrivedIds(Predicate<Packet> filter) {
    return arrived().stream().filter(filter).map(Packet::id).toList();
  }

  <T extends TraceEvent> List<T> events(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public void close() {
    sim.close();
  }
}
