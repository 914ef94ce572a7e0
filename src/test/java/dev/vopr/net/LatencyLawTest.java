package dev.vopr.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vopr.sim.SimRng;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatencyLawTest {
  private static final long SEED = 11;
  private static final int DRAWS = 100_000;

  @Test
  void constantIsTheSameForAllBits() {
    LatencyLaw law = new LatencyLaw.Constant(5);

    assertThat(law.drawNanos(0)).isEqualTo(5);
    assertThat(law.drawNanos(-1)).isEqualTo(5);
  }

  @Test
  void uniformReachesBothBoundsAndNothingBeyond() {
    LatencyLaw law = new LatencyLaw.Uniform(3, 6);

    assertThat(draws(law).distinct().sorted().toArray())
        .as("seed %d", SEED)
        .containsExactly(3, 4, 5, 6);
    assertThat(law.drawNanos(0)).isEqualTo(3);
    assertThat(law.drawNanos(-1)).isEqualTo(6);
  }

  @Test
  void uniformWithEqualBoundsIsConstant() {
    assertThat(draws(new LatencyLaw.Uniform(7, 7)).distinct().toArray()).containsExactly(7);
  }

  @Test
  void exponentialHasTheMeanThatWasAskedFor() {
    LatencyLaw law = new LatencyLaw.Exponential(1_000, 11_000, 1_000_000);

    assertThat(draws(law).average().orElseThrow())
        .as("seed %d", SEED)
        .isCloseTo(11_000, within(150.0));
    assertThat(draws(law).min().orElseThrow()).isGreaterThanOrEqualTo(1_000);
  }

  @Test
  void exponentialNeverExceedsItsCap() {
    LatencyLaw law = new LatencyLaw.Exponential(0, 1_000, 1_500);

    assertThat(draws(law).max().orElseThrow()).as("seed %d", SEED).isEqualTo(1_500);
    assertThat(law.drawNanos(0)).isZero();
    assertThat(law.drawNanos(-1)).isEqualTo(1_500);
  }

  @Test
  void boundsInTheWrongOrderAreRefused() {
    assertThatThrownBy(() -> new LatencyLaw.Uniform(5, 4)).hasMessageContaining("0 to 4 ns");
    assertThatThrownBy(() -> new LatencyLaw.Exponential(2, 1, 3)).hasMessageContaining("0 to 1 ns");
    assertThatThrownBy(() -> new LatencyLaw.Constant(-1)).hasMessageContaining("is -1");
  }

  private static LongStream draws(LatencyLaw law) {
    SimRng rng = SimRng.of(SEED);
    return LongStream.range(0, DRAWS).map(i -> law.drawNanos(rng.nextLong()));
  }
}
