package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.config.JobReader;
import dev.vopr.run.trace.TracedRun;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Of runs that go well, in each scenario, reports must say nothing: there, each step that they call
 * wrong is one that they misunderstand.
 */
class NoFalseStatementsTest {
  private static final int SEEDS = 3;

  /** Long enough for view changes, crashes, recoveries and checkpoints of others. */
  private static final Map<String, String> SHORT = Map.of("vopr.run.fault-time", "2 s");

  static Stream<Named<Job>> jobs() {
    return Stream.of("all.conf", "chaos.conf", "signed-chaos.conf", "lies.conf")
        .flatMap(file -> JobReader.readAll(Optional.of(Path.of("conf", file)), SHORT).stream())
        .map(job -> Named.of(job.scenario().name(), job));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void noStepOfACorrectReplicaIsCalledWrongInARunThatGoesWell(Job job) {
    List<Long> judged = new ArrayList<>();
    try (SimSystem sim = SimSystem.create("no-false-statements")) {
      for (long seed = 1; seed <= SEEDS; seed++) {
        TracedRun run = TracedRun.make(sim, job.scenario(), job.plans(), seed, Integer.MAX_VALUE);
        Verdict verdict = run.result().verdict();

        if (verdict == Verdict.SAFE || verdict == Verdict.VACUOUS) {
          judged.add(seed);
          assertThat(Breaches.of(run.trace())).as("seed " + seed).isEmpty();
        }
      }
    }
    assertThat(judged).as("seeds that went well").isNotEmpty();
  }
}
