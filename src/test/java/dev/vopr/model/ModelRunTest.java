package dev.vopr.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.check.Violation;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.config.RunSettings;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelRunTest {
  private static final int SEEDS = 60;

  private static final String ROUGH =
      """
      vopr {
        cluster.replicas = %d
        workload.clients = 8
        network {
          loss = 0.05, duplication = 0.05
          partitions { probability = 0.9, interval = 200 ms, min = 100 ms, max = 600 ms
                       kinds = [symmetric, one-way, isolate-one, bridge, partial-mesh, isolate-client] }
        }
        process { crash = 0.2, down-max = 500 ms }
      }
      """;

  private static final String LIAR =
      """
      vopr {
        vsr.hardening = %s
        cluster.replicas = 5
        workload.clients = 8
        network.partitions { probability = 0.9, interval = 200 ms, min = 100 ms, max = 600 ms
                             kinds = [symmetric, isolate-one] }
        process { crash = 0.2, down-max = 500 ms }
        byzantine { compromised = [0], rules = [{ name = lie, %s }] }
      }
      """;

  private static SimulationSettings settings(String text) {
    return RunSettings.scenario(text).simulation();
  }

  private static SimulationSettings rough(int replicas) {
    return settings(ROUGH.formatted(replicas));
  }

  private static ModelResult run(SimulationSettings settings, Protocol protocol, long seed) {
    return new ModelRun(settings, protocol, seed, ModelStory.off()).run();
  }

  private static Map<Verdict, Integer> verdicts(SimulationSettings settings) {
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (long seed = 1; seed <= SEEDS; seed++) {
      ModelResult result = ModelRun.make(settings, seed, ModelStory.off());
      verdicts.merge(result.verdict(), 1, Integer::sum);
    }
    return verdicts;
  }

  private static List<String> violated(SimulationSettings settings, Protocol protocol) {
    List<String> names = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      run(settings, protocol, seed).violation().map(Violation::invariant).ifPresent(names::add);
    }
    return names;
  }

  @Test
  void aHealthyClusterCommitsWhatClientsAskFor() {
    ModelResult result =
        ModelRun.make(settings("vopr { workload.clients = 2 }"), 7, ModelStory.off());

    assertThat(result.verdict()).as(result.reason()).isEqualTo(Verdict.SAFE);
    assertThat(result.measures().get(Measure.COMMITTED)).isGreaterThan(100);
    assertThat(result.measures().get(Measure.LOST)).isZero();
    assertThat(result.measures().get(Measure.VIEWS_STARTED)).isZero();
  }

  @Test
  void lossPartitionsAndCrashesBreakNothing() {
    assertThat(verdicts(rough(3))).containsOnlyKeys(Verdict.SAFE);
    assertThat(verdicts(rough(5))).containsOnlyKeys(Verdict.SAFE);
  }

  @Test
  void faultsStrikeWhereTheyAreOn() {
    ModelResult result = ModelRun.make(rough(3), 7, ModelStory.off());

    assertThat(result.measures())
        .satisfies(
            measures -> {
              for (Measure measure :
                  List.of(
                      Measure.LOST,
                      Measure.DUPLICATED,
                      Measure.REORDERED,
                      Measure.PARTITIONED,
                      Measure.CRASHED,
                      Measure.VIEWS_STARTED,
                      Measure.RETRIED)) {
                assertThat(measures.get(measure)).as(measure.key()).isPositive();
              }
            });
  }

  // ---- planted bugs -----------------------------------------------------------------------------

  @Test
  void aCommitByOneTooFewBreaksAgreement() {
    Protocol good = Protocol.ofPaper(5);
    Protocol bad = new Protocol(good.commitQuorum() - 1, good.viewQuorum(), good.logOrder());

    assertThat(violated(rough(5), bad)).contains("agreement");
  }

  @Test
  void aViewChangeByOneTooFewBreaksAgreement() {
    Protocol good = Protocol.ofPaper(5);
    Protocol bad = new Protocol(good.commitQuorum(), good.viewQuorum() - 1, good.logOrder());

    assertThat(violated(rough(5), bad)).contains("agreement");
  }

  @Test
  void theLongestLogWithoutItsViewBreaksAgreement() {
    Protocol good = Protocol.ofPaper(5);
    Comparator<ModelMessage> longest = Comparator.comparingLong(ModelMessage::op);
    Protocol bad = new Protocol(good.commitQuorum(), good.viewQuorum(), longest);

    assertThat(violated(rough(5), bad)).contains("agreement");
  }

  @Test
  void aQuorumThatNobodyCanReachStalls() {
    ModelResult result =
        run(
            settings("vopr.run.fault-time = 1 s"),
            new Protocol(4, 2, Protocol.LATEST_VIEW_THEN_LONGEST),
            7);

    assertThat(result.verdict()).isEqualTo(Verdict.STALLED);
    assertThat(result.reason()).startsWith("requests without an answer: ");
  }

  // ---- lies -------------------------------------------------------------------------------------

  private static SimulationSettings liar(String hardening, String lie) {
    return settings(LIAR.formatted(hardening, lie));
  }

  @Test
  void aPrematureCommitIsBelievedAtPlainAndRefusedAtSigned() {
    String lie =
        "message = [do-view-change, start-view, prepare, commit],"
            + " mutation = { kind = inflate-commit-number, amount = 5 }";

    assertThat(verdicts(liar("plain", lie))).containsKey(Verdict.VIOLATION);
    assertThat(verdicts(liar("signed", lie))).containsOnlyKeys(Verdict.SAFE);
  }

  @Test
  void anAcknowledgementOfWhatIsNotThereIsRefusedFromValidatedOn() {
    String lie = "message = [prepare-ok], mutation = { kind = op-number-mismatch, offset = 500 }";

    assertThat(verdicts(liar("validated", lie))).containsOnlyKeys(Verdict.SAFE);
    ModelResult result = ModelRun.make(liar("validated", lie), 7, ModelStory.off());
    assertThat(result.measures().get(Measure.MUTATED_REJECTED)).isPositive();
  }

  @Test
  void anotherLogIsBelievedAtChainedAndRefusedAtSigned() {
    String lie =
        "message = [do-view-change, start-view],"
            + " mutation = { kind = conflicting-log-tail, last = 3, parts = [operation] }";

    assertThat(verdicts(liar("plain", lie))).containsKey(Verdict.VIOLATION);
    assertThat(verdicts(liar("signed", lie))).containsOnlyKeys(Verdict.SAFE);
  }

  @Test
  void twoStoriesOfOnePrimaryAreEvidenceAtSigned() {
    String lie =
        "message = [prepare], mutation = { kind = fork, branches = [{ to = [1, 2], mutation ="
            + " { kind = conflicting-log-tail, last = 1, parts = [timestamp] } }] }";
    long evidence = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      ModelResult result = ModelRun.make(liar("signed", lie), seed, ModelStory.off());
      evidence += result.measures().get(Measure.EVIDENCE);
      assertThat(result.violation().map(Violation::invariant))
          .as("seed %d", seed)
          .isNotEqualTo(Optional.of("evidence"));
    }

    assertThat(evidence).isPositive();
  }

  // ---- the same seed ----------------------------------------------------------------------------

  @Test
  void aSeedTakesTheSameStepsWhetherTheyAreToldOrNot() {
    ModelStory story = ModelStory.ofLast(30);

    ModelResult silent = ModelRun.make(rough(3), 7, ModelStory.off());
    ModelResult told = ModelRun.make(rough(3), 7, story);

    assertThat(told).isEqualTo(silent);
    assertThat(story.lines()).hasSize(31);
    assertThat(story.lines().get(0)).startsWith("… ");
    assertThat(ModelRun.make(rough(3), 8, ModelStory.off()).hash()).isNotEqualTo(silent.hash());
  }
}
