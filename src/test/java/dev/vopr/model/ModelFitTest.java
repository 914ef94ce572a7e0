package dev.vopr.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.config.RunSettings;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.ModelClaim;
import dev.vopr.scenario.Scenario;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFitTest {

  private static Scenario scenario(String settings) {
    return RunSettings.scenario("vopr { mode = simplified, " + settings + " }");
  }

  private static ModelClaim claim(String settings) {
    return scenario(settings).model().orElseThrow();
  }

  private static String rules(String rule) {
    return "byzantine { compromised = [2], rules = [" + rule + "] }";
  }

  @Test
  void aClusterIsNoModel() {
    assertThat(RunSettings.scenario("vopr.mode = vsr").model()).isEmpty();
    assertThat(RunSettings.scenario("vopr.name = any").model()).isEmpty();
  }

  @Test
  void aScenarioOfTheModelLosesNothing() {
    ModelClaim claim = claim("network.loss = 0.1, process.crash = 0.1, goals.committed = 5");

    assertThat(claim.refusal()).isEmpty();
    assertThat(claim.leftOut()).isEmpty();
  }

  @Test
  void whatTheModelHasNotIsNamed() {
    ModelClaim claim =
        claim(
            "network.loss = 0.1, storage.bit-rot = 0.1, cluster.standbys = 1,"
                + " goals { lost = 1, rotten = 1 }");

    assertThat(claim.refusal()).isEmpty();
    assertThat(claim.leftOut()).containsExactly("faults of disks", "standbys", "goal rotten");
  }

  @Test
  void faultsThatOnlyTheUpperEndOfARangeHasAreNamedToo() {
    ModelClaim claim = claim("network.loss = 0.1, storage.bit-rot { min = 0, max = 0.1 }");

    assertThat(claim.leftOut()).containsExactly("faults of disks");
  }

  @Test
  void aScenarioWithoutAFaultOfTheModelIsRefused() {
    assertThat(claim("storage.bit-rot = 0.1").refusal())
        .contains("the model has none of its faults: faults of disks");
  }

  @Test
  void aScenarioWhoseGoalsAreForeignIsRefused() {
    assertThat(claim("network.loss = 0.1, goals { checkpoints = 1, torn = 1, lost = 1 }").refusal())
        .contains(
            "of its 3 goals besides work done the model counts only 1, and not checkpoints, torn");
  }

  @Test
  void aPlanIsRefused() {
    String plan = "plan.decisions = [{ fault = loss, link = r0-r2, packet = 17 }]";

    assertThat(claim(plan).refusal()).hasValueSatisfying(why -> assertThat(why).contains("a plan"));
  }

  @Test
  void liesThatNeedBytesAreRefused() {
    String lie =
        "{ name = long, message = [start-view],"
            + " mutation = { kind = declared-length, field = frame, length = 16000000 } }";

    assertThat(claim(rules(lie)).refusal())
        .contains(
            "the model can tell none of its lies (long: messages of the model have no bytes)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          commit        | view-number      | plus-one  |
          do-view-change| last-normal-view | minus-one |
          prepare-ok    | op-number        | max       |
          commit        | last-normal-view | zero      | its messages have no last-normal-view
          prepare-ok    | commit-number    | plus-one  | its messages have no commit-number
          commit        | session          | plus-one  | messages of the model do not have the field session
          commit        | view-number      | random    | numbers of the model are small, and none of them random
          commit        | view-number      | in-flight | the model keeps no messages that were sent before
          """)
  void numbersAreChangedWhereMessagesOfTheModelCarryThem(
      String kind, String field, String to, String why) {
    String lie =
        "{ name = lie, message = [%s], mutation = { kind = set-field, field = %s, to = %s } }"
            .formatted(kind, field, to);
    Optional<String> refusal = claim(rules(lie)).refusal();

    assertThat(refusal)
        .isEqualTo(
            Optional.ofNullable(why)
                .map("the model can tell none of its lies (lie: %s)"::formatted));
  }

  @Test
  void aLieThatTheModelCannotTellIsNamedBesideThoseThatItCan() {
    String lies =
        "{ name = cut, message = [do-view-change], mutation = { kind = truncate-log-tail, keep = 0 } }"
            + ", { name = ping, message = [ping], mutation = { kind = drop } }";
    Scenario scenario = scenario(rules(lies) + ", goals.lies { cut = 2, ping = 1 }");

    assertThat(scenario.model().orElseThrow().refusal()).isEmpty();
    assertThat(scenario.model().orElseThrow().leftOut())
        .containsExactly("rule ping (the model has none of its messages)", "goal lies.ping");
    assertThat(scenario.goals())
        .containsEntry(new Countable.Lie("cut"), 2L)
        .containsEntry(Measure.MUTATED_DELIVERED, 1L);
  }

  @Test
  void faultsThatAreOnHaveToStrike() {
    assertThat(scenario("network.loss = 0.1, process.crash = 0.1").goals().keySet())
        .containsExactlyElementsOf(
            List.of(Measure.COMMITTED, Measure.ANSWERED, Measure.LOST, Measure.CRASHED));
  }
}
