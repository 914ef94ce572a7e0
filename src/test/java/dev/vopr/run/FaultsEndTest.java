package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.config.JobReader;
import dev.vopr.config.PlanFile;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long faults strike: for their time, or until a run has reached its goals. */
class FaultsEndTest {
  private static final long SEED = 7;
  private static final long FAULT_NANOS = 10_000_000_000L;
  private static final Path CHAOS = Path.of("conf/chaos.conf");

  private final SimSystem sim = SimSystem.create("faults-end");

  @TempDir private Path directory;

  @AfterEach
  void close() {
    sim.close();
  }

  private RunResult run(String... settings) {
    return new SeedRunner(sim, Jobs.of(settings).scenario()).run(SEED);
  }

  @Test
  void aRunUntilItsGoalsEndsOnceTheyAreReached() {
    RunResult whole = run("run.fault-time = 10 s", "goals = { answered = 50 }");
    RunResult part = run("run.fault-time = 10 s", "run.until = goals", "goals = { answered = 50 }");

    assertThat(whole.nanos()).isGreaterThan(FAULT_NANOS);
    assertThat(part.verdict()).as("seed %d: %s", SEED, part.reason()).isEqualTo(Verdict.SAFE);
    assertThat(part.count(Measure.ANSWERED)).isBetween(50L, whole.count(Measure.ANSWERED) / 2);
    assertThat(part.nanos()).isLessThan(FAULT_NANOS / 2);
  }

  @Test
  void itIsLookedSoOftenThatHardlyAnythingHappensAfterTheGoals() {
    RunResult run = run("run.until = goals", "goals = { answered = 50 }");

    // Each of the two clients asks once more after healing, and has perhaps an answer under way.
    assertThat(run.count(Measure.ANSWERED)).as("seed %d", SEED).isBetween(50L, 54L);
  }

  @Test
  void goalsOfEveryKindEndARun() {
    RunResult run =
        run(
            "goals = { committed = 10, lies.raised = 1, struck.loss = 1, points.after-reply = 1,"
                + " refused.entry-duplicate = 1, milestones.view-left = 1, reload.intact = 1,"
                + " met.two-primaries = 1 }",
            "run.until = goals",
            "run.fault-time = 100 s",
            "network.loss = 0.05",
            "network.duplication = 0.05",
            "network.partitions.probability = 0.5",
            "process.points.after-reply = 0.05",
            "byzantine.compromised = [2]",
            "byzantine.rules = [{ name = raised, message = [prepare-ok], probability = 0.1,"
                + " mutation = { kind = decrement-view-number, amount = 1 } }]");

    assertThat(run.verdict()).as("seed %d: %s", SEED, run.reason()).isEqualTo(Verdict.SAFE);
    assertThat(run.nanos()).isLessThan(5 * FAULT_NANOS);
  }

  @Test
  void aRunDoesNotWaitForTheSearchThatComesAtItsEnd() {
    RunResult run =
        run(
            "run.until = goals",
            "goals = { answered = 50, histories-searched = 1 }",
            "check.linearizability-search = 1.0",
            "run.fault-time = 10 s");

    assertThat(run.verdict()).as("seed %d: %s", SEED, run.reason()).isEqualTo(Verdict.SAFE);
    assertThat(run.count(Measure.HISTORIES_SEARCHED)).isEqualTo(1);
    assertThat(run.nanos()).isLessThan(FAULT_NANOS / 2);
  }

  @Test
  void aRunThatMissesAGoalLastsAllItsTime() {
    RunResult run =
        run("run.until = goals", "goals = { answered = 50, crashed = 1 }", "run.fault-time = 10 s");

    assertThat(run.verdict()).isEqualTo(Verdict.VACUOUS);
    assertThat(run.reason()).contains("crashes: 0, but at least 1");
    assertThat(run.nanos()).isGreaterThan(FAULT_NANOS);
  }

  @Test
  void withoutGoalsARunLastsAllItsTime() {
    RunResult byTime = run("run.fault-time = 2 s");
    RunResult byGoals = run("run.fault-time = 2 s", "run.until = goals");

    assertThat(byGoals.hash()).isEqualTo(byTime.hash());
  }

  @Test
  void aPlanOfARunUntilItsGoalsMakesTheSameRun() throws IOException {
    Map<String, String> untilGoals = Map.of("vopr.run.until", "goals");
    Scenario chaos = JobReader.read(Optional.of(CHAOS), untilGoals).scenario();
    for (long seed : List.of(1L, 2L, 3L)) {
      RunResult byChance = new SeedRunner(sim, chaos).run(seed);
      String text =
          PlanFile.text(
              Optional.of(CHAOS),
              untilGoals,
              seed,
              byChance.faults().drawn(),
              byChance.faults().plan(),
              "a run");
      Path file = Files.writeString(directory.resolve("plan.conf"), text);

      Scenario planned = JobReader.read(Optional.of(file), Map.of()).scenario();
      RunResult byPlan = new SeedRunner(sim, planned).run(seed);

      assertThat(byPlan.hash()).as("seed %d", seed).isEqualTo(byChance.hash());
      assertThat(byPlan.verdict()).as("seed %d", seed).isEqualTo(byChance.verdict());
    }
  }
}
