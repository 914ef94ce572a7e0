package dev.vopr.run.minimise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.config.JobReader;
import dev.vopr.config.RunSettings;
import dev.vopr.fault.Decision;
import dev.vopr.fault.Plan;
import dev.vopr.run.PlantedService;
import dev.vopr.run.PlantedService.Effect;
import dev.vopr.run.PlantedService.Trigger;
import dev.vopr.run.RunResult;
import dev.vopr.scenario.MinimizeSettings;
import dev.vopr.scenario.Scenario;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of the chaos scenario with bugs in the service, minimised for real. */
class PlantedBugsTest {
  private static final Optional<Path> CHAOS = Optional.of(Path.of("conf/chaos.conf"));
  private static final Map<String, String> SHORT = Map.of("vopr.run.fault-time", "2 s");
  private static final long MOST_SEEDS = 40;
  private static final long MOST_RUNS = 600;
  private static final MinimizeSettings LIMITS = new MinimizeSettings(0, MOST_RUNS);

  /** The bug that needs the most of them strikes when replicas have started again five times. */
  private static final int FEW_DECISIONS = 7;

  private static SimSystem sim;

  @BeforeAll
  static void createSystem() {
    sim = SimSystem.create("planted-bugs");
  }

  @AfterAll
  static void closeSystem() {
    sim.close();
  }

  /** Returns the first run that fails. */
  private static RunResult failing(Reproducer reproducer) {
    Scenario chaos = JobReader.read(CHAOS, SHORT).scenario();
    for (long seed = 1; seed <= MOST_SEEDS; seed++) {
      RunResult run = reproducer.run(chaos, seed, TraceSink.OFF);
      if (Failure.of(run, Long.MAX_VALUE).isPresent()) {
        return run;
      }
    }
    throw new AssertionError("no seed shows the planted bug");
  }

  private static Minimised minimise(Reproducer reproducer, RunResult run) {
    return new Minimiser(reproducer, LIMITS, MinimiseListener.OFF)
        .minimise(RunSettings.of(CHAOS, SHORT, run.faults().drawn()), run)
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "STARTED_AGAIN, WRONG_ANSWER",
    "STARTED_AGAIN, THROWN",
    "THREE_STARTS_AGAIN, SKIPPED_WRITE",
    "THREE_STARTS_AGAIN, THROWN",
    "FIVE_STARTS_AGAIN, LOST_STATE",
    "STATE_TAKEN_OVER, SKIPPED_WRITE",
    "STATE_TAKEN_OVER, THROWN",
    "TWO_STATES_TAKEN_OVER, LOST_STATE",
    "LONG_SILENCE, WRONG_ANSWER",
    "LONG_SILENCE, LOST_STATE",
    "SILENCE_AFTER_A_START, SKIPPED_WRITE",
    "SILENCE_AFTER_A_START, THROWN",
  })
  void aPlantedBugNeedsFewFaultsAndEachOfThem(Trigger trigger, Effect effect) {
    Reproducer reproducer = PlantedService.reproducer(sim, trigger, effect);
    RunResult original = failing(reproducer);
    Failure failure = Failure.of(original, Long.MAX_VALUE).orElseThrow();

    Minimised minimised = minimise(reproducer, original);

    List<Decision> left = minimised.run().faults().plan().decisions();
    assertThat(minimised.failure()).isEqualTo(failure);
    assertThat(left.size()).isLessThanOrEqualTo(FEW_DECISIONS);
    Scenario written = RunSettings.scenario(minimised.text());
    RunResult again = reproducer.run(written, minimised.seed(), TraceSink.OFF);
    assertThat(again.hash()).isEqualTo(minimised.run().hash());
    assertThat(Failure.of(again, Long.MAX_VALUE)).contains(failure);
    assertThat(minimised.isComplete()).isTrue();
    for (Decision one : left) {
      RunResult without = reproducer.run(without(minimised, one), original.seed(), TraceSink.OFF);
      assertThat(Failure.of(without, Long.MAX_VALUE))
          .as("without %s", one)
          .isNotEqualTo(Optional.of(failure));
    }
  }

  private static Scenario without(Minimised minimised, Decision one) {
    List<Decision> rest = new ArrayList<>(minimised.run().faults().plan().decisions());
    rest.remove(one);
    return RunSettings.scenario(
        minimised.settings().text(minimised.seed(), new Plan(rest), List.of()));
  }

  @Test
  void theSameComesOutEachTimeWithALimitOfRuns() {
    Reproducer reproducer =
        PlantedService.reproducer(sim, Trigger.THREE_STARTS_AGAIN, Effect.LOST_STATE);
    RunResult original = failing(reproducer);

    Minimised once = minimise(reproducer, original);
    Minimised again = minimise(reproducer, original);

    assertThat(again.text()).isEqualTo(once.text());
    assertThat(again.runs()).isEqualTo(once.runs());
  }

  @Test
  void theRunPartsFromTheOneWithoutItsLastFaultWhereThatStrikes() {
    Reproducer reproducer =
        PlantedService.reproducer(sim, Trigger.STARTED_AGAIN, Effect.SKIPPED_WRITE);
    Minimised minimised = minimise(reproducer, failing(reproducer));

    Bisection bisection = minimised.bisection().orElseThrow();

    assertThat(bisection.last()).isPresent();
    assertThat(bisection.parting()).isLessThan(bisection.events().size());
    assertThat(bisection.inevitable())
        .as("what is still to strike can be averted")
        .isBetween(bisection.parting(), bisection.events().size());
    assertThat(bisection.instead()).isPresent();
    assertThat(
            Bisection.isSame(
                bisection.instead().get(), bisection.events().get(bisection.parting())))
        .isFalse();
  }
}
