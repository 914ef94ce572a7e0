package dev.vopr.fault;

import dev.vopr.cluster.SimulationSettings;
import dev.vopr.cluster.VsrSimulation;
import dev.vopr.scenario.Jobs;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimSystem;
import dev.vopr.storage.FaultAtlas;
import dev.vopr.trace.DiskAction;
import dev.vopr.trace.NodeChange;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The time of faults of a whole simulation, and what could have struck where in it. */
final class FaultRun implements TraceSink {
  private static final int REPLICAS = 3;

  /** At which most kinds are asked about, in all runs. */
  private static final long INTERVAL = 100_000_000;

  /** Where a fault strikes, or could. */
  record Occasion(long place, long number) implements Comparable<Occasion> {
    static Occasion of(Decision decision) {
      return new Occasion(decision.place(), decision.number());
    }

    @Override
    public int compareTo(Occasion other) {
      int byPlace = Long.compare(place, other.place);
      return byPlace == 0 ? Long.compare(number, other.number) : byPlace;
    }
  }

  private final List<TraceEvent> events = new ArrayList<>();
  private final SimulationSettings settings;
  private final Faults faults;
  private final FaultAtlas atlas;

  private FaultRun(SimSystem sim, long seed, SimulationSettings settings) {
    this.settings = settings;
    VsrSimulation simulation = new VsrSimulation(sim, settings, seed, (replica, nanos) -> {}, this);
    simulation.runFaults(() -> false);
    this.faults = simulation.faults();
    this.atlas = FaultAtlas.of(SimRng.of(seed), REPLICAS, settings.storage());
  }

  /** Makes a run in which chance decides. */
  static FaultRun byChance(SimSystem sim, long seed, List<String> settings) {
    return new FaultRun(sim, seed, read(settings));
  }

  /** Makes a run in which these faults strike. */
  static FaultRun byPlan(
      SimSystem sim, long seed, List<String> settings, List<Decision> decisions) {
    return new FaultRun(sim, seed, Jobs.withPlan(read(settings), new Plan(decisions)));
  }

  private static SimulationSettings read(List<String> settings) {
    return Jobs.scenario(settings.toArray(String[]::new)).simulation();
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public void add(TraceEvent event) {
    events.add(event);
  }

  /** Returns all that happened. */
  List<TraceEvent> events() {
    return events;
  }

  /** Returns how often such a thing happened. */
  long count(Predicate<TraceEvent> sign) {
    return events.stream().filter(sign).count();
  }

  Faults faults() {
    return faults;
  }

  /** Returns the decisions about a kind that struck, in that order. */
  List<Decision> struck(FaultKind kind) {
    return faults.plan().decisions().stream().filter(it -> it.kind() == kind).toList();
  }

  /** Returns the decisions about all other kinds that struck. */
  List<Decision> others(FaultKind kind) {
    return faults.plan().decisions().stream().filter(it -> it.kind() != kind).toList();
  }

  // ---- occasions --------------------------------------------------------------------------------

  private long intervals(long nanos) {
    return (settings.faultNanos() - 1) / nanos;
  }

  /** Returns each interval at each of these places. */
  private Set<Occasion> everyInterval(List<Long> places) {
    Set<Occasion> occasions = new TreeSet<>();
    for (long place : places) {
      for (long number = 1; number <= intervals(INTERVAL); number++) {
        occasions.add(new Occasion(place, number));
      }
    }
    return occasions;
  }

  Set<Occasion> intervalsOfCluster() {
    return everyInterval(List.of(0L));
  }

  Set<Occasion> intervalsOfReplicas() {
    return everyInterval(List.of(0L, 1L, 2L));
  }

  Set<Occasion> intervalsOfFaultyDisks() {
    return atFaultyDisks(intervalsOfReplicas());
  }

  Set<Occasion> intervalsOfReplica1() {
    return everyInterval(List.of(1L));
  }

  /** Where one replica at a time can be struck, those before the first that is. */
  Set<Occasion> intervalsUntilOneIsStruck(FaultKind kind) {
    Set<Occasion> occasions = intervalsOfReplicas();
    for (Decision first : struck(kind)) {
      occasions.removeIf(it -> it.number() == first.number() && it.place() > first.place());
    }
    return occasions;
  }

  Set<Occasion> intervalsOfLinks() {
    List<Long> links = new ArrayList<>();
    for (int replica = 0; replica < REPLICAS; replica++) {
      for (int other = 0; other < REPLICAS; other++) {
        if (other != replica) {
          links.add(Decision.link(replica, other));
        }
      }
      for (int i = 0; i < settings.workload().clients(); i++) {
        links.add(Decision.link(replica, Nodes.client(i)));
        links.add(Decision.link(Nodes.client(i), replica));
      }
    }
    return everyInterval(links);
  }

  /** Returns the n-th event at each place, where the function gives one. */
  private Set<Occasion> nth(ToLongFunction<TraceEvent> placeOrNegative) {
    Map<Long, Long> counts = new LinkedHashMap<>();
    Set<Occasion> occasions = new TreeSet<>();
    for (TraceEvent event : events) {
      long place = placeOrNegative.applyAsLong(event);
      if (place >= 0 && event.nanos() < settings.faultNanos()) {
        occasions.add(new Occasion(place, counts.merge(place, 1L, Long::sum)));
      }
    }
    return occasions;
  }

  Set<Occasion> packets() {
    return nth(
        event ->
            event instanceof TraceEvent.Sent sent ? Decision.link(sent.from(), sent.to()) : -1);
  }

  /** Returns what the liar says to each, by the first rule. */
  Set<Occasion> wordsOf(int liar) {
    return nth(
        event ->
            event instanceof TraceEvent.Sent sent && sent.from() == liar
                ? Decision.lie(0, liar, sent.to())
                : -1);
  }

  Set<Occasion> requests() {
    return nth(event -> event instanceof TraceEvent.Invoked invoked ? invoked.client() : -1);
  }

  Set<Occasion> writes() {
    return nth(event -> disk(event, true));
  }

  Set<Occasion> reads() {
    return nth(event -> disk(event, false));
  }

  private static long disk(TraceEvent event, boolean isWrite) {
    return event instanceof TraceEvent.DiskBegun begun
            && (begun.action() == DiskAction.WRITE) == isWrite
        ? begun.replica()
        : -1;
  }

  /** Returns as many blocks as were written, or more. */
  Set<Occasion> blocksWritten() {
    Set<Occasion> occasions = new TreeSet<>();
    long[] blocks = new long[REPLICAS];
    for (TraceEvent event : events) {
      if (event instanceof TraceEvent.DiskBegun begun) {
        for (int i = 0; i < begun.blocks(); i++) {
          occasions.add(new Occasion(begun.replica(), ++blocks[begun.replica()]));
        }
      }
    }
    return atFaultyDisks(occasions);
  }

  Set<Occasion> restarts() {
    return nth(event -> changed(event, NodeChange.RESTARTED));
  }

  Set<Occasion> startsOfFaultyDisks() {
    return atFaultyDisks(restarts());
  }

  private static long changed(TraceEvent event, NodeChange change) {
    return event instanceof TraceEvent.NodeChanged changed
            && changed.change() == change
            && changed.node() < REPLICAS
        ? changed.node()
        : -1;
  }

  /** Returns the crashes in the middle of a write. */
  Set<Occasion> crashesWhileWriting() {
    long[] crashes = new long[REPLICAS];
    List<Optional<Long>> writing = new ArrayList<>();
    for (int i = 0; i < REPLICAS; i++) {
      writing.add(Optional.empty());
    }
    Set<Occasion> occasions = new TreeSet<>();
    for (TraceEvent event : events) {
      int crashed = (int) changed(event, NodeChange.CRASHED);
      if (crashed >= 0) {
        crashes[crashed]++;
        writing
            .get(crashed)
            .ifPresent(id -> occasions.add(new Occasion(crashed, crashes[crashed])));
        writing.set(crashed, Optional.empty());
      } else if (disk(event, true) >= 0) {
        TraceEvent.DiskBegun begun = (TraceEvent.DiskBegun) event;
        writing.set(begun.replica(), Optional.of(begun.operation()));
      } else if (event instanceof TraceEvent.DiskDone done
          && writing.get(done.replica()).equals(Optional.of(done.operation()))) {
        writing.set(done.replica(), Optional.empty());
      }
    }
    return occasions;
  }

  /** Returns the answers to clients, as the given point of the protocol. */
  Set<Occasion> replies(int point) {
    return nth(
        event ->
            event instanceof TraceEvent.Sent sent
                    && sent.frame().kindCode() == MessageKind.REPLY.code()
                ? Decision.point(sent.from(), point)
                : -1);
  }

  /** Returns the intervals in which somebody and the liar have something to say to each other. */
  Set<Occasion> intervalsWithTalkOf(int liar) {
    Set<Occasion> occasions = new TreeSet<>();
    for (TraceEvent event : events) {
      long interval = event.nanos() / INTERVAL + 1;
      if (event instanceof TraceEvent.Sent sent && sent.from() == liar) {
        occasions.add(new Occasion(Decision.link(liar, sent.to()), interval));
      } else if (event instanceof TraceEvent.Delivered delivered && delivered.to() == liar) {
        occasions.add(new Occasion(Decision.link(liar, delivered.from()), interval));
      }
    }
    return occasions;
  }

  Set<Occasion> clocks() {
    return Set.of(new Occasion(0, 1), new Occasion(1, 1), new Occasion(2, 1));
  }

  /** Returns whatever the replica with the faulty disk could do so often. */
  Set<Occasion> anyOfFaultyDisks(long most) {
    Set<Occasion> occasions = new TreeSet<>();
    for (int disk = 0; disk < REPLICAS; disk++) {
      for (long number = 1; number <= most; number++) {
        occasions.add(new Occasion(disk, number));
      }
    }
    return atFaultyDisks(occasions);
  }

  private Set<Occasion> atFaultyDisks(Set<Occasion> occasions) {
    occasions.removeIf(it -> !atlas.mayLose((int) it.place()));
    return occasions;
  }
}
