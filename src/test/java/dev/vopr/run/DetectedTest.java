package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.config.JobReader;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The verdict DETECTED: the liar broke agreement, and was known to be one by then. */
class DetectedTest {
  private static final long FIRST_SEED = 42;

  /** About one run in two hundred is DETECTED. */
  private static final int MOST_RUNS = 1_500;

  @Test
  void brokenAgreementWithEvidenceInHandIsDetectedAndNothingWorseHappens() {
    Scenario scenario =
        JobReader.read(Optional.of(Path.of("conf/signed.conf")), Map.of()).scenario();
    Optional<RunResult> detected = Optional.empty();

    try (SimSystem sim = SimSystem.create("detected-test")) {
      SeedRunner runner = new SeedRunner(sim, scenario);
      for (long seed = FIRST_SEED; seed < FIRST_SEED + MOST_RUNS && detected.isEmpty(); seed++) {
        RunResult run = runner.run(seed);
        assertThat(run.verdict())
            .as("seed %d: %s", seed, run.reason())
            .isIn(Verdict.SAFE, Verdict.VACUOUS, Verdict.DETECTED);
        detected = Optional.of(run).filter(one -> one.verdict() == Verdict.DETECTED);
      }
    }

    assertThat(detected).isPresent();
    assertThat(detected.get().violation().orElseThrow().invariant())
        .isIn("agreement", "durability");
    assertThat(detected.get().measures().get(Measure.EVIDENCE)).isPositive();
  }
}
