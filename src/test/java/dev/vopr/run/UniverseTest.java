package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.check.Situation;
import dev.vopr.cluster.ProcessPoint;
import dev.vopr.fault.FaultKind;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Universe;
import dev.vopr.sim.SimSystem;
import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.ReloadRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UniverseTest {
  /** Rows of the table that hardly ever come up are looked for elsewhere. */
  private static final int SEEDS = 12;

  private static List<Countable> all(Scenario scenario) {
    return Universe.of(scenario).stream().map(Universe.Goal::counted).toList();
  }

  private static List<RunResult> runs(Scenario scenario) {
    List<RunResult> runs = new ArrayList<>();
    try (SimSystem sim = SimSystem.create("universe-test")) {
      SeedRunner runner = new SeedRunner(sim, scenario);
      for (long seed = 1; seed <= SEEDS; seed++) {
        runs.add(runner.run(seed));
      }
    }
    return runs;
  }

  private static List<Countable> reached(Scenario scenario) {
    SweepResult result = Results.sweep(scenario, runs(scenario));
    return all(scenario).stream().filter(counted -> result.runsWith(counted) > 0).toList();
  }

  @Test
  void everyFaultPointRuleMilestoneRowSituationAndLieIsThereOnce() {
    Scenario scenario = Jobs.ofFile("lies.conf").scenario();
    List<Countable> expected = new ArrayList<>();
    List.of(FaultKind.values()).forEach(each -> expected.add(new Countable.Struck(each)));
    List.of(ProcessPoint.values()).forEach(each -> expected.add(new Countable.Point(each)));
    List.of(RejectionRule.values()).forEach(each -> expected.add(new Countable.Refused(each)));
    List.of(Milestone.values()).forEach(each -> expected.add(new Countable.Reached(each)));
    List.of(ReloadRow.values()).forEach(each -> expected.add(new Countable.Reloaded(each)));
    List.of(Situation.values()).forEach(each -> expected.add(new Countable.Met(each)));
    scenario
        .simulation()
        .byzantine()
        .rules()
        .forEach(rule -> expected.add(new Countable.Lie(rule.name())));

    assertThat(all(scenario)).containsAll(expected).doesNotHaveDuplicates();
    assertThat(all(scenario))
        .filteredOn(each -> !expected.contains(each))
        .containsExactly(
            Measure.COMMITTED,
            Measure.ANSWERED,
            Measure.RETRIED,
            Measure.DELIVERED,
            Measure.LOST,
            Measure.MUTATED_DELIVERED,
            Measure.MUTATED_REJECTED,
            Measure.MUTATED_FOLLOWED,
            Measure.HISTORIES_SEARCHED);
  }

  @Test
  void nothingIsReachedThatIsCalledImpossible() {
    for (String file : List.of("chaos.conf", "canaries.conf", "signed.conf", "lies.conf")) {
      Scenario scenario = Jobs.ofFile(file).scenario();

      assertThat(Universe.possible(scenario, 1)).as(file).containsAll(reached(scenario));
    }
  }

  @Test
  void chaosReachesMostOfWhatItsSettingsAllow() {
    Scenario scenario = Jobs.ofFile("chaos.conf").scenario();

    // Measured: 121 of 136 with 200 seeds.
    assertThat(reached(scenario)).hasSizeGreaterThan(90);
    assertThat(reached(scenario))
        .contains(
            new Countable.Met(Situation.TWO_PRIMARIES),
            new Countable.Met(Situation.TWO_VIEWS_VOTED_ON),
            new Countable.Met(Situation.INHERITED),
            new Countable.Reached(Milestone.RECOVERY_COMPLETED),
            new Countable.Reached(Milestone.ENTRY_REPAIRED),
            new Countable.Reloaded(ReloadRow.ENTRY_CORRUPT));
  }

  @Test
  void healthyClusterAllowsNoFaultAndReachesNone() {
    Scenario scenario = Jobs.scenario();

    assertThat(Universe.possible(scenario, 1))
        .noneMatch(each -> each instanceof Countable.Struck || each instanceof Countable.Lie)
        .contains(Measure.COMMITTED, new Countable.Refused(RejectionRule.OLD_VIEW))
        .doesNotContain(
            new Countable.Refused(RejectionRule.ENTRY_SIGNATURE),
            new Countable.Refused(RejectionRule.FRAME_CHECKSUM),
            new Countable.Refused(RejectionRule.NOT_A_MEMBER),
            new Countable.Reloaded(ReloadRow.ENTRY_CORRUPT));
  }

  @Test
  void rangesAllowWhatOneOfTheirDrawsDoes() {
    Countable loss = new Countable.Struck(FaultKind.LOSS);

    assertThat(Universe.possible(Jobs.scenario("network.loss = { one-of = [0, 0.1] }"), 1))
        .contains(loss);
    assertThat(Universe.possible(Jobs.scenario("network.loss = 0"), 1)).doesNotContain(loss);
  }

  @Test
  void milestonesRowsAndSituationsCanBeGoals() {
    Scenario scenario =
        Jobs.scenario(
            "goals.milestones.view-left = 2",
            "goals.reload.entry-torn = 3",
            "goals.met.two-primaries = 4");

    assertThat(scenario.goals())
        .containsEntry(new Countable.Reached(Milestone.VIEW_LEFT), 2L)
        .containsEntry(new Countable.Reloaded(ReloadRow.ENTRY_TORN), 3L)
        .containsEntry(new Countable.Met(Situation.TWO_PRIMARIES), 4L);
  }
}
