package dev.vopr.run.minimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vopr.config.RunSettings;
import dev.vopr.run.RunResult;
import dev.vopr.run.SeedRunner;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import org.junit.jupiter.api.Test;

class MinimiseTextTest {
  /** A primary that shows r1 another history than r2; losses have no part in it. */
  private static final String FORKING =
      """
      vopr {
        run.fault-time = 500 ms
        vsr.hardening = plain
        network { loss = 0.05, latency.law = lognormal }
        byzantine {
          compromised = [0]
          rules = [
            { name = idle, message = [ping], to = [1], probability = 0.1, mutation = { kind = drop } }
            { name = two-histories, message = [prepare], mutation = { kind = fork, branches = [
              { to = [1], mutation = { kind = composite, mutations = [
                { kind = conflicting-log-tail }, { kind = inflate-commit-number, amount = 100 }
              ] } } ] } }
          ]
        }
      }
      """;

  @Test
  void aTextBecomesTheTextOfASmallerRunThatFailsInTheSameWay() {
    String text = MinimiseText.minimise(FORKING, 3, 500);
    RunResult before = run(FORKING, 3);
    RunResult after = run(text, 3);

    assertThat(text)
        .contains("# Minimised: seed 3 fails with VIOLATION agreement")
        .contains("two-histories")
        .doesNotContain("idle")
        .doesNotContain("loss")
        .doesNotContain("lognormal");
    assertThat(before.verdict()).isEqualTo(Verdict.VIOLATION);
    assertThat(Failure.of(after, Long.MAX_VALUE)).isEqualTo(Failure.of(before, Long.MAX_VALUE));
    assertThat(MinimiseText.minimise(FORKING, 3, 500)).isEqualTo(text);
  }

  @Test
  void aSeedThatDoesNotFailIsRefused() {
    assertThatThrownBy(() -> MinimiseText.minimise("vopr.run.fault-time = 200 ms", 3, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("seed 3 of default has no failure that can be minimised: SAFE");
  }

  private static RunResult run(String text, long seed) {
    try (SimSystem sim = SimSystem.create("minimise-text")) {
      return new SeedRunner(sim, RunSettings.scenario(text)).run(seed);
    }
  }
}
