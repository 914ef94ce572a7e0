package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.byzantine.MutationFate;
import dev.vopr.byzantine.MutationTally;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import dev.vopr.vsr.RejectionRule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of lie, from the settings file to the ledger. */
class MutationKindsTest {
  private static SimSystem sim;

  @BeforeAll
  static void createSystem() {
    sim = SimSystem.create("mutation-kinds-test");
  }

  @AfterAll
  static void closeSystem() {
    sim.close();
  }

  private static RunResult run(String liar, String rule) {
    String[] settings = {
      "run.fault-time = 1 s",
      "workload.think-min = 100 ms",
      "workload.think-max = 100 ms",
      "byzantine.compromised = [" + liar + "]",
      "byzantine.rules = [{ name = lie, " + rule + " }]"
    };
    return new SeedRunner(sim, Jobs.scenario(settings)).run(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | message = [commit], mutation = { kind = inflate-commit-number, amount = 500 }
          0 | message = [prepare], mutation = { kind = inflate-commit-number, factor = 3.5 }
          0 | message = [prepare], mutation = { kind = truncate-log-tail, keep = 0 }
          0 | message = [prepare], mutation = { kind = truncate-log-tail, cut-off = 1 }
          0 | message = [prepare], mutation = { kind = conflicting-log-tail, parts = [timestamp] }
          2 | message = [prepare-ok], mutation = { kind = op-number-mismatch, offset = -1 }
          2 | mutation = { kind = corrupt-checksum, bits = 64 }
          2 | mutation = { kind = duplicate-message, copies = 3 }
          0 | message = [prepare], mutation = { kind = declared-length, field = entries, length = 16000000 }
          2 | mutation = { kind = declared-length, field = frame, length = 16000000 }
          2 | message = [prepare-ok], mutation = { kind = declared-length, field = bytes, length = 200000 }
          2 | mutation = { kind = drop }
          2 | mutation = { kind = delay, min = 1 ms, max = 80 ms }
          0 | mutation = { kind = fork, branches = [{ to = [1], mutation = { kind = drop } }] }
          2 | mutation = { kind = composite, mutations = [{ kind = delay, max = 2 ms }] }
          2 | mutation = { kind = set-field, field = view-number, to = plus-one }
          0 | message = [prepare], mutation = { kind = set-field, field = entry-op, to = in-flight }
          2 | mutation = { kind = any-field }
          2 | mutation = { kind = any-field, large = 0.5 }
          0 | mutation = { kind = change-list }
          0 | mutation = { kind = change-list, lists = [entries], changes = [extend, conflict] }
          2 | mutation = { kind = replay }
          2 | mutation = { kind = replay, of = heard, recorded-for = same, instead = false }
          2 | mutation = { kind = silence, min = 10 ms, max = 50 ms, towards = all }
          2 | mutation = { kind = flood, messages = 3 }
          0 | mutation = { kind = flood, messages = 3, mutation = { kind = change-list } }
          """)
  void kindStrikesAndIsInTheLedger(String liar, String rule) {
    RunResult run = run(liar, rule);

    assertThat(run.mutations()).isNotEmpty().extracting(MutationTally::rule).containsOnly("lie");
    assertThat(run.measures().get(Measure.MUTATED)).isGreaterThan(3);
  }

  @Test
  void olderViewIsClaimedOnceThereIsOne() {
    // Primaries are down for longer than they are trusted, so that views change.
    String[] settings = {
      "run.fault-time = 4 s",
      "process.crash = 0.3",
      "process.down-min = 700 ms",
      "byzantine.compromised = [2]",
      "byzantine.rules = [{ name = lie, mutation = { kind = decrement-view-number } }]"
    };

    RunResult run = new SeedRunner(sim, Jobs.scenario(settings)).run(5);

    assertThat(run.measures().get(Measure.VIEWS_STARTED)).isPositive();
    assertThat(run.measures().get(Measure.MUTATED)).isPositive();
    assertThat(run.mutations())
        .extracting(MutationTally::rejection)
        .contains(Optional.of(RejectionRule.OLD_VIEW));
  }

  @Test
  void viewNumberCannotFallBelowTheFirstView() {
    // Without a view change there is no older view to claim; a rule that strikes says so in vain.
    RunResult run = run("2", "mutation = { kind = decrement-view-number }");

    assertThat(run.mutations()).isEmpty();
  }

  @Test
  void lieIsRejectedByTheRuleThatItBreaks() {
    RunResult run =
        run("2", "message = [prepare-ok], mutation = { kind = op-number-mismatch, offset = 500 }");

    assertThat(run.mutations())
        .filteredOn(tally -> tally.fate() == MutationFate.REJECTED)
        .extracting(MutationTally::rejection)
        .containsExactly(Optional.of(RejectionRule.ACK_BEYOND_OP));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          entries | 16000000 | BATCH_TOO_LARGE
          frame   | 16000000 | FRAME_LENGTH
          bytes   | 200000   | FRAME_LENGTH
          """)
  void declaredLengthDiesAtItsLimitAndNotAtTheChecksum(
      String field, int length, RejectionRule rule) {
    RunResult run =
        run(
            "0",
            "message = [prepare], max-strikes = 3, mutation = { kind = declared-length, field = "
                + field
                + ", length = "
                + length
                + " }");

    assertThat(run.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(run.mutations())
        .extracting(MutationTally::rejection)
        .containsExactly(Optional.of(rule));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reversed", "negative", "overflowing", "huge"})
  void invalidRangesAreRefusedAndNobodyMindsThem(String lie) {
    String[] settings = {
      "run.fault-time = 3 s",
      "network.loss = 0.2",
      "byzantine.compromised = [2]",
      "byzantine.rules = [{ name = lie, message = [get-entries]"
          + ", mutation = { kind = invalid-range, lie = "
          + lie
          + " } }]"
    };

    RunResult run = new SeedRunner(sim, Jobs.scenario(settings)).run(5);

    assertThat(run.verdict()).as(run.reason()).isEqualTo(Verdict.SAFE);
    assertThat(run.mutations())
        .filteredOn(tally -> tally.fate().isDelivered())
        .extracting(MutationTally::rejection)
        .contains(Optional.of(RejectionRule.RANGE_INVALID));
    assertThat(run.count(new Countable.Lie("lie"))).isPositive();
  }

  @Test
  void garbageIsTakenIntoLogsAndCrashesNobody() {
    RunResult run =
        run("0", "message = [prepare], probability = 0.1, mutation = { kind = garbage-command }");

    assertThat(run.verdict()).isNotEqualTo(Verdict.CRASHED);
    assertThat(run.count(Measure.MUTATED_FOLLOWED)).isPositive();
  }

  @Test
  void withheldMessagesAreNeverDelivered() {
    RunResult run = run("2", "deliver = false, mutation = { kind = duplicate-message }");

    assertThat(run.mutations()).extracting(MutationTally::fate).containsOnly(MutationFate.WITHHELD);
    assertThat(run.measures()).containsEntry(Measure.MUTATED_DELIVERED, 0L);
  }

  @Test
  void strikesEndAtTheirLimit() {
    RunResult run = run("2", "max-strikes = 3, mutation = { kind = corrupt-checksum }");

    assertThat(run.measures()).containsEntry(Measure.MUTATED, 3L);
  }

  @Test
  void firstRuleThatChangesSomethingWins() {
    String[] settings = {
      "run.fault-time = 1 s",
      "byzantine.compromised = [2]",
      """
      byzantine.rules = [
        { name = idle, mutation = { kind = inflate-commit-number, amount = 1 } }
        { name = first, message = [prepare-ok], mutation = { kind = drop } }
        { name = second, message = [prepare-ok], mutation = { kind = drop } }
      ]\
      """
    };

    RunResult run = new SeedRunner(sim, Jobs.scenario(settings)).run(5);

    assertThat(run.mutations()).extracting(MutationTally::rule).isEqualTo(List.of("first"));
  }
}
