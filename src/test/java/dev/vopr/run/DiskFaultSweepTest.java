package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.check.Checkers;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.cluster.VsrSimulation;
import dev.vopr.fault.FaultFamily;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Plan;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceSink;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clusters whose disks suffer everything at once. */
class DiskFaultSweepTest {
  private static final int SEEDS = 12;

  private static SimSystem sim;

  @BeforeAll
  static void createSystem() {
    sim = SimSystem.create("disk-fault-sweep-test");
  }

  @AfterAll
  static void closeSystem() {
    sim.close();
  }

  private static Scenario scenario(String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "run.fault-time = 4 s",
                "process.crash = 0.3",
                "process.down-max = 300 ms",
                "storage.max = 6 ms",
                "storage.write-error = 0.02",
                "storage.read-error = 0.01",
                "storage.disk-full = 0.002",
                "storage.lost-write = 0.01",
                "storage.misdirected-write = 0.01",
                "storage.lying-sync = 0.01",
                "storage.read-flip = 0.01",
                "storage.misdirected-read = 0.02",
                "storage.stale-sector = 0.02",
                "storage.bit-rot = 0.3",
                "storage.zeroed-sector = 0.1",
                "storage.corruption = 0.02",
                "storage.slow.probability = 0.1",
                "storage.slow.latency-max = 200 ms"));
    settings.addAll(List.of(more));
    return Jobs.scenario(settings.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"3, 0, 1", "3, 1, 1", "5, 0, 2", "5, 1, 2", "5, 2, 2"})
  void clusterRecoversFromAllThatTheAtlasPermits(int replicas, int faulty, int down) {
    Scenario scenario =
        scenario(
            "cluster.replicas = " + replicas,
            "storage.faulty-disks = " + faulty,
            "storage.lost-disk = 0.2",
            "process.max-down = " + down);
    for (long seed = 1; seed <= SEEDS; seed++) {
      RunResult run = new SeedRunner(sim, scenario).run(seed);

      assertThat(run.verdict()).as("seed %d: %s", seed, run.reason()).isEqualTo(Verdict.SAFE);
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 1", "5, 2"})
  void clusterStaysSafeWithoutRestriction(int replicas, int down) {
    Scenario scenario =
        scenario(
            "cluster.replicas = " + replicas,
            "storage.unrestricted = true",
            "storage.lost-disk = 0.05",
            "run.settle-time = 5 s",
            "process.max-down = " + down);
    for (long seed = 1; seed <= SEEDS; seed++) {
      RunResult run = new SeedRunner(sim, scenario).run(seed);

      assertThat(run.verdict())
          .as("seed %d: %s", seed, run.reason())
          .isIn(Verdict.SAFE, Verdict.STALLED);
    }
  }

  private static VsrSimulation run(SimulationSettings settings, long seed) {
    Checkers checkers = new Checkers(settings.replica().replicas(), List.of());
    VsrSimulation simulation = new VsrSimulation(sim, settings, seed, checkers, TraceSink.OFF);
    simulation.runFaults(checkers::hasViolation);
    simulation.settle(checkers::hasViolation);
    return simulation;
  }

  @Test
  void everyKindStrikesAndTheReplayedPlanGivesTheSameRun() {
    Map<FaultKind, Long> struck = new EnumMap<>(FaultKind.class);
    for (long seed = 1; seed <= SEEDS; seed++) {
      SimulationSettings settings = scenario("storage.lost-disk = 0.2").simulation();
      VsrSimulation first = run(settings, seed);
      long hash = sim.hash().value();
      Plan plan = first.faults().plan();
      for (FaultKind kind : FaultKind.values()) {
        struck.merge(kind, first.faults().struck(kind), Long::sum);
      }
      VsrSimulation second = run(Jobs.withPlan(settings, plan), seed);

      assertThat(sim.hash().value()).as("seed %d", seed).isEqualTo(hash);
      assertThat(second.faults().unused()).as("seed %d", seed).isEmpty();
    }

    struck.keySet().removeIf(kind -> kind.family() != FaultFamily.STORAGE);
    assertThat(struck).allSatisfy((kind, count) -> assertThat(count).as("%s", kind).isPositive());
  }
}
