package dev.vopr.report;

import dev.vopr.run.attacks.AttackCell;
import dev.vopr.run.attacks.AttackExample;
import dev.vopr.run.attacks.AttackOutcome;
import dev.vopr.scenario.Verdict;
import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.RejectionRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AttackTextTest {
  private static final AttackExample FORK =
      new AttackExample(
          43, Verdict.VIOLATION, "agreement: two entries at op 7", 31, OptionalInt.empty());

  private static AttackCell cell(
      String attack, Hardening level, int replicas, Map<AttackOutcome, Long> outcomes) {
    return new AttackCell(attack, level, replicas, outcomes, 0, Optional.empty(), Optional.empty());
  }

  private static final List<AttackCell> CELLS =
      List.of(
          cell(
                  "two-stories",
                  Hardening.PLAIN,
                  3,
                  Map.of(AttackOutcome.HARMFUL, 7L, AttackOutcome.HARMLESS, 13L))
              .withExample(FORK),
          cell("two-stories", Hardening.SIGNED, 3, Map.of(AttackOutcome.DETECTED, 20L)),
          cell("two-stories", Hardening.PLAIN, 5, Map.of(AttackOutcome.HARMFUL, 20L))
              .withExample(FORK.withMinimised(2)),
          new AttackCell(
              "two-stories",
              Hardening.SIGNED,
              5,
              Map.of(AttackOutcome.HARMFUL, 1L, AttackOutcome.DETECTED, 19L),
              1,
              Optional.empty(),
              Optional.of(FORK)),
          cell("bad-ranges", Hardening.PLAIN, 3, Map.of(AttackOutcome.NEVER_REACHED, 20L)),
          new AttackCell(
              "bad-ranges",
              Hardening.SIGNED,
              3,
              Map.of(AttackOutcome.BLOCKED, 18L, AttackOutcome.NEVER_REACHED, 2L),
              0,
              Optional.of(RejectionRule.RANGE_INVALID),
              Optional.empty()));

  @Test
  void tableForPeopleHasAPartForEachSizeAndTheExamples() {
    Golden.check("attacks-text", AttackText.human(CELLS));
  }

  @Test
  void pageNamesTheRulesThatRefuse() {
    Golden.check("attacks-markdown", AttackText.markdown(CELLS, "Made by hand."));
  }

  @Test
  void csvHasALineForEachCell() {
    Golden.check("attacks-csv", AttackText.csv(CELLS));
  }

  @Test
  void jsonHasAnObjectForEachCell() {
    Golden.check("attacks-json", CELLS.stream().map(JsonText::ofAttack).toList());
  }
}
