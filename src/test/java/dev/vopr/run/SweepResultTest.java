package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.byzantine.MutationFate;
import dev.vopr.byzantine.MutationTally;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How the results of runs are added up. */
class SweepResultTest {
  private static final Scenario SCENARIO = Jobs.scenario("goals.lost = 50", "goals.gaps = 10");

  private static List<RunResult> runs(int count, Verdict verdict, long each) {
    List<RunResult> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(Results.run(i, verdict, "why", List.of(), each));
    }
    return runs;
  }

  private static SweepResult of(List<RunResult> first, List<RunResult> second) {
    List<RunResult> all = new ArrayList<>(first);
    all.addAll(second);
    return Results.sweep(SCENARIO, all);
  }

  @Test
  void sweepOfCoresThatCouldNotGoOnIsVacuous() {
    RunResult run = Results.run(1, Verdict.VACUOUS, "unsolvable: no healed replica holds op 4");
    run.measures().put(Measure.UNSOLVABLE, 1L);

    SweepResult result = Results.sweep(SCENARIO, List.of(run));

    assertThat(result.verdict()).isEqualTo(Verdict.VACUOUS);
  }

  @Test
  void goalThatNineOfTenRunsReachIsReached() {
    SweepResult result = of(runs(9, Verdict.SAFE, 50), runs(1, Verdict.VACUOUS, 49));

    assertThat(result.missedGoals()).isEmpty();
    assertThat(result.reached()).containsEntry(Measure.LOST, 9L).containsEntry(Measure.GAPS, 10L);
    assertThat(result.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(result.isPass()).isTrue();
  }

  @Test
  void goalThatFewerRunsReachMakesTheSweepVacuous() {
    SweepResult result = of(runs(89, Verdict.SAFE, 50), runs(11, Verdict.VACUOUS, 49));

    assertThat(result.missedGoals()).containsExactly(Measure.LOST);
    assertThat(result.verdict()).isEqualTo(Verdict.VACUOUS);
    assertThat(result.isPass()).isFalse();
  }

  @Test
  void sweepWithoutRunsIsVacuous() {
    SweepResult result = Results.sweep(SCENARIO, List.of());

    assertThat(result.verdict()).isEqualTo(Verdict.VACUOUS);
    assertThat(result.isPass()).isFalse();
  }

  @Test
  void unexpectedVerdictOutweighsMissedGoals() {
    SweepResult result = of(runs(9, Verdict.VACUOUS, 0), runs(1, Verdict.STALLED, 0));

    assertThat(result.verdict()).isEqualTo(Verdict.STALLED);
    assertThat(result.isPass()).isFalse();
  }

  @Test
  void expectedVerdictsAreAPass() {
    Scenario scenario = Jobs.scenario("expect = [safe, violation]");
    List<RunResult> runs =
        List.of(
            Results.run(1, Verdict.SAFE, ""),
            Results.run(2, Verdict.VIOLATION, "x"),
            Results.run(3, Verdict.SAFE, ""));

    SweepResult result = Results.sweep(scenario, runs);

    assertThat(result.verdict()).isEqualTo(Verdict.VIOLATION);
    assertThat(result.failures()).isEmpty();
    assertThat(result.unexpected()).isZero();
    assertThat(result.isPass()).isTrue();
  }

  @Test
  void safeRunIsAFailureWhereAViolationIsExpected() {
    Scenario scenario = Jobs.scenario("expect = [violation]");

    SweepResult result = Results.sweep(scenario, List.of(Results.run(1, Verdict.SAFE, "")));

    assertThat(result.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(result.isPass()).isFalse();
  }

  @Test
  void worstVerdictCountsHoweverLateItComes() {
    SweepResult result = of(runs(500, Verdict.STALLED, 50), runs(2, Verdict.VIOLATION, 50));

    assertThat(result.verdict()).isEqualTo(Verdict.VIOLATION);
    assertThat(result.unexpected()).isEqualTo(502);
    assertThat(result.verdicts())
        .containsEntry(Verdict.STALLED, 500L)
        .containsEntry(Verdict.VIOLATION, 2L);
  }

  @Test
  void failuresKeptAreTheFirstOnesAndTheFirstOfEachVerdict() {
    SweepResult result = of(runs(500, Verdict.STALLED, 50), runs(500, Verdict.VIOLATION, 50));

    assertThat(result.failures()).hasSize(21);
    assertThat(result.failures().subList(0, 20))
        .extracting(RunResult::verdict)
        .containsOnly(Verdict.STALLED);
    assertThat(result.failures().get(20).verdict()).isEqualTo(Verdict.VIOLATION);
  }

  @Test
  void sameFatesOfTheSameRuleAreAddedUp() {
    MutationTally three = new MutationTally("a", MutationFate.LOST, Optional.empty(), 3);
    MutationTally other = new MutationTally("b", MutationFate.LOST, Optional.empty(), 1);
    RunResult run = Results.run(1, Verdict.SAFE, "", List.of(three, other), 50);

    SweepResult result = Results.sweep(SCENARIO, List.of(run, run));

    assertThat(result.mutations()).containsExactly(three.withCount(6), other.withCount(2));
  }

  @Test
  void hashDependsOnTheOrderOfTheRuns() {
    RunResult one = Results.run(1, Verdict.SAFE, "");
    RunResult two = Results.run(2, Verdict.SAFE, "");

    assertThat(Results.sweep(SCENARIO, List.of(one, two)).hash())
        .isNotEqualTo(Results.sweep(SCENARIO, List.of(two, one)).hash());
  }

  @Test
  void sumsAreThoseOfAllRuns() {
    SweepResult result = of(runs(3, Verdict.SAFE, 50), runs(2, Verdict.SAFE, 60));

    assertThat(result.runs()).isEqualTo(5);
    assertThat(result.events()).isEqualTo(5 * 1_204);
    assertThat(result.nanos()).isEqualTo(5 * 1_234_567_890L);
    assertThat(result.checks()).isEqualTo(5 * 812);
    assertThat(result.totals()).containsEntry(Measure.ANSWERED, 270L);
  }
}
