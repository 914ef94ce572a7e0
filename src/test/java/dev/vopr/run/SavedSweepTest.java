package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vopr.cluster.ProcessPoint;
import dev.vopr.config.RunSettings;
import dev.vopr.fault.FaultKind;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.SweepSettings;
import dev.vopr.vsr.RejectionRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep that was ended goes on to the result that it would have had. */
class SavedSweepTest {
  private static final SweepSettings SETTINGS = new SweepSettings(1, 8, 1, false, false, 60_000);

  /** Has lies and latencies, and runs that are not as expected. */
  private static Scenario lying() {
    return RunSettings.scenario(
        """
        vopr {
          run.fault-time = 1500 ms
          expect = [violation]
          vsr.hardening = plain
          workload.clients = 3
          network.loss = 0.05
          process { crash = 0.3, down-min = 300 ms, down-max = 600 ms }
          goals { committed = 1, struck.loss = 1, lies.raise = 1 }
          byzantine { compromised = [2], rules = [{ name = raise, probability = 0.7
            message = [do-view-change, start-view, prepare, commit, entries]
            mutation = { kind = inflate-commit-number, amount = 500 } }] }
        }
        """);
  }

  private static SweepResult whole(Scenario scenario) {
    return new Sweep(scenario, SETTINGS, (run, soFar) -> {}).run();
  }

  /** Ends after some runs, saves, reads, and goes on with the rest. */
  private static SweepResult inTwoParts(Scenario scenario, int first) {
    SweepSettings part = new SweepSettings(1, first, 1, false, false, 60_000);
    SweepResult begun = new Sweep(scenario, part, (run, soFar) -> {}).run();
    SweepResult read = SavedSweep.read(SavedSweep.text(begun), scenario);
    return new Sweep(read, SETTINGS, (run, soFar) -> {}).run();
  }

  /** A distribution has several encodings; what it says is compared below. */
  private static String withoutTimings(SweepResult result) {
    return SavedSweep.text(result).replaceAll("\"timings\":.*", "");
  }

  private static void assertSame(SweepResult actual, SweepResult expected) {
    assertThat(withoutTimings(actual)).isEqualTo(withoutTimings(expected));
    assertThat(actual.failures()).isEqualTo(expected.failures());
    assertThat(actual.verdict()).isEqualTo(expected.verdict());
    assertThat(actual.missedGoals()).isEqualTo(expected.missedGoals());
    assertThat(actual.totals().keySet()).containsExactlyElementsOf(expected.totals().keySet());
    assertThat(actual.timings().latency()).isEqualTo(expected.timings().latency());
    assertThat(actual.timings().settling()).isEqualTo(expected.timings().settling());
    assertThat(actual.timings().latencyByFamily()).isEqualTo(expected.timings().latencyByFamily());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8})
  void aSweepInTwoPartsComesToTheSameResult(int first) {
    Scenario scenario = lying();
    SweepResult expected = whole(scenario);

    SweepResult actual = inTwoParts(scenario, first);

    assertThat(expected.failures()).as("the test needs failing runs").isNotEmpty();
    assertThat(expected.mutations()).isNotEmpty();
    assertThat(expected.timings().latency().count()).isPositive();
    assertSame(actual, expected);
  }

  @Test
  void theModelGoesOnAsWell() {
    Scenario scenario =
        RunSettings.scenario(
            "vopr { mode = simplified, run.fault-time = 2 s, network.loss = 0.1 }");

    assertSame(inTwoParts(scenario, 3), whole(scenario));
  }

  @Test
  void aFailingSeedThatTakesOtherStepsIsNoticed() {
    Scenario scenario = lying();
    SweepResult result = whole(scenario);
    String hash = "%016x".formatted(result.failures().get(0).hash());
    String other = SavedSweep.text(result).replace(hash, "00000000000000ff");

    assertThatThrownBy(() -> SavedSweep.read(other, scenario))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("seed %d takes other steps now".formatted(result.failures().get(0).seed()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"runs\":\"many\"}", "nonsense {"})
  void whatIsNoResultIsNoticed(String line) {
    Scenario scenario = lying();

    assertThatThrownBy(() -> SavedSweep.read(line, scenario))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("something in it is missing or no number");
  }

  @Test
  void whatIsCountedIsFoundByItsName() {
    for (Countable counted :
        new Countable[] {
          Measure.VIEWS_STARTED,
          new Countable.Struck(FaultKind.LATE_REPLAY),
          new Countable.Point(ProcessPoint.AFTER_REPLY),
          new Countable.Refused(RejectionRule.ENTRY_GAP),
          new Countable.Lie("a.b")
        }) {
      assertThat(Countable.of(counted.key())).contains(counted);
    }
    assertThat(Countable.of("struck.nothing")).isEmpty();
    assertThat(Countable.of("nothing")).isEmpty();
  }
}
