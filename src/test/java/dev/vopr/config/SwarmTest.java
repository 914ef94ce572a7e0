package dev.vopr.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.vopr.cluster.SimulationSettings;
import dev.vopr.fault.FaultFamily;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Swarm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwarmTest {
  private static final int SEEDS = 1_000;

  @TempDir private Path directory;

  private Scenario scenario(String settings) {
    try {
      Path file = Files.writeString(directory.resolve("swarm.conf"), "vopr {\n" + settings + "\n}");
      return JobReader.read(Optional.of(file), Map.of()).scenario();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private SettingsException problem(String settings) {
    return catchThrowableOfType(SettingsException.class, () -> scenario(settings));
  }

  @Test
  void settingsWithoutRangesAreTheSameForAllSeeds() {
    Scenario scenario = scenario("network.loss = 0.1");

    assertThat(scenario.swarm()).isEmpty();
    assertThat(scenario.draw(1)).isEqualTo(scenario.draw(2));
  }

  @Test
  void aSeedDrawsTheSameAgainAndSeedsDrawAcrossTheRange() {
    Scenario scenario = scenario("network.loss = { min = 0.1, max = 0.3 }");

    double sum = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      double loss = scenario.draw(seed).settings().network().loss();
      assertThat(loss).isBetween(0.1, 0.3);
      assertThat(scenario.draw(seed).settings().network().loss()).isEqualTo(loss);
      sum += loss;
    }

    // Standard deviation of the mean: 0.0018.
    assertThat(sum / SEEDS).isCloseTo(0.2, within(0.009));
  }

  @Test
  void aRangeOverOrdersOfMagnitudeIsDrawnByFactors() {
    Scenario scenario = scenario("run.fault-time = { min = 1 s, max = 100 s, law = log }");

    int belowTen = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      long nanos = scenario.draw(seed).settings().faultNanos();
      assertThat(nanos).isBetween(1_000_000_000L, 100_000_000_000L);
      belowTen += nanos < 10_000_000_000L ? 1 : 0;
    }

    // Standard deviation: 16.
    assertThat(belowTen).isBetween(420, 580);
  }

  @Test
  void aChoiceGivesEachElementItsShare() {
    Scenario scenario =
        scenario(
            "cluster.replicas = { one-of = [3, 5] }, run.interleaving { one-of = [fifo, pct] }");

    Map<String, Integer> counts = new TreeMap<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulationSettings drawn = scenario.draw(seed).settings();
      counts.merge(drawn.replica().replicas() + " " + drawn.interleaving(), 1, Integer::sum);
    }

    assertThat(counts).containsOnlyKeys("3 FIFO", "3 PCT", "5 FIFO", "5 PCT");
    // Standard deviation: 14.
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(180, 320));
  }

  @Test
  void anotherRangeDoesNotShiftTheDrawsOfTheFirst() {
    Scenario one = scenario("network.loss = { min = 0.1, max = 0.3 }");
    Scenario two =
        scenario("network.loss = { min = 0.1, max = 0.3 }, process.crash = { min = 0, max = 1 }");

    assertThat(two.draw(5).settings().network()).isEqualTo(one.draw(5).settings().network());
  }

  @Test
  void whatASeedDrewIsSaidAsItWouldStandInAFile() {
    Scenario scenario =
        scenario("client.retry = { min = 100 ms, max = 100 ms }, network.fifo { one-of = [true] }");

    assertThat(scenario.draw(5).values())
        .containsExactly(
            Map.entry("vopr.client.retry", "100 ms"), Map.entry("vopr.network.fifo", "true"));
  }

  @Test
  void familiesOfFaultsAreOmittedAsOftenAsToldAndSaidSo() {
    Scenario scenario = scenario("swarm.omit = 0.25");

    Map<FaultFamily, Integer> omitted = new EnumMap<>(FaultFamily.class);
    for (int seed = 0; seed < SEEDS; seed++) {
      Swarm.Drawn drawn = scenario.draw(seed);
      drawn.settings().omitted().forEach(family -> omitted.merge(family, 1, Integer::sum));
      assertThat(drawn.values().containsKey("vopr.swarm.omitted"))
          .isEqualTo(!drawn.settings().omitted().isEmpty());
    }

    assertThat(omitted).hasSize(FaultFamily.values().length);
    // Standard deviation: 14.
    assertThat(omitted.values()).allSatisfy(count -> assertThat(count).isBetween(180, 320));
  }

  @Test
  void drawsThatDoNotFitTogetherAreMadeAgain() {
    Scenario scenario =
        scenario(
            """
            workload.think-min { min = 1 ms, max = 90 ms }
            workload.think-max { min = 60 ms, max = 100 ms }
            """);

    for (int seed = 0; seed < SEEDS; seed++) {
      SimulationSettings drawn = scenario.draw(seed).settings();
      assertThat(drawn.workload().thinkMinNanos())
          .isLessThanOrEqualTo(drawn.workload().thinkMaxNanos());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "network.loss { min = 0.3, max = 0.1 } | min is above max; exchange them",
        "network.loss { min = 0.3, max = 1.1 } | 1.1 is above 1.0",
        "network.loss { min = 0.3, max = 0.4, law = cubic } | a range is written",
        "network.loss { min = 0.3, max = 0.4, mean = 0.35 } | a range is written",
        "network.loss { one-of = [] } | a choice is written",
        "network.loss { one-of = [0.1, x] } | \"x\" is not a number",
        "network.fifo { min = 0, max = 1 } | this setting has no range",
        "cluster.replicas { min = 3, max = 4 } | 4 is not of the form 2f + 1",
        "goals.committed { min = 1, max = 2 } | only what a run depends on can be drawn",
        "seed { min = 1, max = 2 } | only what a run depends on can be drawn",
      })
  void aRangeThatCannotBeIsReported(String settings, String complaint) {
    assertThat(problem(settings).getMessage()).contains(complaint);
  }
}
