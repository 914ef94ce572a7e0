package dev.vopr.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that are refused: where, why, and what to do about it. */
class RefusedSettingsTest {
  @TempDir private Path directory;

  private List<SettingsProblem> problems(String text) {
    Path file = Sandbox.fileIn(directory, text);
    SettingsException exception =
        catchThrowableOfType(
            SettingsException.class, () -> JobReader.read(Optional.of(file), Map.of()));
    return exception == null ? List.of() : exception.problems();
  }

  @Test
  void lawsThatDoNotFitTogetherAreRefused() {
    assertThat(
            problems(
                """
                vopr.network {
                  latency { law = lognormal, min = 6 ms, median = 5 ms, max = 10 ms }
                  late-replay.delay { law = pareto, min = 0 s, shape = 2 }
                  clogs.duration { law = exponential, min = 3 ms, mean = 1 ms, max = 2 ms }
                  slow-links { factor-min = 3, factor-max = 2 }
                  links = [{ from = [7], latency { law = exponential, min = 1 ms } }]
                }
                vopr.storage.disks = [{ disks = [3], latency { law = uniform, min = 2 ms, max = 1 ms } }]
                """))
        .extracting(SettingsProblem::message)
        .containsExactlyInAnyOrder(
            "is above max; make it at most that, together with min",
            "0 is no beginning of a Pareto tail; give a longer one",
            "is above max; make it at most that",
            "is above factor-max; make it at most that",
            "7 is no node; replicas are 0 to 2, clients 1000 to 1001",
            "3 is above 2; give a whole number from 0 to 2",
            "is above max; make it at most that",
            "is missing; give a duration from 0 s to 1 h",
            "is missing; give a duration from 0 s to 1 h");
  }

  /** The first value is just below the range, the second one just above it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          goal-share                       | -0.1     | 1.1
          goals.lost                       | 0        | 9223372036854775808
          seed                             | -9223372036854775809 | 9223372036854775808
          iterations                       | 0        | 1000000001
          workers                          | -1       | 65
          wall-limit                       | 999 ms   | 3601 s
          run.fault-time                   | 999 us   | 1001 days
          run.settle-time                  | -1 ms    | 1001 days
          run.max-events                   | 99       | 1000000001
          run.pct-depth                    | 0        | 101
          run.pct-steps                    | 0        | 1000000001
          cluster.replicas                 | 2        | 8
          cluster.standbys                 | -1       | 7
          vsr.heartbeat-interval           | 999 ns   | 86401 s
          vsr.prepare-retry                | 999 ns   | 86401 s
          vsr.repair-retry                 | 999 ns   | 86401 s
          vsr.suspicion                    | 999 ns   | 86401 s
          vsr.view-change                  | 999 ns   | 86401 s
          vsr.view-change-cap              | 999 ns   | 86401 s
          vsr.vote-life                    | 999 ns   | 86401 s
          vsr.vote-retry                   | 999 ns   | 86401 s
          vsr.ping                         | 999 ns   | 86401 s
          vsr.abdication                   | 999 ns   | 86401 s
          vsr.scrub-interval               | -1 ns    | 86401 s
          vsr.log-slots                    | 3        | 1000001
          vsr.checkpoint-entries           | 0        | 1000001
          vsr.checkpoint-bytes             | 1023 B   | 1025 MiB
          vsr.sessions                     | 0        | 1000001
          vsr.pipeline-entries             | 0        | 100001
          vsr.queue-requests               | 0        | 100001
          vsr.batch-entries                | 0        | 10001
          vsr.repair-entries               | 0        | 10001
          vsr.operation-bytes              | 15 B     | 1025 KiB
          vsr.frame-bytes                  | 255 B    | 65 MiB
          client.retry                     | 999 ns   | 86401 s
          client.retry-cap                 | 999 ns   | 86401 s
          client.crash                     | -0.1     | 1.1
          client.down-min                  | 0 ns     | 3601 s
          client.down-max                  | 0 ns     | 3601 s
          client.bad-request               | -0.1     | 1.1
          workload.clients                 | 0        | 1001
          workload.tenants                 | 0        | 65537
          workload.keys                    | 0        | 1000001
          workload.value-bytes             | 0 B      | 65 KiB
          workload.think-min               | -1 ns    | 1001 days
          workload.think-max               | -1 ns    | 1001 days
          workload.operations              | -1       | 1000000001
          workload.hot-share               | -0.1     | 1.1
          workload.mix.get                 | -1       | 1000001
          workload.mix.put                 | -1       | 1000001
          workload.mix.compare-and-set     | -1       | 1000001
          workload.mix.delete              | -1       | 1000001
          workload.read-modify-write       | -0.1     | 1.1
          workload.burst.operations        | -1       | 1000000001
          workload.burst.pause-min         | -1 ns    | 1001 days
          workload.burst.pause-max         | -1 ns    | 1001 days
          workload.idle.probability        | -0.1     | 1.1
          workload.idle.min                | -1 ns    | 1001 days
          workload.idle.max                | -1 ns    | 1001 days
          network.latency.min              | -1 ns    | 3601 s
          network.latency.max              | -1 ns    | 3601 s
          network.latency.mean             | -1 ns    | 3601 s
          network.latency.median           | -1 ns    | 3601 s
          network.latency.sigma            | -0.1     | 10.1
          network.latency.shape            | 0.09     | 100.1
          network.loss                     | -0.1     | 1.1
          network.late-replay.probability  | -0.1     | 1.1
          network.late-replay.delay.min    | -1 ns    | 3601 s
          network.bit-corruption           | -0.1     | 1.1
          network.truncation               | -0.1     | 1.1
          network.misdelivery              | -0.1     | 1.1
          network.backlog                  | -1       | 1000001
          network.bandwidth                | -1 B     | 2048 TiB
          network.clogs.probability        | -0.1     | 1.1
          network.clogs.interval           | 0 ns     | 3601 s
          network.clogs.stability          | -1 ns    | 3601 s
          network.clogs.duration.mean      | -1 ns    | 3601 s
          network.slow-links.probability   | -0.1     | 1.1
          network.slow-links.factor-min    | 0.9      | 1000001
          network.slow-links.factor-max    | 0.9      | 1000001
          network.partitions.stability     | -1 ns    | 3601 s
          network.partitions.flapping      | -0.1     | 1.1
          network.partitions.flap-period   | 1 ns     | 3601 s
          network.partitions.rolling       | -0.1     | 1.1
          process.points.after-recovery    | -0.1     | 1.1
          network.duplication              | -0.1     | 1.1
          network.reordering               | -0.1     | 1.1
          network.reordering-delay         | 0 ns     | 3601 s
          network.capacity                 | 0        | 1000001
          network.partitions.probability   | -0.1     | 1.1
          network.partitions.interval      | 0 ns     | 3601 s
          network.partitions.min           | 0 ns     | 3601 s
          network.partitions.max           | 0 ns     | 3601 s
          storage.min                      | 0 ns     | 3601 s
          storage.max                      | 0 ns     | 3601 s
          storage.write-error              | -0.1     | 1.1
          storage.attempts                 | 0        | 101
          storage.faulty-disks             | -1       | 2
          storage.corruption               | -0.1     | 1.1
          storage.lost-disk                | -0.1     | 1.1
          storage.mean                     | 0 ns     | 3601 s
          storage.sector-bytes             | 511 B    | 4097 B
          storage.disk-full                | -0.1     | 1.1
          storage.disk-full-writes         | 0        | 1000001
          storage.torn-write               | -0.1     | 1.1
          storage.lost-write               | -0.1     | 1.1
          storage.lying-sync               | -0.1     | 1.1
          storage.misdirected-write        | -0.1     | 1.1
          storage.read-error               | -0.1     | 1.1
          storage.read-flip                | -0.1     | 1.1
          storage.misdirected-read         | -0.1     | 1.1
          storage.stale-sector             | -0.1     | 1.1
          storage.interval                 | 0.9 ms   | 3601 s
          storage.bit-rot                  | -0.1     | 1.1
          storage.zeroed-sector            | -0.1     | 1.1
          storage.slow.probability         | -0.1     | 1.1
          storage.slow.interval            | 0.9 ms   | 3601 s
          storage.slow.min                 | 0 ns     | 3601 s
          storage.slow.max                 | 0 ns     | 3601 s
          storage.slow.latency-min         | 0 ns     | 3601 s
          storage.slow.latency-max         | 0 ns     | 3601 s
          process.crash                    | -0.1     | 1.1
          process.interval                 | 0 ns     | 3601 s
          process.down-min                 | 0 ns     | 3601 s
          process.down-max                 | 0 ns     | 3601 s
          process.max-down                 | -1       | 4
          vsr.clock-tolerance              | -1 ns    | 3601 s
          vsr.clock-window                 | 999 ns   | 3601 s
          vsr.clock-expiry                 | 999 ns   | 3601 s
          vsr.clock-patience               | -1 ns    | 86401 s
          vsr.clock-drift-ppm              | -1       | 100001
          vsr.timestamp-distance           | -1 ns    | 86401 s
          clock.offset-max                 | -1 ns    | 3601 s
          clock.drift-max-ppm              | -1       | 100001
          clock.correction                 | 999 us   | 1001 days
          clock.faulty-clocks              | -1       | 4
          clock.interval                   | 0 ns     | 3601 s
          clock.step.probability           | -0.1     | 1.1
          clock.step.size-min              | 0 ns     | 86401 s
          clock.step.size-max              | 0 ns     | 86401 s
          clock.step.min                   | 0 ns     | 3601 s
          clock.step.max                   | 0 ns     | 3601 s
          clock.freeze.probability         | -0.1     | 1.1
          clock.freeze.min                 | 0 ns     | 3601 s
          clock.freeze.max                 | 0 ns     | 3601 s
          clock.failure.probability        | -0.1     | 1.1
          clock.failure.error-max          | -1 ns    | 4001 days
          clock.failure.min                | 0 ns     | 3601 s
          clock.failure.max                | 0 ns     | 3601 s
          """)
  void valueOutOfRangeIsReportedWithItsPlaceAndARemedy(String key, String low, String high) {
    for (String value : List.of(low, high)) {
      assertThat(problems("vopr {\n\n  " + key + " = " + value + "\n}"))
          .as("%s = %s", key, value)
          .anySatisfy(
              problem -> {
                assertThat(problem.where()).endsWith("a.conf:3");
                assertThat(problem.path()).isEqualTo("vopr." + key);
                assertThat(problem.message())
                    .containsPattern("(below|above|fit|negative).*; give ");
              });
    }
  }

  /** Values that are in their ranges but do not go together with the defaults of others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vsr.log-slots = 39              | vsr.log-slots          | two checkpoints and the pipeline, 40 entries; raise
          vsr.checkpoint-entries = 29     | vsr.log-slots          | two checkpoints and the pipeline, 66 entries; raise
          vsr.suspicion = 49 ms           | vsr.heartbeat-interval | is above suspicion; make it at most that
          vsr.view-change-cap = 299 ms    | vsr.view-change        | is above view-change-cap; make it at most that
          vsr.vote-life = 59 ms           | vsr.vote-retry         | is above vote-life; make it at most that
          vsr.abdication = 99 ms          | vsr.ping               | is above abdication; make it at most that
          vsr.frame-bytes = 32 KiB        | vsr.frame-bytes        | a full log tail needs 35920 bytes; raise it, or lower
          client.retry-cap = 149 ms       | client.retry           | is above retry-cap; make it at most that
          workload.burst.pause-max = 9 ms | workload.burst.pause-min | is above pause-max; make it at most that
          workload.idle.max = 9 ms        | workload.idle.min      | is above max; make it at most that
          workload.mix { get = 0, put = 0, compare-and-set = 0, delete = 0 } | workload.mix.get | is 0 like all the others
          client.down-max = 9 ms          | client.down-min        | is above down-max; make it at most that
          vsr.clock-expiry = 999 ms       | vsr.clock-window       | is above clock-expiry; make it at most that
          clock.drift-max-ppm = 1001      | clock.drift-max-ppm    | is above vsr.clock-drift-ppm = 1000, which the replicas
          clock.step.max = 199 ms         | clock.step.min         | is above max; make it at most that
          clock.step.size-max = 127 ms    | clock.step.size-min    | is above size-max; make it at most that
          storage.max = 19 us             | storage.min            | is above max; make it at most that
          storage.sector-bytes = 1 KiB    | storage.sector-bytes   | sectors of 512 or 4096 bytes; give one
          storage.slow.max = 99 ms        | storage.slow.min       | is above max; make it at most that
          storage.slow.latency-max = 9 ms | storage.slow.latency-min | is above latency-max; make it at most that
          process.down-max = 9 ms         | process.down-min       | is above down-max; make it at most that
          storage.faulty-disks = 2        | storage.faulty-disks   | 2 is above 1; give
          """)
  void settingsThatDoNotGoTogetherAreReportedAtOneOfThem(
      String setting, String path, String message) {
    assertThat(problems("vopr." + setting))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("vopr." + path);
              assertThat(problem.message()).contains(message);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vsr.log-slots = 40",
        "vsr.suspicion = 50 ms",
        "vsr.view-change-cap = 300 ms",
        "vsr.vote-life = 60 ms",
        "vsr.abdication = 100 ms",
        "vsr.frame-bytes = 35920 B",
        "client.retry-cap = 150 ms",
        "storage.max = 20 us",
        "process.down-max = 10 ms",
        "storage.faulty-disks = 1",
        "process.max-down = 3"
      })
  void settingsThatJustGoTogetherAreTaken(String setting) {
    assertThat(problems("vopr." + setting)).isEmpty();
  }

  @Test
  void moreReplicasMayHaveMoreFaultyDisks() {
    assertThat(problems("vopr { cluster.replicas = 7, storage.faulty-disks = 3 }")).isEmpty();
    assertThat(problems("vopr { cluster.replicas = 5, storage.faulty-disks = 3 }"))
        .extracting(SettingsProblem::path)
        .containsExactly("vopr.storage.faulty-disks");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          probability = 1.5                                              | probability
          max-strikes = -1                                               | max-strikes
          from = [3]                                                     | from[0]
          to = [1002]                                                    | to[0]
          message = [prepared]                                           | message[0]
          mutation = { kind = inflate-commit-number, amount = 0 }        | mutation.amount
          mutation = { kind = inflate-commit-number, factor = 1 }        | mutation.factor
          mutation = { kind = inflate-commit-number }                    | mutation.amount
          mutation = { kind = truncate-log-tail, keep = -1 }             | mutation.keep
          mutation = { kind = truncate-log-tail, cut-off = 0 }           | mutation.cut-off
          mutation = { kind = conflicting-log-tail, last = 0 }           | mutation.last
          mutation = { kind = conflicting-log-tail, parts = [view] }     | mutation.parts[0]
          mutation = { kind = decrement-view-number, amount = 0 }        | mutation.amount
          mutation = { kind = corrupt-checksum, bits = 65 }              | mutation.bits
          mutation = { kind = duplicate-message, copies = 1001 }         | mutation.copies
          mutation = { kind = delay, max = 2 h }                         | mutation.max
          mutation = { kind = delay }                                    | mutation.max
          mutation = { bits = 3, kind = truncate-log-tail, keep = 1 }    | mutation.bits
          mutation = { kind = drop, amount = 3 }                         | mutation.amount
          """)
  void wrongPartOfARuleIsReportedWithItsPlace(String part, String path) {
    String rule = "name = a, mutation = { kind = drop }, " + part;

    assertThat(
            problems("vopr.byzantine { compromised = [2]\n  rules = [\n    { " + rule + " }\n] }"))
        .isNotEmpty()
        .allSatisfy(
            problem -> {
              assertThat(problem.where()).endsWith("a.conf:3");
              assertThat(problem.path()).isEqualTo("vopr.byzantine.rules[0]." + path);
            });
  }

  @Test
  void mutationNeedsAKind() {
    assertThat(
            problems("vopr.byzantine { compromised = [2], rules = [{ name = a, mutation = {} }] }"))
        .extracting(SettingsProblem::path)
        .containsExactly("vopr.byzantine.rules[0].mutation.kind");
  }

  @Test
  void mutationsAreNestedToALimitedDepth() {
    String nested = "{ kind = drop }";
    for (int i = 0; i < 6; i++) {
      nested = "{ kind = composite, mutations = [" + nested + "] }";
    }

    assertThat(
            problems(
                "vopr.byzantine { compromised = [2], rules = [{ name = a, mutation = "
                    + nested
                    + " }] }"))
        .anyMatch(problem -> problem.message().contains("nested more than 4 deep"));
  }

  @Test
  void ruleWithAThousandBrothersIsOneTooMany() {
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i <= 1_000; i++) {
      rules.append("{ name = r").append(i).append(", mutation = { kind = drop } }\n");
    }

    assertThat(problems("vopr.byzantine { compromised = [2], rules = [\n" + rules + "] }"))
        .extracting(SettingsProblem::path)
        .contains("vopr.byzantine.rules");
  }

  @Test
  void manyProblemsAreReportedTogether() {
    assertThat(problems("vopr { cluster.replicas = 8\n network.loss = 5.4 }"))
        .extracting(SettingsProblem::path)
        .contains("vopr.cluster.replicas", "vopr.network.loss");
  }
}
