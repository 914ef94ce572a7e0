package dev.vopr.byzantine;

import static dev.vopr.byzantine.MutatorTestbed.LIAR;
import static dev.vopr.byzantine.MutatorTestbed.SEED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vopr.byzantine.Inflation.ByAmount;
import dev.vopr.byzantine.MessageFieldMutation.Drop;
import dev.vopr.byzantine.MessageFieldMutation.InflateCommitNumber;
import dev.vopr.net.Packet;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Message;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lies that wait for their moment, and lies in a limited number of rounds. */
class MomentAndBudgetTest {
  private static final MessageFieldMutation PLUS_ONE = new InflateCommitNumber(new ByAmount(1));
  private static final EnumSet<Status> ANY_STATUS = EnumSet.allOf(Status.class);

  private static MessageMutationRule rule(
      String name, MessageFieldMutation mutation, Moment moment, RoundBudget budget) {
    return new MessageMutationRule(
        name, MessageTypeFilter.ANY, List.of(), List.of(), 1, mutation, true, 0, moment, budget);
  }

  private static MutatorTestbed waiting(Moment moment) {
    return new MutatorTestbed(rule("waits", PLUS_ONE, moment, RoundBudget.UNLIMITED));
  }

  private static boolean isLie(MutatorTestbed bed) {
    long before = bed.faults.struck();
    bed.send(new Message.Commit(LIAR, 5, 7, 70), 0);
    return bed.faults.struck() > before;
  }

  @Test
  void aRuleWaitsUntilSoMuchIsCommitted() {
    Moment late = new Moment(50, Moment.SENDER, ANY_STATUS, 0, Long.MAX_VALUE);
    try (MutatorTestbed bed = waiting(late)) {
      bed.cluster.committed = 49;
      assertThat(isLie(bed)).isFalse();

      bed.cluster.committed = 50;
      assertThat(isLie(bed)).isTrue();
    }
  }

  @Test
  void aRuleStrikesOnlyWhileAnotherReplicaChangesItsView() {
    Moment meanwhile = new Moment(0, 1, EnumSet.of(Status.VIEW_CHANGE), 0, Long.MAX_VALUE);
    try (MutatorTestbed bed = waiting(meanwhile)) {
      assertThat(isLie(bed)).isFalse();

      bed.cluster.changing = 1;
      assertThat(isLie(bed)).isTrue();

      bed.cluster.changing = LIAR;
      assertThat(isLie(bed)).isFalse();
    }
  }

  @Test
  void aRuleStrikesInSomeViewsOfTheLiarOnly() {
    try (MutatorTestbed bed = waiting(new Moment(0, Moment.SENDER, ANY_STATUS, 2, 3))) {
      for (long view = 0; view <= 5; view++) {
        bed.cluster.view = view;
        assertThat(isLie(bed)).as("view %d", view).isEqualTo(view == 2 || view == 3);
      }
    }
  }

  @Test
  void aMomentThatNeverComesIsRefused() {
    assertThatThrownBy(() -> new Moment(0, 1, ANY_STATUS, 3, 2))
        .hasMessage("the moment never comes");
  }

  private static List<Integer> mutationsOf(MutatorTestbed bed, long... commits) {
    for (long commit : commits) {
      bed.send(new Message.Commit(LIAR, 5, commit, 70), 0);
    }
    return bed.packets.stream().map(Packet::mutation).toList();
  }

  @Test
  void whatIsSaidIsChangedInSoManyRoundsOnly() {
    RoundBudget two = new RoundBudget(2, 0, 0);
    try (MutatorTestbed bed = new MutatorTestbed(rule("lie", PLUS_ONE, Moment.ANY, two))) {
      // Twice in the same round is one round.
      assertThat(mutationsOf(bed, 7, 7, 8, 9, 8, 9)).containsExactly(1, 2, 3, 0, 4, 0);
      assertThat(bed.faults.struck()).isEqualTo(4);
    }
  }

  @Test
  void messagesAreKeptBackInSoManyRoundsOnly() {
    RoundBudget one = new RoundBudget(1, 1, 0);
    try (MutatorTestbed bed = new MutatorTestbed(rule("drop", new Drop(), Moment.ANY, one))) {
      assertThat(mutationsOf(bed, 7, 8, 7)).containsExactly(0);
    }
  }

  @Test
  void lastingSilenceDoesNotExceedItsRounds() {
    Silence silence = new Silence(1_000_000, 1_000_000, Silence.Towards.ALL);
    RoundBudget two = new RoundBudget(0, 2, 0);
    try (MutatorTestbed bed = new MutatorTestbed(rule("mute", silence, Moment.ANY, two))) {
      assertThat(mutationsOf(bed, 7, 8, 9, 10)).containsExactly(0, 0);
      assertThat(bed.ledger.count(MutationFate.WITHHELD)).isEqualTo(2);
    }
  }

  @Test
  void liesAreToldInTheFirstRoundsOnly() {
    RoundBudget early = new RoundBudget(0, 0, 3);
    try (MutatorTestbed bed = new MutatorTestbed(rule("lie", PLUS_ONE, Moment.ANY, early))) {
      assertThat(mutationsOf(bed, 7, 8, 9, 10, 11, 9)).containsExactly(1, 2, 3, 0, 0, 4);
    }
  }

  @Test
  void theBudgetOfAllRulesIsSpentByEachOfThem() {
    ByzantineSettings settings =
        new ByzantineSettings(
            List.of(LIAR),
            false,
            1,
            List.of(
                rule("drop", new Drop(), Moment.ANY, new RoundBudget(0, 1, 0)),
                rule("lie", PLUS_ONE, Moment.ANY, RoundBudget.UNLIMITED)),
            new RoundBudget(1, 0, 0),
            TwinSettings.NONE);
    try (MutatorTestbed bed = new MutatorTestbed(SEED, settings)) {
      // The first round is dropped; in the second one is lied, and then the budget is spent.
      assertThat(mutationsOf(bed, 7, 8, 9)).containsExactly(2, 0);
    }
  }
}
