package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.cluster.ProcessPoint;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.config.JobReader;
import dev.vopr.config.PlanFile;
import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultFamily;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Plan;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.sim.SimSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanReplayTest {
  private static final Path CHAOS = Path.of("conf/chaos.conf");
  private static final Map<String, String> SHORT =
      Map.of(
          "vopr.run.fault-time", "1500 ms",
          "vopr.swarm.omit", "0.2",
          "vopr.client.crash", "0.1",
          "vopr.client.bad-request", "0.2");
  private static final int SEEDS = 40;

  private final SimSystem sim = SimSystem.create("plans");

  @TempDir private Path directory;

  @AfterEach
  void close() {
    sim.close();
  }

  private Scenario planned(long seed, RunResult run) {
    return planned(seed, run, SHORT);
  }

  private Scenario planned(long seed, RunResult run, Map<String, String> overrides) {
    try {
      String text =
          PlanFile.text(
              Optional.of(CHAOS),
              overrides,
              seed,
              run.faults().drawn(),
              run.faults().plan(),
              "a run");
      Path file = Files.writeString(directory.resolve("plan.conf"), text);
      return JobReader.read(Optional.of(file), Map.of()).scenario();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPlanMakesTheSameRunWithoutChance() {
    Scenario chaos = JobReader.read(Optional.of(CHAOS), SHORT).scenario();
    SeedRunner runner = new SeedRunner(sim, chaos);
    long struck = 0;
    long ofClients = 0;

    for (long seed = 1; seed <= SEEDS; seed++) {
      RunResult byChance = runner.run(seed);
      Scenario plan = planned(seed, byChance);
      RunResult byPlan = new SeedRunner(sim, plan).run(seed);

      assertThat(byPlan.hash()).as("seed %d", seed).isEqualTo(byChance.hash());
      assertThat(byPlan.faults().unused()).isEmpty();
      struck += byPlan.faults().plan().decisions().size();
      ofClients +=
          byPlan.faults().plan().decisions().stream()
              .filter(decision -> decision.kind().family() == FaultFamily.CLIENT)
              .count();
    }

    assertThat(struck).isGreaterThan(SEEDS * 10L);
    assertThat(ofClients).isGreaterThan(SEEDS);
  }

  @Test
  void processFaultsStrikeByAPlanAsTheyDidByChance() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("vopr.run.fault-time", "1500 ms");
    all.put("vopr.clock.step.probability", "0.2");
    all.put("vopr.clock.failure.probability", "0.2");
    all.put("vopr.process.interval", "200 ms");
    all.put("vopr.gray.interval", "150 ms");
    all.put("vopr.process.crash", "0.1");
    all.put("vopr.process.correlated-crash", "0.5");
    for (String key : List.of("stop", "restart-loop", "reformat")) {
      all.put("vopr.process." + key, "0.2");
    }
    all.put("vopr.process.pause.probability", "0.1");
    for (String key : List.of("slow", "intermittent", "deaf", "mute", "read-only")) {
      all.put("vopr.gray." + key + ".probability", "0.1");
    }
    for (ProcessPoint point : ProcessPoint.values()) {
      all.put("vopr.process.points." + point.key(), "0.02");
    }
    SeedRunner runner = new SeedRunner(sim, JobReader.read(Optional.of(CHAOS), all).scenario());
    Set<FaultKind> struck = EnumSet.noneOf(FaultKind.class);

    for (long seed = 1; seed <= SEEDS; seed++) {
      RunResult byChance = runner.run(seed);
      RunResult byPlan = new SeedRunner(sim, planned(seed, byChance, all)).run(seed);

      assertThat(byPlan.hash()).as("seed %d", seed).isEqualTo(byChance.hash());
      assertThat(byPlan.faults().unused()).isEmpty();
      byPlan.faults().plan().decisions().forEach(decision -> struck.add(decision.kind()));
    }

    assertThat(struck)
        .containsAll(
            Stream.of(FaultKind.values())
                .filter(kind -> kind.family() == FaultFamily.PROCESS)
                .toList());
  }

  @Test
  void clocksGoWrongByAPlanAsTheyDidByChance() {
    Map<String, String> clocks =
        Map.of(
            "vopr.run.fault-time", "1500 ms",
            "vopr.clock.offset-max", "20 ms",
            "vopr.clock.drift-max-ppm", "1000",
            "vopr.clock.faulty-clocks", "2",
            "vopr.clock.step.probability", "0.3",
            "vopr.clock.freeze.probability", "0.3",
            "vopr.clock.failure.probability", "0.3");
    SeedRunner runner = new SeedRunner(sim, JobReader.read(Optional.of(CHAOS), clocks).scenario());
    long struck = 0;

    for (long seed = 1; seed <= 10; seed++) {
      RunResult byChance = runner.run(seed);
      RunResult byPlan = new SeedRunner(sim, planned(seed, byChance, clocks)).run(seed);

      assertThat(byPlan.hash()).as("seed %d", seed).isEqualTo(byChance.hash());
      assertThat(byPlan.faults().unused()).isEmpty();
      struck += byPlan.count(Measure.CLOCK_STEPS) + byPlan.count(Measure.CLOCK_FAILURES);
    }

    assertThat(struck).isGreaterThan(10);
  }

  @Test
  void aPlanEditedByHandStrikesWhatIsLeftAndReportsWhatFindsNoOccasion() {
    Map<String, String> withoutOmission = Map.of("vopr.run.fault-time", "1500 ms");
    Scenario chaos = JobReader.read(Optional.of(CHAOS), withoutOmission).scenario();
    RunResult byChance = new SeedRunner(sim, chaos).run(3);
    Decision never = new Decision(FaultKind.LOSS, Decision.link(0, 1), 1_000_000, 0, 0);
    List<Decision> edited = new ArrayList<>(byChance.faults().plan().decisions().subList(0, 5));
    edited.add(never);

    RunResult run = new SeedRunner(sim, withPlan(chaos, new Plan(edited))).run(3);

    assertThat(run.hash()).isNotEqualTo(byChance.hash());
    assertThat(run.faults().plan().decisions()).isEqualTo(edited.subList(0, 5));
    assertThat(run.faults().unused()).containsExactly(never);
  }

  private static Scenario withPlan(Scenario scenario, Plan plan) {
    SimulationSettings old = scenario.draw(3).settings();
    return Jobs.oneRun(scenario, Jobs.withPlan(old, plan));
  }
}
