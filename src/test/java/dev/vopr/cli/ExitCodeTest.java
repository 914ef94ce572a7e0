package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.run.Results;
import dev.vopr.run.RunResult;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each class of outcome has its exit code. */
class ExitCodeTest {
  private static final Scenario SCENARIO = Jobs.scenario("goals.lost = 50");

  private static RunResult run(Verdict verdict) {
    return Results.run(1, verdict, "why");
  }

  @ParameterizedTest
  @CsvSource({
    "SAFE, AS_EXPECTED",
    "STALLED, UNEXPECTED",
    "VIOLATION, UNEXPECTED",
    "CRASHED, UNEXPECTED",
    "NONDETERMINISTIC, NONDETERMINISM"
  })
  void verdictHasItsCode(Verdict verdict, ExitCode code) {
    assertThat(ExitCode.of(Results.sweep(SCENARIO, List.of(run(verdict))))).isEqualTo(code);
  }

  @Test
  void missedGoalIsVacuous() {
    RunResult idle = Results.run(1, Verdict.VACUOUS, "why", List.of(), 49);

    assertThat(ExitCode.of(Results.sweep(SCENARIO, List.of(idle)))).isEqualTo(ExitCode.VACUOUS);
  }

  @Test
  void nondeterminismOutweighsEverything() {
    List<RunResult> all = Arrays.stream(Verdict.values()).map(ExitCodeTest::run).toList();

    assertThat(ExitCode.of(Results.sweep(SCENARIO, all))).isEqualTo(ExitCode.NONDETERMINISM);
  }

  @Test
  void interruptedSweepIsInterruptedUnlessItFoundSomething() {
    assertThat(ExitCode.of(Results.interrupted(SCENARIO, List.of(run(Verdict.SAFE)))))
        .isEqualTo(ExitCode.INTERRUPTED);
    assertThat(ExitCode.of(Results.interrupted(SCENARIO, List.of())))
        .isEqualTo(ExitCode.INTERRUPTED);
    assertThat(ExitCode.of(Results.interrupted(SCENARIO, List.of(run(Verdict.VIOLATION)))))
        .isEqualTo(ExitCode.UNEXPECTED);
  }

  @Test
  void numbersAreThoseThatAreDocumented() {
    assertThat(Arrays.stream(ExitCode.values()).mapToInt(ExitCode::code))
        .containsExactly(0, 1, 2, 3, 4, 70, 130);
  }
}
