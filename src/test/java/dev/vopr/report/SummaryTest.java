package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.byzantine.MessageMutationRule;
import dev.vopr.byzantine.MutationFate;
import dev.vopr.byzantine.MutationTally;
import dev.vopr.run.Results;
import dev.vopr.run.RunResult;
import dev.vopr.run.SweepResult;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Verdict;
import dev.vopr.vsr.RejectionRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said after a sweep. */
class SummaryTest {
  private static final long WALL = 2_500_000_000L;
  private static final String AGAIN = "mvn exec:java -Dconfig.file=conf/x.conf";
  private static final Job BASELINE = Jobs.ofFile("baseline.conf", "iterations = 4");
  private static final Job BYZANTINE = Jobs.ofFile("lies.conf", "iterations = 4");

  private static List<String> summary(Job job, RunResult... runs) {
    return Summary.lines(job, Results.sweep(job.scenario(), List.of(runs)), WALL, AGAIN);
  }

  private static RunResult safe(long seed) {
    return Results.run(seed, Verdict.SAFE, "");
  }

  private static RunResult bad(long seed, Verdict verdict) {
    return Results.run(
        seed,
        verdict,
        "agreement: r2 committed entry 0123456789abcdef at op 17,"
            + " but r1 committed entry fedcba9876543210 there");
  }

  @Test
  void goalsAreToldHoweverManyOfThemWereMissed() {
    Job job =
        Jobs.of(
            "iterations = 1",
            "goals.committed = 1",
            "goals.lost = 1000000",
            "goals.torn = 1000000",
            "goals.evicted = 1000000",
            "goals.delivered = 1");

    List<String> lines = summary(job, safe(1));

    assertThat(lines).anyMatch(line -> line.contains("<<< MISSED")).hasSizeLessThanOrEqualTo(25);
  }

  @Test
  void passIsToldWithTheGoalsAndWhatToRunNext() {
    Golden.check("summary-safe", summary(BASELINE, safe(42), safe(43), safe(44), safe(45)));
  }

  @Test
  void violationIsToldWithTheValuesAndHowToRepeatIt() {
    Golden.check(
        "summary-violation",
        summary(
            BASELINE, safe(42), bad(43, Verdict.STALLED), bad(44, Verdict.VIOLATION), safe(45)));
  }

  @Test
  void missedGoalIsLoud() {
    RunResult idle = Results.run(43, Verdict.VACUOUS, "why", List.of(), 3);

    Golden.check("summary-vacuous", summary(BASELINE, safe(42), idle, idle, safe(45)));
  }

  @Test
  void interruptedSweepIsCalledPartial() {
    SweepResult result = Results.interrupted(BASELINE.scenario(), List.of(safe(42)));

    Golden.check("summary-interrupted", Summary.lines(BASELINE, result, WALL, AGAIN));
  }

  @Test
  void sweepThatFailFastEndedSaysSo() {
    Job job = Jobs.ofFile("baseline.conf", "iterations = 4", "fail-fast = true");

    assertThat(summary(job, safe(42), bad(43, Verdict.CRASHED)))
        .element(1)
        .asString()
        .endsWith("; ended there, as fail-fast asks");
  }

  @Test
  void violationThatIsExpectedButNotFoundIsTold() {
    Job job = Jobs.of("expect = [violation]", "iterations = 1");

    assertThat(summary(job, safe(42)).subList(0, 2))
        .containsExactly(
            "SAFE · NOT as expected · default · 1 of 1 run: 1 SAFE",
            "  which means what is expected was not found: VIOLATION");
  }

  @Test
  void mutationsAreToldRuleByRule() {
    RunResult run = Results.run(42, Verdict.SAFE, "", tallies(BYZANTINE), 100);

    Golden.check("summary-lies", summary(BYZANTINE, run, run, run, run));
  }

  /** Every rule but the last one struck, each in another way. */
  private static List<MutationTally> tallies(Job job) {
    List<MessageMutationRule> rules = job.scenario().simulation().byzantine().rules();
    List<MutationTally> tallies = new ArrayList<>();
    MutationFate[] fates = MutationFate.values();
    for (int i = 0; i + 1 < rules.size(); i++) {
      String rule = rules.get(i).name();
      for (int k = 0; k <= i % 3; k++) {
        tallies.add(
            new MutationTally(rule, fates[(i + k) % fates.length], Optional.empty(), 1_000 + i));
      }
      tallies.add(rejected(rule, RejectionRule.ACK_CHECKSUM, 7 + i));
      tallies.add(rejected(rule, RejectionRule.ACK_DUPLICATE, 2_000_000 + i));
      tallies.add(rejected(rule, RejectionRule.FRAME_CHECKSUM, 1));
    }
    return tallies;
  }

  private static MutationTally rejected(String rule, RejectionRule by, long count) {
    return new MutationTally(rule, MutationFate.REJECTED, Optional.of(by), count);
  }

  @Test
  void compactLineIsOneLineOfWordsAndNumbers() {
    SweepResult result =
        Results.sweep(
            Jobs.scenario("name = \"two words\""), List.of(safe(1), bad(2, Verdict.STALLED)));

    assertThat(Summary.compact(result))
        .isEqualTo("two-words STALLED runs=2 unexpected=1 events=2408 hash=365cfa89afc56310");
  }

  @Test
  void summaryOfTheWorstCaseHasAtMostTwentyFiveLines() {
    List<String> settings = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      settings.add("goals." + measure.name().toLowerCase(Locale.ROOT).replace('_', '-') + " = 50");
    }
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      String name = "rule-with-quite-a-long-name-that-somebody-has-chosen-" + i;
      rules.append("{ name = ").append(name).append(", mutation = { kind = drop } }\n");
    }
    settings.add("name = \"" + "long name ".repeat(30) + "\"");
    settings.add("byzantine.compromised = [2]");
    settings.add("byzantine.rules = [" + rules + "]");
    Job job = Jobs.of(settings.toArray(String[]::new));
    String reason = "something that takes many words to say ".repeat(20);
    for (int missed = 0; missed <= 3; missed++) {
      List<RunResult> runs = new ArrayList<>();
      for (int seed = 0; seed < 40; seed++) {
        Verdict verdict = Verdict.values()[2 + seed % 4];
        runs.add(Results.run(seed, verdict, reason, tallies(job), missed == 0 ? 50 : 49 + missed));
      }

      List<String> lines = Summary.lines(job, Results.sweep(job.scenario(), runs), WALL, AGAIN);

      assertThat(lines).hasSizeLessThanOrEqualTo(25);
      assertThat(lines.subList(0, lines.size() - 2)).allMatch(line -> line.length() <= 110);
      assertThat(lines).last().asString().startsWith("  as a story  ");
      assertThat(lines).anyMatch(line -> line.contains("NEVER STRUCK"));
    }
  }

  @Test
  void summaryOfNoRunsIsVacuousAndMissesAllGoals() {
    List<String> lines = summary(BASELINE);

    assertThat(lines.get(0)).isEqualTo("VACUOUS · NOT as expected · baseline · 0 of 4 runs: none");
    assertThat(lines).filteredOn(line -> line.contains("<<< MISSED")).hasSize(2);
  }

  @Test
  void worstFailureIsTheOneToRepeat() {
    List<String> lines =
        summary(BASELINE, bad(42, Verdict.STALLED), bad(43, Verdict.CRASHED), safe(44));

    assertThat(lines).contains("  repeat it   " + AGAIN + " -Dvopr.iterations=1 -Dvopr.seed=43");
  }
}
