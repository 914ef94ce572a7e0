package dev.vopr.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vopr.sim.SimRng;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
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
  void lognormalHasItsQuantiles() {
    LatencyLaw law = new LatencyLaw.Lognormal(1_000_000, 3_000_000, 0.5, Range.MAX_NANOS);

    // min + 2 ms · exp(sigma · z): 0 at the median, 1.2816 at 90 %, 2.3263 at 99 %. The bounds are
    // four
    // standard deviations of a quantile of so many draws.
    assertThat(quantile(law, 0.5)).as("seed %d", SEED).isCloseTo(3_000_000, within(16_000.0));
    assertThat(quantile(law, 0.1)).as("seed %d", SEED).isCloseTo(2_053_759, within(12_000.0));
    assertThat(quantile(law, 0.9)).as("seed %d", SEED).isCloseTo(4_796_000, within(42_000.0));
    assertThat(quantile(law, 0.99)).as("seed %d", SEED).isCloseTo(7_400_000, within(160_000.0));
    // Mean of the variable part: median · exp(sigma²/2).
    assertThat(draws(law).average().orElseThrow())
        .as("seed %d", SEED)
        .isCloseTo(1_000_000 + 2_000_000 * Math.exp(0.125), within(16_000.0));
  }

  @Test
  void lognormalStaysWithinItsBounds() {
    LatencyLaw law = new LatencyLaw.Lognormal(10, 20, 10, 1_000);

    assertThat(draws(law).min().orElseThrow()).isEqualTo(10);
    assertThat(draws(law).max().orElseThrow()).isEqualTo(1_000);
    assertThat(law.drawNanos(0)).isEqualTo(20);
    assertThat(law.drawNanos(-1)).isBetween(10L, 1_000L);
    assertThat(draws(new LatencyLaw.Lognormal(10, 20, 0, 1_000)).distinct().toArray())
        .containsExactly(20);
  }

  @Test
  void paretoHasItsTail() {
    LatencyLaw law = new LatencyLaw.Pareto(1_000_000, 1.5, Range.MAX_NANOS);

    // Beyond x with probability (min/x)^shape; standard deviations of the shares are 0.0016 and
    // less.
    assertThat(shareBeyond(law, 2_000_000)).as("seed %d", SEED).isCloseTo(0.3536, within(0.006));
    assertThat(shareBeyond(law, 10_000_000)).as("seed %d", SEED).isCloseTo(0.0316, within(0.0023));
    assertThat(shareBeyond(law, 100_000_000)).as("seed %d", SEED).isCloseTo(0.001, within(0.0004));
    assertThat(draws(law).min().orElseThrow()).isGreaterThanOrEqualTo(1_000_000);
  }

  @Test
  void paretoNeverExceedsItsCap() {
    LatencyLaw law = new LatencyLaw.Pareto(1_000, 0.1, 5_000);

    assertThat(law.drawNanos(0)).isEqualTo(1_000);
    assertThat(law.drawNanos(-1)).isEqualTo(5_000);
    assertThat(draws(law).max().orElseThrow()).isEqualTo(5_000);
  }

  @Test
  void uniformHasItsMeanAndQuantiles() {
    LatencyLaw law = new LatencyLaw.Uniform(1_000_000, 9_000_000);

    assertThat(draws(law).average().orElseThrow())
        .as("seed %d", SEED)
        .isCloseTo(5_000_000, within(30_000.0));
    assertThat(quantile(law, 0.25)).as("seed %d", SEED).isCloseTo(3_000_000, within(45_000.0));
  }

  @Test
  void exponentialHasItsQuantiles() {
    LatencyLaw law = new LatencyLaw.Exponential(0, 1_000_000, Range.MAX_NANOS);

    assertThat(quantile(law, 0.5)).as("seed %d", SEED).isCloseTo(693_147, within(13_000.0));
    assertThat(quantile(law, 0.99)).as("seed %d", SEED).isCloseTo(4_605_170, within(130_000.0));
  }

  private static double cumulativeNormal(double z) {
    // Zelen and Severo (Abramowitz and Stegun, 26.2.17): exact to 7.5e-8.
    double t = 1 / (1 + 0.2316419 * Math.abs(z));
    double sum =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    double upper = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * sum;
    return z >= 0 ? 1 - upper : upper;
  }

  /** Returns a law of each kind, and which share of its draws should be below a time. */
  private static Map<LatencyLaw, DoubleUnaryOperator> laws() {
    Map<LatencyLaw, DoubleUnaryOperator> laws = new LinkedHashMap<>();
    laws.put(new LatencyLaw.Constant(5_000_000), nanos -> nanos < 5_000_000 ? 0 : 1);
    laws.put(new LatencyLaw.Uniform(1_000_000, 9_000_000), nanos -> (nanos - 1e6) / 8e6);
    laws.put(
        new LatencyLaw.Exponential(1_000_000, 3_000_000, Range.MAX_NANOS),
        nanos -> 1 - Math.exp(-(nanos - 1e6) / 2e6));
    laws.put(
        new LatencyLaw.Lognormal(1_000_000, 3_000_000, 0.5, Range.MAX_NANOS),
        nanos -> nanos <= 1e6 ? 0 : cumulativeNormal(Math.log((nanos - 1e6) / 2e6) / 0.5));
    laws.put(
        new LatencyLaw.Pareto(1_000_000, 1.5, Range.MAX_NANOS),
        nanos -> 1 - Math.pow(1e6 / nanos, 1.5));
    return laws;
  }

  /** The largest difference between the shares that were drawn and that should be. */
  private static double kolmogorovSmirnov(LatencyLaw law, DoubleUnaryOperator share) {
    long[] sorted = draws(law).sorted().toArray();
    double largest = 0;
    for (int i = 0; i < sorted.length; i++) {
      boolean isLastOfEqual = i + 1 == sorted.length || sorted[i] != sorted[i + 1];
      if (isLastOfEqual) {
        double drawn = (i + 1.0) / DRAWS;
        largest = Math.max(largest, Math.abs(share.applyAsDouble((double) sorted[i]) - drawn));
      }
    }
    return largest;
  }

  @Test
  void eachLawHasItsDistribution() {
    Map<LatencyLaw, DoubleUnaryOperator> laws = laws();

    assertThat(laws.keySet().stream().<Class<?>>map(LatencyLaw::getClass))
        .containsExactlyInAnyOrder(LatencyLaw.class.getPermittedSubclasses());
    // One sample in a hundred of the right law is further off.
    laws.forEach(
        (law, share) ->
            assertThat(kolmogorovSmirnov(law, share))
                .as("%s, seed %d", law, SEED)
                .isLessThan(1.63 / Math.sqrt(DRAWS)));
  }

  @Test
  void anotherLawWouldBeNoticed() {
    laws()
        .forEach(
            (law, share) ->
                laws().keySet().stream()
                    .filter(other -> !other.equals(law))
                    .forEach(
                        other ->
                            assertThat(kolmogorovSmirnov(other, share))
                                .as("%s for %s", other, law)
                                .isGreaterThan(0.05)));
  }

  private static double quantile(LatencyLaw law, double share) {
    return draws(law).sorted().skip((long) (share * DRAWS)).findFirst().orElseThrow();
  }

  private static double shareBeyond(LatencyLaw law, long nanos) {
    return draws(law).filter(delay -> delay > nanos).count() / (double) DRAWS;
  }

  @Test
  void boundsInTheWrongOrderAreRefused() {
    assertThatThrownBy(() -> new LatencyLaw.Uniform(5, 4)).hasMessageContaining("0 to 4 ns");
    assertThatThrownBy(() -> new LatencyLaw.Exponential(2, 1, 3)).hasMessageContaining("0 to 1 ns");
    assertThatThrownBy(() -> new LatencyLaw.Lognormal(2, 1, 1, 3))
        .hasMessageContaining("0 to 1 ns");
    assertThatThrownBy(() -> new LatencyLaw.Lognormal(0, 1, 11, 3)).hasMessageContaining("sigma");
    assertThatThrownBy(() -> new LatencyLaw.Pareto(0, 1, 3)).hasMessageContaining("1 to 3 ns");
    assertThatThrownBy(() -> new LatencyLaw.Pareto(1, 0, 3)).hasMessageContaining("shape");
    assertThatThrownBy(() -> new LatencyLaw.Constant(-1)).hasMessageContaining("is -1");
  }

  private static LongStream draws(LatencyLaw law) {
    SimRng rng = SimRng.of(SEED);
    return LongStream.range(0, DRAWS).map(i -> law.drawNanos(rng.nextLong()));
  }
}
