package dev.vopr.byzantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vopr.byzantine.MessageFieldMutation.Drop;
import dev.vopr.byzantine.MessageFieldMutation.DuplicateMessage;
import dev.vopr.net.Packet;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.message.MessageKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MutationLedgerTest {
  private static final ByzantineSettings SETTINGS =
      new ByzantineSettings(
          List.of(2),
          1,
          List.of(
              MutatorTestbed.rule("double", 1, new DuplicateMessage(1)),
              MutatorTestbed.rule("drop", 1, new Drop())));

  private final MutationLedger ledger = MutationLedger.of(SETTINGS);

  @Test
  void aLineSaysWhatWasDoneToWhom() {
    int number = ledger.open(1, MessageKind.COMMIT, 2, 0);
    ledger.onWithheld(number);

    assertThat(number).isEqualTo(1);
    assertThat(ledger.lines())
        .containsExactly(
            new MutationLine(
                1,
                "drop",
                "drop",
                MessageKind.COMMIT,
                2,
                0,
                MutationFate.WITHHELD,
                Optional.empty()));
  }

  @Test
  void aLineIsInFlightUntilSomethingIsKnown() {
    open();

    assertThat(fate()).isEqualTo(MutationFate.IN_FLIGHT);
    assertThat(ledger.delivered()).isZero();
  }

  @Test
  void aLostMessageIsLost() {
    ledger.onLost(open());

    assertThat(fate()).isEqualTo(MutationFate.LOST);
    assertThat(ledger.delivered()).isZero();
  }

  @Test
  void aDeliveryWithoutConsequencesHasNoEffect() {
    ledger.onDelivered(open(), false);

    assertThat(fate()).isEqualTo(MutationFate.NO_EFFECT);
    assertThat(ledger.delivered()).isEqualTo(1);
  }

  @Test
  void whatWasDeliveredIsCountedForEachRule() {
    ledger.onDelivered(ledger.open(0, MessageKind.COMMIT, 2, 0), false);
    ledger.onRejected(ledger.open(0, MessageKind.COMMIT, 2, 1), RejectionRule.OLD_VIEW);
    ledger.onLost(ledger.open(0, MessageKind.COMMIT, 2, 1));
    ledger.onWithheld(ledger.open(1, MessageKind.COMMIT, 2, 0));

    assertThat(ledger.delivered("double")).isEqualTo(2);
    assertThat(ledger.delivered("drop")).isZero();
    assertThat(ledger.delivered("another")).isZero();
  }

  @Test
  void aRejectedMessageStaysRejectedInWhicheverOrderThatIsTold() {
    int first = open();
    ledger.onRejected(first, RejectionRule.OLD_VIEW);
    ledger.onRejected(first, RejectionRule.ENTRY_PARENT);
    ledger.onDelivered(first, false);
    int second = open();
    ledger.onDelivered(second, false);
    ledger.onRejected(second, RejectionRule.ENTRY_PARENT);

    assertThat(ledger.summary())
        .containsExactly(
            tally(MutationFate.REJECTED, RejectionRule.OLD_VIEW, 1),
            tally(MutationFate.REJECTED, RejectionRule.ENTRY_PARENT, 1));
  }

  @Test
  void aMessageThatIsRejectedInPartAndChangesStateTookEffect() {
    int number = open();
    ledger.onRejected(number, RejectionRule.COMMIT_BEYOND_OP);
    ledger.onDelivered(number, true);

    assertThat(ledger.summary())
        .containsExactly(tally(MutationFate.TOOK_EFFECT, RejectionRule.COMMIT_BEYOND_OP, 1));
  }

  @Test
  void theMostThatAnyCopyAchievedCounts() {
    int number = open();
    ledger.onDelivered(number, true);
    ledger.onRejected(number, RejectionRule.ENTRY_DUPLICATE);
    ledger.onDelivered(number, false);
    ledger.onLost(number);

    assertThat(fate()).isEqualTo(MutationFate.TOOK_EFFECT);
    assertThat(ledger.mutated()).isEqualTo(1);
    assertThat(ledger.delivered()).isEqualTo(1);
  }

  @Test
  void whatGaveEvidenceStaysDetectedInAViolation() {
    int number = open();
    ledger.onDelivered(number, true);
    ledger.onDetected(number);
    ledger.onViolation();

    assertThat(fate()).isEqualTo(MutationFate.DETECTED);
    assertThat(ledger.delivered()).isEqualTo(1);
  }

  @Test
  void aViolationMakesHarmfulWhatTookEffectAndNothingElse() {
    ledger.onDelivered(open(), true);
    ledger.onDelivered(open(), false);
    ledger.onLost(open());
    ledger.onViolation();
    open();

    assertThat(ledger.lines())
        .extracting(MutationLine::fate)
        .containsExactly(
            MutationFate.HARMFUL,
            MutationFate.NO_EFFECT,
            MutationFate.LOST,
            MutationFate.IN_FLIGHT);
    assertThat(ledger.count(MutationFate.TOOK_EFFECT)).isZero();
  }

  @Test
  void countsAreExactBeyondTheLimitOfLines() {
    MutationLedger small = MutationLedger.of(SETTINGS, 3);
    for (int i = 0; i < 1_000; i++) {
      int number = small.open(0, MessageKind.COMMIT, 2, 0);
      if (number > 500) {
        small.onLost(number);
      }
    }

    assertThat(small.lines()).hasSize(3);
    assertThat(small.mutated()).isEqualTo(1_000);
    assertThat(small.count(MutationFate.LOST)).isEqualTo(500);
    assertThat(small.count(MutationFate.IN_FLIGHT)).isEqualTo(500);
  }

  @Test
  void theSummaryIsInTheOrderOfTheSettings() {
    ledger.onWithheld(ledger.open(1, MessageKind.COMMIT, 2, 0));
    ledger.onDelivered(open(), true);
    ledger.onLost(open());
    ledger.onLost(open());

    assertThat(ledger.summary())
        .containsExactly(
            new MutationTally("double", MutationFate.LOST, Optional.empty(), 2),
            new MutationTally("double", MutationFate.TOOK_EFFECT, Optional.empty(), 1),
            new MutationTally("drop", MutationFate.WITHHELD, Optional.empty(), 1));
  }

  @Test
  void reportsOnUntouchedPacketsAreIgnoredAndUnknownNumbersAreDefects() {
    ledger.onLost(Packet.UNTOUCHED);
    ledger.onRejected(Packet.UNTOUCHED, RejectionRule.OLD_VIEW);
    ledger.onDelivered(Packet.UNTOUCHED, true);

    assertThat(ledger.summary()).isEmpty();
    assertThatThrownBy(() -> ledger.onLost(1)).hasMessageContaining("a line has a number");
  }

  private int open() {
    return ledger.open(0, MessageKind.PREPARE, 2, 1);
  }

  private MutationFate fate() {
    return ledger.lines().get(0).fate();
  }

  private static MutationTally tally(MutationFate fate, RejectionRule rejection, long count) {
    return new MutationTally("double", fate, Optional.of(rejection), count);
  }
}
