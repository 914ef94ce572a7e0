package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.byzantine.ByzantineSettings;
import dev.vopr.byzantine.MutationFate;
import dev.vopr.byzantine.MutationTally;
import dev.vopr.scenario.Jobs;
import dev.vopr.vsr.RejectionRule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What became of lies, in words. */
class MutationTextTest {
  private static final ByzantineSettings LIES =
      Jobs.scenario(
              "byzantine.compromised = [2]",
              """
              byzantine.rules = [
                { name = a, mutation = { kind = drop } }
                { name = b, mutation = { kind = drop } }
                { name = c, mutation = { kind = drop } }
                { name = d, mutation = { kind = drop } }
              ]\
              """)
          .simulation()
          .byzantine();

  private static final List<MutationTally> TALLIES =
      List.of(
          tally("a", MutationFate.REJECTED, Optional.of(RejectionRule.ACK_BEYOND_OP), 1_234),
          tally("a", MutationFate.LOST, Optional.empty(), 3),
          tally("a", MutationFate.IN_FLIGHT, Optional.empty(), 2),
          tally("b", MutationFate.REJECTED, Optional.of(RejectionRule.ACK_CHECKSUM), 5),
          tally("b", MutationFate.REJECTED, Optional.of(RejectionRule.ACK_BEYOND_OP), 9),
          tally("b", MutationFate.REJECTED, Optional.of(RejectionRule.OLD_VIEW), 1),
          tally("b", MutationFate.HARMFUL, Optional.empty(), 1),
          tally("c", MutationFate.TOOK_EFFECT, Optional.of(RejectionRule.OLD_VIEW), 4),
          tally("c", MutationFate.NO_EFFECT, Optional.empty(), 6),
          tally("c", MutationFate.WITHHELD, Optional.empty(), 8));

  private static MutationTally tally(
      String rule, MutationFate fate, Optional<RejectionRule> rejection, long count) {
    return new MutationTally(rule, fate, rejection, count);
  }

  @Test
  void eachRuleHasItsLineAndTheOneThatNeverStruckIsLoud() {
    Golden.check("mutations", MutationText.lines("mutations ", LIES, TALLIES, 20));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6})
  void textKeepsToItsLimit(int limit) {
    List<String> lines = MutationText.lines("", LIES, TALLIES, limit);

    assertThat(lines).hasSizeLessThanOrEqualTo(limit);
    assertThat(lines.get(0)).startsWith("1,273: 1 HARMFUL, 4 followed without harm");
    assertThat(lines).last().isEqualTo("<<< NEVER STRUCK: d");
  }

  @Test
  void rulesThatDoNotFitAreCounted() {
    assertThat(MutationText.lines("", LIES, TALLIES, 4))
        .containsExactly(
            "1,273: 1 HARMFUL, 4 followed without harm, 1,249 rejected, 6 without effect,"
                + " 5 never arrived, 8 withheld",
            "a 1,239: 1,234 rejected (ACK_BEYOND_OP), 5 never arrived",
            "and 2 more rules",
            "<<< NEVER STRUCK: d");
  }

  @Test
  void withoutRulesThereIsNothingToSay() {
    assertThat(MutationText.lines("", ByzantineSettings.HONEST, List.of(), 20)).isEmpty();
  }

  @Test
  void rulesThatAllMissedAreNamed() {
    assertThat(MutationText.lines("", LIES, List.of(), 20))
        .containsExactly("0", "<<< NEVER STRUCK: a, b, c, d");
  }
}
