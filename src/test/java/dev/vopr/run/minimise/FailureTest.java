package dev.vopr.run.minimise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.run.FaultRecord;
import dev.vopr.run.Results;
import dev.vopr.run.RunResult;
import dev.vopr.run.RunTiming;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimFailure;
import dev.vopr.vsr.Check;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static RunResult crashed(Throwable cause, long step) {
    SimFailure failure = new SimFailure(SimFailure.Kind.EXCEPTION, "r0", step, step, cause);
    return new RunResult(
        1,
        Verdict.CRASHED,
        step,
        step,
        step,
        0,
        Map.of(),
        List.of(),
        RunTiming.NONE,
        FaultRecord.NONE,
        Optional.empty(),
        Optional.of(failure),
        "step " + step);
  }

  private static Throwable thrownHere() {
    return thrown(() -> Check.that(false, "never"));
  }

  private static Throwable thrownElsewhere() {
    return thrown(() -> Check.that(false, "never either"));
  }

  private static Throwable thrown(Runnable check) {
    try {
      check.run();
    } catch (IllegalStateException e) {
      return e;
    }
    throw new AssertionError("the check holds");
  }

  @Test
  void crashesAreTheSameIfTheSameExceptionIsThrownAtTheSamePlace() {
    Optional<Failure> one = Failure.of(crashed(thrownHere(), 10), 100);

    assertThat(Failure.of(crashed(thrownHere(), 20), 100)).isEqualTo(one);
    assertThat(Failure.of(crashed(thrownElsewhere(), 10), 100)).isNotEqualTo(one);
    assertThat(Failure.of(crashed(new ArithmeticException(), 10), 100)).isNotEqualTo(one);
    assertThat(one.orElseThrow().what()).contains("FailureTest").doesNotContain("Check.that");
  }

  @Test
  void aStalledRunThatReachedItsLimitOfEventsIsNotOneThatHasComeToRest() {
    RunResult stalled = Results.run(1, Verdict.STALLED, "");

    Optional<Failure> idle = Failure.of(stalled, stalled.events() + 1);
    Optional<Failure> busy = Failure.of(stalled, stalled.events());

    assertThat(idle).isPresent().isNotEqualTo(busy);
    assertThat(busy).isPresent();
  }

  @Test
  void safeAndVacuousRunsDoNotFail() {
    assertThat(Failure.of(Results.run(1, Verdict.SAFE, ""), 100)).isEmpty();
    assertThat(Failure.of(Results.run(1, Verdict.VACUOUS, ""), 100)).isEmpty();
  }
}
