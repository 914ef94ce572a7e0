package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each measure of crashes, view changes and disks: reached with its fault, and 0 without it. */
class MeasuresTest {
  /** What is counted in healthy runs as well. */
  private static final List<Measure> ALWAYS =
      List.of(
          Measure.CHECKPOINTS,
          Measure.SCRUB_TOURS,
          Measure.HISTORIES_SEARCHED,
          Measure.CLOCKS_SYNCHRONISED);

  private static final long FIRST = 1;
  private static final int SEEDS = 12;

  private static SimSystem sim;

  @BeforeAll
  static void createSystem() {
    sim = SimSystem.create("measures-test");
  }

  @AfterAll
  static void closeSystem() {
    sim.close();
  }

  /** Returns the sum of a measure over all seeds, each of which must end well. */
  private static long total(Measure measure, List<String> settings) {
    Scenario scenario = Jobs.scenario(settings.toArray(String[]::new));
    long total = 0;
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      RunResult run = new SeedRunner(sim, scenario).run(seed);
      assertThat(run.verdict()).as("seed %d: %s", seed, run.reason()).isEqualTo(Verdict.SAFE);
      total += run.measures().get(measure);
    }
    return total;
  }

  private static List<String> settings(String... parts) {
    List<String> settings = new ArrayList<>(List.of("run.fault-time = 3 s"));
    for (String part : parts) {
      settings.addAll(List.of(part.split("; ", -1)));
    }
    return settings;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CRASHED          | process.interval = 200 ms | process.crash = 0.2
          VIEWS_STARTED    | process.down-min = 700 ms | process.crash = 0.2
          RECOVERED        | process.crash = 0.3       | storage.lost-disk = 0.5
          ENTRIES_REPAIRED | process.crash = 0.3       | storage.corruption = 0.05
          STATE_TRANSFERS  | process.down-min = 800 ms | process.crash = 0.3; process.down-max = 2 s; workload.think-max = 10 ms
          CHECKPOINTS      | vsr.checkpoint-entries = 1000; vsr.log-slots = 3000; vsr.frame-bytes = 4 MiB | vsr.checkpoint-entries = 16
          SILENCED         | network.partitions.min = 900 ms | network.partitions.probability = 0.5; network.partitions.kinds = [isolate-one]
          EVICTED          | workload.clients = 6      | vsr.sessions = 4
          TORN             | storage.max = 8 ms        | process.crash = 0.3
          CORRUPTED        | process.crash = 0.3       | storage.corruption = 0.05
          DISKS_LOST       | process.crash = 0.3       | storage.lost-disk = 0.5
          ROTTEN           | vsr.scrub-interval = 20 ms | storage.bit-rot = 0.5
          SCRUB_TOURS      | vsr.scrub-interval = 0 s; storage.bit-rot = 0.5 | vsr.scrub-interval = 20 ms
          SCRUB_REPAIRED   | vsr.scrub-interval = 20 ms; process.crash = 0.2 | storage.bit-rot = 0.5
          WRITE_ERRORS     | process.crash = 0.1       | storage.write-error = 0.05
          CLOCKS_LOST      | clock.faulty-clocks = 3   | clock.failure.probability = 0.9; clock.failure.min = 2 s
          CLOCK_STEPS      | clock.interval = 100 ms   | clock.step.probability = 0.2
          CLOCK_FREEZES    | clock.interval = 100 ms   | clock.freeze.probability = 0.2
          CLOCK_FAILURES   | clock.interval = 100 ms   | clock.failure.probability = 0.2
          EVIDENCE         | vsr.hardening = signed; byzantine.compromised = [0] | byzantine.rules = [{ name = two-histories, message = [prepare], max-strikes = 3, mutation = { kind = fork, branches = [{ to = [1], mutation = { kind = conflicting-log-tail, last = 1, parts = [timestamp] } }] } }]
          """)
  void measureIsReachedWithItsFaultOnly(Measure measure, String common, String fault) {
    assertThat(total(measure, settings(common, fault)))
        .as("%s with %s", measure, fault)
        .isPositive();
    assertThat(total(measure, settings(common))).as("%s without %s", measure, fault).isZero();
  }

  @Test
  void healthyClusterMeetsNothing() {
    List<Measure> faults =
        List.of(Measure.values())
            .subList(Measure.CRASHED.ordinal(), Measure.values().length)
            .stream()
            .filter(measure -> !ALWAYS.contains(measure))
            .toList();
    RunResult run = new SeedRunner(sim, Jobs.ofFile("baseline.conf").scenario()).run(7);

    assertThat(faults).hasSize(21).allMatch(measure -> run.measures().get(measure) == 0);
    assertThat(run.measures().get(Measure.CHECKPOINTS)).isPositive();
    assertThat(run.measures().get(Measure.SCRUB_TOURS)).isPositive();
    assertThat(run.measures().get(Measure.CLOCKS_SYNCHRONISED)).isEqualTo(3);
  }

  @Test
  void evictedClientsGoOnWithANewSession() {
    Scenario scenario =
        Jobs.scenario("run.fault-time = 3 s", "workload.clients = 6", "vsr.sessions = 4");

    RunResult run = new SeedRunner(sim, scenario).run(7);

    assertThat(run.verdict()).as(run.reason()).isEqualTo(Verdict.SAFE);
    assertThat(run.measures().get(Measure.EVICTED)).isGreaterThan(5);
    assertThat(run.measures().get(Measure.ANSWERED)).isGreaterThan(50);
    assertThat(run.measures().get(Measure.ANSWERED))
        .isLessThan(run.measures().get(Measure.COMMITTED));
  }
}
