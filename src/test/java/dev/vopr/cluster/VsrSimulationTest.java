package dev.vopr.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.scenario.Jobs;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One cluster from its start to its end. */
class VsrSimulationTest {
  private static final long SEED = 11;

  private static SimSystem sim;

  private final Recorder trace = new Recorder();

  @BeforeAll
  static void createSystem() {
    sim = SimSystem.create("vsr-simulation-test");
  }

  @AfterAll
  static void closeSystem() {
    sim.close();
  }

  private VsrSimulation simulation(String... settings) {
    SimulationSettings simulation = Jobs.scenario(settings).simulation();
    return new VsrSimulation(sim, simulation, SEED, (replica, nanos) -> {}, trace);
  }

  private static VsrSimulation settled(VsrSimulation simulation) {
    simulation.runFaults(() -> false);
    simulation.settle(() -> false);
    return simulation;
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 7})
  void replicasOfASettledClusterHaveTheSameLogAndState(int replicas) {
    VsrSimulation simulation =
        settled(
            simulation(
                "cluster.replicas = " + replicas, "run.fault-time = 1 s", "network.loss = 0.05"));

    List<ReplicaView> views = IntStream.range(0, replicas).mapToObj(simulation::replica).toList();
    ReplicaView primary = views.get(0);
    assertThat(primary.commit()).as("seed %d", SEED).isGreaterThan(5);
    assertThat(views).extracting(ReplicaView::executed).containsOnly(primary.executed());
    assertThat(views).extracting(ReplicaView::stateDigest).containsOnly(primary.stateDigest());
    assertThat(views)
        .extracting(ReplicaView::clientTableDigest)
        .containsOnly(primary.clientTableDigest());
    assertThat(views)
        .extracting(view -> view.checksumAt(primary.commit()))
        .containsOnly(primary.checksumAt(primary.commit()));
    assertThat(simulation.isSettled()).isTrue();
    assertThat(simulation.laggards()).isEmpty();
    assertThat(simulation.outstanding()).isZero();
  }

  @Test
  void clientsAskForAsManyOperationsAsTheyAreTold() {
    VsrSimulation simulation =
        settled(
            simulation("workload.clients = 3", "workload.operations = 4", "run.fault-time = 3 s"));

    assertThat(trace.of(TraceEvent.Invoked.class)).hasSize(12);
    assertThat(trace.of(TraceEvent.Returned.class)).hasSize(12);
    assertThat(simulation.counters().answered()).isEqualTo(12);
    // Three sessions were opened besides.
    assertThat(simulation.replica(0).commit()).isEqualTo(12 + 3);
  }

  @Test
  void clientHasOneRequestOutstandingAtATime() {
    settled(simulation("workload.clients = 2", "run.fault-time = 2 s", "network.loss = 0.1"));

    Map<Integer, Integer> outstanding = new LinkedHashMap<>();
    for (TraceEvent event : trace.events) {
      if (event instanceof TraceEvent.Invoked invoked) {
        assertThat(outstanding.merge(invoked.client(), 1, Integer::sum)).isEqualTo(1);
      } else if (event instanceof TraceEvent.Returned returned) {
        assertThat(outstanding.merge(returned.client(), -1, Integer::sum)).isZero();
      }
    }
    assertThat(outstanding).hasSize(2);
  }

  @Test
  void eachClientMakesOneLastRequestOnceTheClusterIsHealed() {
    settled(simulation("run.fault-time = 300 ms", "network.loss = 0.1"));

    assertThat(trace.of(TraceEvent.Invoked.class))
        .filteredOn(event -> event.nanos() >= 300_000_000)
        .extracting(event -> Nodes.name(event.client()))
        .containsExactlyInAnyOrder("c0", "c1");
    assertThat(trace.of(TraceEvent.Lost.class))
        .isNotEmpty()
        .allMatch(event -> event.nanos() <= 300_000_000);
  }

  @Test
  void whatIsOutsideTheCoreStaysAsBrokenAsItIs() {
    VsrSimulation simulation =
        settled(
            simulation(
                "run.heal = core",
                "run.fault-time = 2 s",
                "cluster.replicas = 5",
                "process.crash = 0.5",
                "process.max-down = 2",
                "process.down-min = 1 h",
                "process.down-max = 1 h"));

    List<String> restarts =
        trace.of(TraceEvent.WorldChanged.class).stream()
            .map(TraceEvent.WorldChanged::what)
            .filter(what -> what.endsWith("starts again"))
            .toList();
    long furthest = simulation.views().stream().mapToLong(ReplicaView::executed).max().orElse(0);
    List<ReplicaView> down =
        simulation.views().stream().filter(view -> view.executed() < furthest).toList();
    assertThat(simulation.isSettled()).as("seed %d", SEED).isTrue();
    assertThat(simulation.outstanding()).isZero();
    assertThat(restarts.size() + down.size()).as("of the two that crashed").isEqualTo(2);
    assertThat(down).isNotEmpty();
  }

  @Test
  void replicaThatIsCutOffIsALaggardUntilItIsHealed() {
    VsrSimulation simulation =
        simulation(
            "run.fault-time = 500 ms",
            "byzantine.compromised = [0]",
            "byzantine.rules = [{ name = cut, to = [2], mutation = { kind = drop } }]");

    simulation.runFaults(() -> false);
    List<Integer> cutOff = simulation.laggards();
    simulation.settle(() -> false);

    assertThat(cutOff).containsExactly(2);
    assertThat(simulation.laggards()).isEmpty();
    assertThat(simulation.isSettled()).isTrue();
  }

  @Test
  void compromisedReplicaNeedNotCatchUp() {
    VsrSimulation simulation =
        simulation(
            "run.fault-time = 500 ms",
            "byzantine.compromised = [2]",
            "byzantine.rules = [{ name = mute, mutation = { kind = drop } }]",
            "network.partitions.probability = 0");
    simulation.runFaults(() -> false);

    assertThat(simulation.laggards()).doesNotContain(2);
    assertThat(simulation.ledger().mutated()).isPositive();
  }

  @Test
  void observerIsShownEachReplicaWithTimeThatNeverFalls() {
    Set<Integer> seen = new LinkedHashSet<>();
    List<Long> instants = new ArrayList<>();
    VsrSimulation simulation =
        new VsrSimulation(
            sim,
            Jobs.scenario("run.fault-time = 200 ms").simulation(),
            SEED,
            (replica, nanos) -> {
              seen.add(replica.number());
              instants.add(nanos);
            },
            TraceSink.OFF);

    simulation.runFaults(() -> false);

    assertThat(seen).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(instants).isSorted().hasSizeGreaterThan(10);
  }

  @Test
  void runEndsAsSoonAsItIsTold() {
    VsrSimulation simulation = simulation("run.fault-time = 10 s");

    simulation.runFaults(() -> simulation.counters().deliveries() >= 20);

    assertThat(simulation.counters().deliveries()).isEqualTo(20);
    assertThat(sim.nowNanos()).isLessThan(10_000_000_000L);
  }

  @Test
  void packetsThatAreDeliveredWereSentAndNothingIsLostUnseen() {
    VsrSimulation simulation =
        settled(
            simulation("run.fault-time = 1 s", "network.loss = 0.1", "network.duplication = 0.1"));

    assertThat(trace.of(TraceEvent.Delivered.class))
        .hasSize((int) simulation.counters().deliveries());
    assertThat(trace.of(TraceEvent.Lost.class)).hasSize((int) simulation.networkCounters().lost());
    assertThat(trace.of(TraceEvent.Duplicated.class))
        .hasSize((int) simulation.networkCounters().duplicated());
    assertThat(trace.of(TraceEvent.Sent.class)).hasSize((int) simulation.networkCounters().sent());
  }

  private static final class Recorder implements TraceSink {
    private final List<TraceEvent> events = new ArrayList<>();

    @Override
    public boolean isOn() {
      return true;
    }

    @Override
    public void add(TraceEvent event) {
      events.add(event);
    }

    <T extends TraceEvent> List<T> of(Class<T> type) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
  }
}
