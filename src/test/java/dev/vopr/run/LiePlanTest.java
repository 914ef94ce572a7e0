package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.config.JobReader;
import dev.vopr.config.PlanFile;
import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultFamily;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Plan;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.sim.SimSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lies are decided like all faults: they are in plans, and can be taken out of them. */
class LiePlanTest {
  private static final Path LIES = Path.of("conf/lies.conf");
  private static final Map<String, String> SHORT = Map.of("vopr.run.fault-time", "1500 ms");
  private static final int SEEDS = 30;
  private static final Countable LIES_TOLD = new Countable.Struck(FaultKind.MUTATION);

  /** Packets, and in forks broadcasts, are lied about every now and then. */
  private static final String[] SIMPLE = {
    "run.fault-time = 1500 ms",
    "byzantine.compromised = [2]",
    """
    byzantine.rules = [
      { name = ack, message = [prepare-ok], probability = 0.2
        mutation = { kind = op-number-mismatch, offset = -1 } }
      { name = late, probability = 0.1, mutation = { kind = delay, max = 40 ms } }
      { name = fork, probability = 0.3, mutation = { kind = fork, branches = [
        { to = [0], mutation = { kind = drop } } ] } }
    ]\
    """
  };

  private final SimSystem sim = SimSystem.create("lie-plans");

  @TempDir private Path directory;

  @AfterEach
  void close() {
    sim.close();
  }

  private Scenario planned(Path file, Map<String, String> overrides, RunResult run) {
    try {
      FaultRecord faults = run.faults();
      String text =
          PlanFile.text(
              Optional.of(file), overrides, run.seed(), faults.drawn(), faults.plan(), "a run");
      Path plan = Files.writeString(directory.resolve("plan.conf"), text);
      return JobReader.read(Optional.of(plan), Map.of()).scenario();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void liesStrikeByAPlanAsTheyDidByChance() {
    SeedRunner runner = new SeedRunner(sim, JobReader.read(Optional.of(LIES), SHORT).scenario());

    for (long seed = 1; seed <= SEEDS; seed++) {
      RunResult byChance = runner.run(seed);
      RunResult byPlan = new SeedRunner(sim, planned(LIES, SHORT, byChance)).run(seed);

      assertThat(byPlan.hash()).as("seed %d", seed).isEqualTo(byChance.hash());
      assertThat(byPlan.faults().unused()).isEmpty();
      assertThat(byPlan.count(LIES_TOLD)).isGreaterThan(10);
    }
  }

  private RunResult run(Scenario scenario, long seed, List<Decision> plan) {
    Scenario planned = Jobs.oneRun(scenario, Jobs.withPlan(scenario.simulation(), new Plan(plan)));
    return new SeedRunner(sim, planned).run(seed);
  }

  @Test
  void aLieCanBeTakenOutOfAPlanAndTheOthersStrikeWhereTheyDid() {
    Scenario scenario = Jobs.scenario(SIMPLE);
    List<Decision> all = new SeedRunner(sim, scenario).run(4).faults().plan().decisions();
    List<Decision> fewer = new ArrayList<>(all.subList(0, all.size() / 2));
    fewer.remove(fewer.size() / 2);

    RunResult run = run(scenario, 4, fewer);

    assertThat(fewer).extracting(Decision::first).contains(0, 1, 2);
    assertThat(run.faults().plan().decisions()).containsExactlyInAnyOrderElementsOf(fewer);
    assertThat(run.count(LIES_TOLD)).isEqualTo(fewer.size());
  }

  @Test
  void withoutItsDecisionsNoRuleStrikes() {
    RunResult run = run(Jobs.scenario(SIMPLE), 4, List.of());

    assertThat(run.count(Measure.MUTATED)).isZero();
    assertThat(run.count(LIES_TOLD)).isZero();
  }

  @Test
  void aDecisionThatChangesNothingHasNotStruck() {
    Scenario scenario =
        Jobs.scenario(
            "run.fault-time = 1500 ms",
            "byzantine.compromised = [2]",
            // There is no older view than the first.
            "byzantine.rules = [{ name = lie, mutation = { kind = decrement-view-number } }]");
    Decision vain = new Decision(FaultKind.MUTATION, Decision.lie(0, 2, 0), 3, 0, 9);

    RunResult byChance = new SeedRunner(sim, scenario).run(4);
    RunResult byPlan = run(scenario, 4, List.of(vain));

    assertThat(byChance.faults().plan().decisions()).isEmpty();
    assertThat(byPlan.faults().plan().decisions()).isEmpty();
    assertThat(byPlan.faults().unused()).containsExactly(vain);
    assertThat(byPlan.hash()).isEqualTo(byChance.hash());
  }

  @Test
  void seedsForWhichTheFamilyIsOmittedTellNoLies() {
    List<String> settings = new ArrayList<>(List.of(SIMPLE));
    settings.add("swarm.omit = 0.5");
    Scenario scenario = Jobs.scenario(settings.toArray(String[]::new));
    SeedRunner runner = new SeedRunner(sim, scenario);
    int honest = 0;

    for (long seed = 1; seed <= 12; seed++) {
      boolean isOmitted = scenario.draw(seed).settings().omitted().contains(FaultFamily.BYZANTINE);
      RunResult run = runner.run(seed);

      assertThat(run.count(LIES_TOLD) == 0).as("seed %d", seed).isEqualTo(isOmitted);
      assertThat(run.count(Measure.MUTATED) == 0).as("seed %d", seed).isEqualTo(isOmitted);
      honest += isOmitted ? 1 : 0;
    }

    assertThat(honest).isBetween(1, 11);
  }
}
