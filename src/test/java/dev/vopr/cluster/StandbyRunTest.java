package dev.vopr.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.check.Checkers;
import dev.vopr.scenario.Jobs;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.MessageKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standbys in clusters of actors, with faults. */
class StandbyRunTest {
  private static final int MEMBERS = 3;
  private static final int NODES = 5;

  private static SimSystem sim;

  @BeforeAll
  static void createSystem() {
    sim = SimSystem.create("standby-run-test");
  }

  @AfterAll
  static void closeSystem() {
    sim.close();
  }

  /** Notes which kinds of messages standbys send, and which are sent to them. */
  private static final class Kinds implements TraceSink {
    private final Set<MessageKind> sent = EnumSet.noneOf(MessageKind.class);
    private final Set<MessageKind> received = EnumSet.noneOf(MessageKind.class);

    @Override
    public boolean isOn() {
      return true;
    }

    @Override
    public void add(TraceEvent event) {
      if (event instanceof TraceEvent.Sent packet) {
        Optional<MessageKind> kind = MessageKind.ofCode(packet.frame().kindCode());
        if (isStandby(packet.from())) {
          kind.ifPresent(sent::add);
        }
        if (isStandby(packet.to())) {
          kind.ifPresent(received::add);
        }
      }
    }

    private static boolean isStandby(int node) {
      return node >= MEMBERS && node < NODES;
    }
  }

  private static VsrSimulation run(long seed, TraceSink trace, String... settings) {
    SimulationSettings simulationSettings = Jobs.scenario(settings).simulation();
    Checkers checkers = new Checkers(simulationSettings.replica().nodes(), List.of());
    VsrSimulation simulation = new VsrSimulation(sim, simulationSettings, seed, checkers, trace);
    simulation.runFaults(checkers::hasViolation);
    simulation.settle(checkers::hasViolation);
    assertThat(checkers.violation()).as("seed %d", seed).isEmpty();
    assertThat(simulation.isSettled()).as("seed %d settles", seed).isTrue();
    return simulation;
  }

  private static void assertThatAllExecutedTheSame(VsrSimulation simulation) {
    ReplicaView first = simulation.replica(0);
    for (int node = 1; node < NODES; node++) {
      ReplicaView replica = simulation.replica(node);
      assertThat(replica.status()).isEqualTo(Status.NORMAL);
      assertThat(replica.executed()).isEqualTo(first.executed()).isGreaterThan(50);
      assertThat(replica.stateDigest()).isEqualTo(first.stateDigest());
    }
  }

  @Test
  void standbysOfAHealthyClusterHaveWhatTheMembersHave() {
    Kinds kinds = new Kinds();

    VsrSimulation simulation = run(7, kinds, "cluster.standbys = 2", "run.fault-time = 3 s");

    assertThatAllExecutedTheSame(simulation);
    assertThat(kinds.received).contains(MessageKind.PREPARE, MessageKind.PING);
    assertThat(kinds.received).doesNotContain(MessageKind.REQUEST, MessageKind.PREPARE_OK);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void standbysSurviveWhatMembersSurviveAndNeverVote(long seed) {
    Kinds kinds = new Kinds();

    VsrSimulation simulation =
        run(
            seed,
            kinds,
            "cluster.standbys = 2",
            "run.fault-time = 4 s",
            "network.loss = 0.02",
            "network.partitions.probability = 0.4",
            "process.crash = 0.3",
            "storage.max = 4 ms",
            "storage.lost-disk = 0.4",
            "storage.corruption = 0.02");

    assertThatAllExecutedTheSame(simulation);
    assertThat(kinds.sent)
        .isSubsetOf(
            MessageKind.PONG,
            MessageKind.GET_VIEW,
            MessageKind.GET_ENTRIES,
            MessageKind.ENTRIES,
            MessageKind.GET_STATE,
            MessageKind.NEW_STATE)
        .contains(MessageKind.PONG, MessageKind.GET_STATE);
    assertThat(kinds.received)
        .doesNotContain(
            MessageKind.REQUEST,
            MessageKind.PREPARE_OK,
            MessageKind.START_VIEW_CHANGE,
            MessageKind.DO_VIEW_CHANGE,
            MessageKind.RECOVERY);
  }

  /** A nanosecond after the start nobody has read its disk yet. */
  @Test
  void clusterHasNotSettledBeforeItsStandbysHave() {
    SimulationSettings settings =
        Jobs.scenario("cluster.standbys = 2", "run.fault-time = 1 s", "run.settle-time = 1 ms")
            .simulation();
    VsrSimulation simulation =
        new VsrSimulation(sim, settings, 3, (replica, nanos) -> {}, TraceSink.OFF);

    sim.advance(1);

    assertThat(simulation.laggards()).contains(MEMBERS, MEMBERS + 1);
  }
}
