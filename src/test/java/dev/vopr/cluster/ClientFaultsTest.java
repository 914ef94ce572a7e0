package dev.vopr.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Plan;
import dev.vopr.scenario.Jobs;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.ClientObserver;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.state.KeyValueStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that crash, and clients that send what they should not. */
class ClientFaultsTest {
  private static final long SEED = 5;
  private static final long MILLI = 1_000_000;
  private static final int C0 = Nodes.client(0);

  private static SimSystem sim;

  @BeforeAll
  static void createSystem() {
    sim = SimSystem.create("client-faults-test");
  }

  @AfterAll
  static void closeSystem() {
    sim.close();
  }

  /** One run to its end, with what clients saw and did. */
  private static final class Run implements TraceSink, ClientObserver {
    private final List<Long> crashes = new ArrayList<>();
    private final List<Long> restarts = new ArrayList<>();
    private final List<Bytes> results = new ArrayList<>();
    private final List<Long> sessions = new ArrayList<>();
    private final VsrSimulation simulation;
    private int invoked;
    private int unknown;

    Run(SimulationSettings settings) {
      simulation =
          new VsrSimulation(
              sim,
              settings,
              SEED,
              new VsrSimulation.Observers((replica, nanos) -> {}, this),
              KeyValueStore::new,
              this);
      simulation.runFaults(() -> false);
      simulation.settle(() -> false);
      assertThat(simulation.isSettled()).isTrue();
    }

    static Run of(String... settings) {
      return new Run(Jobs.scenario(settings).simulation());
    }

    /** A run in which exactly these faults strike. */
    static Run planned(List<Decision> decisions, String... settings) {
      return new Run(Jobs.withPlan(Jobs.scenario(settings).simulation(), new Plan(decisions)));
    }

    @Override
    public boolean isOn() {
      return true;
    }

    @Override
    public void add(TraceEvent event) {
      if (event instanceof TraceEvent.NodeChanged changed && changed.node() == C0) {
        switch (changed.change()) {
          case CRASHED -> crashes.add(changed.nanos());
          case RESTARTED -> restarts.add(changed.nanos());
          default -> {}
        }
      }
    }

    @Override
    public void onInvoked(int client, Bytes operation, long nanos) {
      invoked++;
    }

    @Override
    public void onNumbered(int client, long session, long request, long nanos) {
      if (!sessions.contains(session)) {
        sessions.add(session);
      }
    }

    @Override
    public void onReturned(int client, Bytes result, long nanos) {
      results.add(result);
    }

    @Override
    public void onUnknown(int client, long nanos) {
      unknown++;
    }

    long struck(FaultKind kind) {
      return simulation.faults().struck(kind);
    }

    long refused(RejectionRule rule) {
      return simulation.counters().rejections(rule);
    }

    boolean isInStep() {
      List<ReplicaView> views = simulation.views();
      return views.stream().map(ReplicaView::stateDigest).distinct().count() == 1
          && views.stream().map(ReplicaView::clientTableDigest).distinct().count() == 1;
    }
  }

  /** A detail by which the client dies at once. */
  private static final long AT_ONCE = 2;

  private static Decision crash(long request, long nanos, long detail) {
    return new Decision(FaultKind.CLIENT_CRASH, C0, request, nanos, detail);
  }

  private static Decision bad(long request, BadRequest kind) {
    long detail = 1;
    Decision decision = new Decision(FaultKind.BAD_REQUEST, C0, request, 0, detail);
    while (BadRequests.kind(decision) != kind) {
      detail += 0x1234_5678_9ABC_DEF1L;
      decision = new Decision(FaultKind.BAD_REQUEST, C0, request, 0, detail);
    }
    return decision;
  }

  @Test
  void clientThatDiesAfterItAskedLeavesAnUnknownOutcomeAndRegistersAnew() {
    Run run =
        Run.planned(
            List.of(crash(3, 70 * MILLI, AT_ONCE)),
            "workload.clients = 1",
            "workload.operations = 6",
            "run.fault-time = 3 s");

    assertThat(run.struck(FaultKind.CLIENT_CRASH)).isEqualTo(1);
    assertThat(run.crashes).hasSize(1);
    assertThat(run.restarts).containsExactly(run.crashes.get(0) + 70 * MILLI);
    assertThat(run.invoked).isEqualTo(6);
    assertThat(run.unknown).isEqualTo(1);
    assertThat(run.simulation.counters().unknown()).isEqualTo(1);
    assertThat(run.results).hasSize(5);
    assertThat(run.sessions).as("sessions").hasSize(2);
    // Two registrations and six requests: the one whose client died was executed all the same.
    assertThat(run.simulation.replica(0).commit()).isEqualTo(8);
    assertThat(run.isInStep()).isTrue();
  }

  @Test
  void clientThatDiesAfterItsAnswerLeavesNothingUnknown() {
    Run run =
        Run.planned(
            List.of(crash(3, 70 * MILLI, 3)),
            "workload.clients = 1",
            "workload.operations = 6",
            "workload.think-min = 2 s",
            "workload.think-max = 2 s",
            "client.retry = 1 s",
            "run.fault-time = 20 s");

    assertThat(run.crashes).hasSize(1);
    assertThat(run.unknown).isZero();
    assertThat(run.results).hasSize(6);
    assertThat(run.sessions).hasSize(2);
  }

  @Test
  void clientsCrashAtTheirRateAndStayDownForTheirTime() {
    Run run =
        Run.of(
            "run.fault-time = 20 s",
            "workload.clients = 1",
            "client.crash = 0.2",
            "client.down-min = 20 ms",
            "client.down-max = 60 ms");

    // A client that is to crash is not asked again, so there are a little fewer than a fifth.
    assertThat(run.crashes.size()).isBetween(run.invoked / 10, run.invoked / 4);
    assertThat(run.crashes.size()).isGreaterThan(20);
    for (int i = 0; i < run.restarts.size(); i++) {
      assertThat(run.restarts.get(i) - run.crashes.get(i)).isBetween(20 * MILLI, 60 * MILLI);
    }
    assertThat(run.unknown).isGreaterThan(5);
    assertThat(run.sessions).hasSizeGreaterThan(20);
    assertThat(run.isInStep()).isTrue();
  }

  @Test
  void nothingGoesWrongWithClientsWhenThatIsOff() {
    Run run = Run.of("run.fault-time = 3 s", "client.crash = 0", "client.bad-request = 0");

    assertThat(run.struck(FaultKind.CLIENT_CRASH)).isZero();
    assertThat(run.struck(FaultKind.BAD_REQUEST)).isZero();
    assertThat(run.crashes).isEmpty();
    assertThat(run.unknown).isZero();
    for (RejectionRule rule : RejectionRule.values()) {
      assertThat(rule.isSuspicious() ? run.refused(rule) : 0).as("%s", rule).isZero();
    }
  }

  private static Optional<RejectionRule> ruleAgainst(BadRequest kind) {
    return switch (kind) {
      case GARBAGE -> Optional.of(RejectionRule.MALFORMED_BODY);
      case OVERSIZED -> Optional.of(RejectionRule.OPERATION_TOO_LARGE);
      case IMPOSSIBLE_NUMBER -> Optional.of(RejectionRule.REQUEST_NUMBER);
      case FOREIGN_SENDER -> Optional.of(RejectionRule.SENDER_NOT_ON_LINK);
      case REPLICA_MESSAGE -> Optional.of(RejectionRule.SENDER_NOT_A_REPLICA);
      case BACKUPS_ONLY -> Optional.of(RejectionRule.NOT_PRIMARY);
      case UNKNOWN_OPERATION -> Optional.empty();
    };
  }

  @ParameterizedTest
  @EnumSource(BadRequest.class)
  void badRequestIsRefusedByItsRuleAndChangesNothing(BadRequest kind) {
    String[] settings = {"workload.operations = 6", "run.fault-time = 3 s"};
    Run without = Run.planned(List.of(), settings);
    Run with = Run.planned(List.of(bad(2, kind), bad(4, kind)), settings);

    int expected =
        switch (kind) {
          case UNKNOWN_OPERATION -> 0;
          case BACKUPS_ONLY -> 4;
          default -> 2;
        };
    Optional<RejectionRule> rule = ruleAgainst(kind);
    long refused = rule.map(it -> with.refused(it) - without.refused(it)).orElse(0L);
    assertThat(refused).isEqualTo(expected);
    assertThat(with.results).hasSize(12);
    assertThat(with.unknown).isZero();
    assertThat(with.simulation.replica(0).commit())
        .isEqualTo(without.simulation.replica(0).commit());
    assertThat(with.isInStep()).isTrue();
  }

  @Test
  void unknownOperationIsOrderedAndAnsweredAsInvalid() {
    Run run =
        Run.planned(
            List.of(bad(2, BadRequest.UNKNOWN_OPERATION)),
            "workload.clients = 1",
            "workload.operations = 4",
            "run.fault-time = 3 s");

    assertThat(run.results).hasSize(4);
    assertThat(run.results.get(1)).isEqualTo(KeyValueStore.Status.INVALID.result());
    assertThat(run.isInStep()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(BadRequest.class)
  void evenAtPlainNoBadRequestTakesEffectThatNobodyAskedFor(BadRequest kind) {
    String[] settings = {
      "vsr.hardening = plain", "workload.operations = 6", "run.fault-time = 3 s"
    };
    Run run = Run.planned(List.of(bad(2, kind), bad(4, kind)), settings);

    assertThat(run.results.size() + run.unknown).isEqualTo(run.invoked);
    assertThat(run.isInStep()).isTrue();
  }

  @Test
  void moreClientsThanSessionsEvictEachOtherAndSettle() {
    Run run =
        Run.of(
            "run.fault-time = 5 s",
            "workload.clients = 5",
            "vsr.sessions = 2",
            "client.crash = 0.1",
            "client.down-max = 100 ms");

    assertThat(run.simulation.reached(Milestone.SESSION_EVICTED)).isGreaterThan(10);
    assertThat(run.simulation.counters().answered()).isGreaterThan(10);
    assertThat(run.invoked).isEqualTo(run.results.size() + run.unknown);
    assertThat(run.isInStep()).isTrue();
  }
}
