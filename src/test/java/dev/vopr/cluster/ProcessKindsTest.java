package dev.vopr.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Plan;
import dev.vopr.scenario.Jobs;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.NodeChange;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of fault that strikes a replica: when and where it does, and that it passes. */
class ProcessKindsTest {
  private static final long MILLI = 1_000_000;

  private static SimSystem sim;

  @BeforeAll
  static void createSystem() {
    sim = SimSystem.create("process-kinds-test");
  }

  @AfterAll
  static void closeSystem() {
    sim.close();
  }

  /** One run with its trace. */
  private static final class Run implements TraceSink {
    private final List<TraceEvent> events = new ArrayList<>();
    private final VsrSimulation simulation;

    Run(long seed, Optional<Plan> plan, String... settings) {
      SimulationSettings read = Jobs.scenario(settings).simulation();
      SimulationSettings used = plan.map(it -> Jobs.withPlan(read, it)).orElse(read);
      simulation = new VsrSimulation(sim, used, seed, (replica, nanos) -> {}, this);
      simulation.runFaults(() -> false);
    }

    Run settle() {
      simulation.settle(() -> false);
      return this;
    }

    @Override
    public boolean isOn() {
      return true;
    }

    @Override
    public void add(TraceEvent event) {
      events.add(event);
    }

    /** Returns what changed in the world in such a way. */
    List<TraceEvent.Change> changes(String what) {
      List<TraceEvent.Change> changes = new ArrayList<>();
      for (TraceEvent event : events) {
        if (event instanceof TraceEvent.Change changed && changed.what().endsWith(what)) {
          changes.add(changed);
        }
      }
      return changes;
    }

    long struck(FaultKind kind) {
      return simulation.faults().struck(kind);
    }
  }

  private static Run run(long seed, String... settings) {
    return new Run(seed, Optional.empty(), settings);
  }

  private static String[] with(String first, String... more) {
    String[] all = Arrays.copyOf(more, more.length + 1);
    all[more.length] = first;
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "CRASH,        process.crash,                    crashes,                starts again",
    "STOP,         process.stop,                     is stopped,             starts again",
    "PAUSE,        process.pause.probability,        pauses,                 goes on",
    "SLOW_REPLICA, gray.slow.probability,            has slow links,         has its speed again",
    "INTERMITTENT, gray.intermittent.probability,    loses packets at times, loses no more packets",
    "DEAF,         gray.deaf.probability,            turns deaf,             hears again",
    "MUTE,         gray.mute.probability,            turns mute,             is heard again",
    "READ_ONLY,    gray.read-only.probability,       has a read-only disk,   can write again"
  })
  void kindStrikesByChanceAndByPlanAndNeverWhenOff(
      FaultKind kind, String setting, String begin, String end) {
    String[] common = {
      "run.fault-time = 3 s", "process.interval = 100 ms", "gray.interval = 100 ms"
    };
    Run byChance = run(5, with(setting + " = 1", common)).settle();
    assertThat(byChance.simulation.isSettled()).isTrue();
    Run off = run(5, with(setting + " = 0", common));
    Decision decision = new Decision(kind, 1, 7, 300 * MILLI, kind.hasDetail() ? 1L << 63 : 0);
    Run byPlan = new Run(5, Optional.of(new Plan(List.of(decision))), common);

    assertThat(byChance.changes(begin)).isNotEmpty().hasSize((int) byChance.struck(kind));
    assertThat(byChance.struck(kind)).isEqualTo(byChance.simulation.faults().struck());
    assertThat(off.changes(begin)).isEmpty();
    assertThat(off.struck(kind)).isZero();
    assertThat(byPlan.changes(begin))
        .extracting(TraceEvent::nanos, TraceEvent.Change::what)
        .containsExactly(tuple(700 * MILLI, "r1 " + begin));
    assertThat(byPlan.changes(end))
        .extracting(TraceEvent::nanos, TraceEvent.Change::what)
        .contains(tuple(1_000 * MILLI, "r1 " + end));
    assertThat(byPlan.simulation.faults().unused()).isEmpty();
    assertThat(byPlan.settle().simulation.isSettled()).isTrue();
  }

  @Test
  void correlatedCrashStrikesTwoMembersAtLeastAndNoMoreThanMayBeDown() {
    int most = 0;
    for (long seed = 1; seed <= 8; seed++) {
      Run run =
          run(
              seed,
              "run.fault-time = 450 ms",
              "cluster.replicas = 7",
              "process.interval = 400 ms",
              "process.max-down = 3",
              "process.correlated-crash = 1");
      int crashes = run.changes("crashes").size();
      assertThat(crashes).as("seed %d", seed).isBetween(2, 3);
      assertThat(run.struck(FaultKind.CORRELATED_CRASH)).isEqualTo(1);
      most = Math.max(most, crashes);
    }

    assertThat(most).isEqualTo(3);
    assertThat(
            run(1, "process.correlated-crash = 1", "process.max-down = 1", "run.fault-time = 2 s")
                .changes("crashes"))
        .isEmpty();
  }

  @Test
  void replicaThatStartedAgainCrashesSoonAgain() {
    Decision crash = new Decision(FaultKind.CRASH, 1, 2, 100 * MILLI, 0);
    Decision again = new Decision(FaultKind.CRASH_LOOP, 1, 1, 30 * MILLI, 0);
    Run run =
        new Run(
            5,
            Optional.of(new Plan(List.of(crash, again))),
            "run.fault-time = 3 s",
            "process.restart-loop-within = 20 ms");

    assertThat(run.changes("r1 crashes")).hasSize(2);
    long pause = run.changes("r1 crashes").get(1).nanos() - 1_100 * MILLI;
    assertThat(pause).isBetween(1L, 20 * MILLI);
    assertThat(run.changes("r1 starts again").get(1).nanos())
        .isEqualTo(1_100 * MILLI + pause + 30 * MILLI);
    assertThat(run(5, "process.crash = 0.3", "run.fault-time = 3 s").struck(FaultKind.CRASH_LOOP))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void onlyADiskThatMayBeLostIsReformatted(int faultyDisks) {
    String[] settings = {
      "run.fault-time = 4 s",
      "process.crash = 0.5",
      "process.reformat = 1",
      "storage.faulty-disks = " + faultyDisks
    };
    Run run = run(3, settings).settle();

    int formatted = run.changes("has its disk formatted").size();
    assertThat(formatted).isEqualTo((int) run.struck(FaultKind.REFORMAT));
    assertThat(formatted > 0).isEqualTo(faultyDisks > 0);
    assertThat(run.simulation.isSettled()).isTrue();
  }

  @Test
  void noMoreMembersAreImpairedThanAllowed() {
    for (int most : new int[] {0, 1, 2}) {
      Run run =
          run(
              4,
              "run.fault-time = 2 s",
              "cluster.replicas = 5",
              "process.max-down = 3",
              "gray.interval = 50 ms",
              "gray.max-impaired = " + most,
              "gray.slow.probability = 0.5",
              "gray.deaf.probability = 0.5");
      int impaired = 0;
      int reached = 0;
      for (TraceEvent event : run.events) {
        if (event instanceof TraceEvent.Change changed) {
          impaired += changed.what().matches(".*(slow links|turns deaf)") ? 1 : 0;
          impaired -= changed.what().matches(".*(speed again|hears again)") ? 1 : 0;
          reached = Math.max(reached, impaired);
        }
      }
      assertThat(reached).isEqualTo(most);
    }
  }

  @Test
  void pausedReplicaHandlesNothingAndThenAllThatCameInOrder() {
    Decision pause = new Decision(FaultKind.PAUSE, 1, 2, 400 * MILLI, 0);
    Run run =
        new Run(
            5,
            Optional.of(new Plan(List.of(pause))),
            "run.fault-time = 3 s",
            "network.fifo = true",
            "workload.think-max = 10 ms");
    List<TraceEvent.Delivered> deliveries = new ArrayList<>();
    for (TraceEvent event : run.events) {
      if (event instanceof TraceEvent.Delivered delivered && delivered.to() == 1) {
        deliveries.add(delivered);
      }
    }

    assertThat(deliveries)
        .noneMatch(it -> it.nanos() > 1_000 * MILLI && it.nanos() < 1_400 * MILLI);
    List<Long> fromPrimary =
        deliveries.stream()
            .filter(it -> it.nanos() == 1_400 * MILLI && it.from() == 0)
            .map(TraceEvent.Delivered::packet)
            .toList();
    assertThat(fromPrimary).hasSizeGreaterThan(5).isSorted();
    assertThat(run.settle().simulation.isSettled()).isTrue();
  }

  private static String[] points(String point) {
    return new String[] {
      "run.fault-time = 3 s",
      "workload.think-max = 10 ms",
      "network.loss = 0.1",
      "process.crash = 0.3",
      "process.down-max = 900 ms",
      "process.interval = 200 ms",
      "storage.lost-disk = 1",
      "process.points." + point
    };
  }

  @ParameterizedTest
  @EnumSource(ProcessPoint.class)
  void replicaCrashesAtANamedPoint(ProcessPoint point) {
    long struck = 0;
    for (long seed = 1; seed <= 4; seed++) {
      Run run = run(seed, points(point.key() + " = 0.5"));
      List<TraceEvent.Change> falls = run.changes("falls at the point " + point.key());
      struck += falls.size();

      assertThat(run.simulation.crashesAt(point)).isEqualTo(falls.size());
      assertThat(run.struck(FaultKind.CRASH_AT_POINT)).isEqualTo(falls.size());
      for (TraceEvent.Change fall : falls) {
        String name = fall.what().substring(0, 2);
        int replica = name.charAt(1) - '0';
        int from = run.events.indexOf(fall);
        int to =
            run.events.indexOf(
                new TraceEvent.NodeChanged(fall.nanos(), replica, NodeChange.CRASHED));
        assertThat(to).as("seed %d: %s", seed, fall).isGreaterThan(from);
        assertThat(run.events.subList(from, to))
            .noneMatch(event -> event instanceof TraceEvent.Sent sent && sent.from() == replica);
      }
      assertThat(run.settle().simulation.isSettled()).as("seed %d", seed).isTrue();
    }

    assertThat(struck).as("%s", point).isPositive();
    assertThat(run(1, points(point.key() + " = 0")).struck(FaultKind.CRASH_AT_POINT)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"BEFORE_PREPARE, true", "AFTER_PREPARE, false"})
  void pointSaysWhetherTheMessageLeaves(ProcessPoint point, boolean isBefore) {
    Decision fall =
        new Decision(
            FaultKind.CRASH_AT_POINT, Decision.point(0, point.ordinal()), 3, 50 * MILLI, 0);
    Run run = new Run(5, Optional.of(new Plan(List.of(fall))), "run.fault-time = 2 s");
    List<TraceEvent.Change> falls = run.changes("falls at the point " + point.key());

    assertThat(falls).hasSize(1);
    assertThat(
            run.events.stream()
                .filter(event -> event instanceof TraceEvent.Sent)
                .map(event -> (TraceEvent.Sent) event)
                .filter(sent -> sent.nanos() == falls.get(0).nanos() && sent.from() == 0)
                .count())
        .isEqualTo(isBefore ? 0 : 2);
  }
}
