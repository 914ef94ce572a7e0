package dev.vopr.byzantine;

import static dev.vopr.byzantine.MutatorTestbed.LIAR;
import static dev.vopr.byzantine.MutatorTestbed.SEED;
import static dev.vopr.byzantine.MutatorTestbed.always;
import static dev.vopr.byzantine.MutatorTestbed.oneOfEachKind;
import static dev.vopr.byzantine.MutatorTestbed.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vopr.byzantine.Inflation.ByAmount;
import dev.vopr.byzantine.MessageFieldMutation.Branch;
import dev.vopr.byzantine.MessageFieldMutation.Composite;
import dev.vopr.byzantine.MessageFieldMutation.DecrementViewNumber;
import dev.vopr.byzantine.MessageFieldMutation.Drop;
import dev.vopr.byzantine.MessageFieldMutation.Fork;
import dev.vopr.byzantine.MessageFieldMutation.InflateCommitNumber;
import dev.vopr.net.Packet;
import dev.vopr.net.SimNetwork;
import dev.vopr.trace.LossReason;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which packets the mutator touches, and what it does with the others. */
class MessageMutatorTest {
  private static final MessageFieldMutation PLUS_ONE = new InflateCommitNumber(new ByAmount(1));
  private static final MessageFieldMutation PLUS_TEN = new InflateCommitNumber(new ByAmount(10));
  private static final Message.Commit COMMIT = new Message.Commit(LIAR, 5, 7, 70);

  @Test
  void neverTouchesPacketsOfHonestSenders() {
    try (MutatorTestbed bed = new MutatorTestbed(always(new Drop()))) {
      Frame frame = MutatorTestbed.CODEC.encode(COMMIT);
      for (int honest : List.of(0, 1, 3, Nodes.client(0), Nodes.client(2))) {
        Packet sent = bed.send(frame, honest, LIAR).get(0);

        assertThat(bed.packets.get(bed.packets.size() - 1)).isSameAs(sent);
      }
      assertThat(bed.ledger.mutated()).isZero();
      assertThat(bed.events).isEmpty();
    }
  }

  @Test
  void withoutRulesEverythingPasses() {
    try (MutatorTestbed bed = new MutatorTestbed()) {
      oneOfEachKind().forEach(message -> bed.send(message, 0));

      assertThat(bed.messages()).isEqualTo(oneOfEachKind());
      assertThat(bed.packets).extracting(Packet::mutation).containsOnly(Packet.UNTOUCHED);
    }
  }

  @Test
  void aRuleWithProbabilityZeroNeverStrikes() {
    try (MutatorTestbed bed = new MutatorTestbed(rule("never", 0, new Drop()))) {
      sendMany(bed, 1_000);

      assertThat(bed.packets).hasSize(1_000);
      assertThat(bed.ledger.mutated()).isZero();
    }
  }

  @Test
  void aRuleStrikesWithItsProbability() {
    try (MutatorTestbed bed = new MutatorTestbed(rule("some", 0.25, PLUS_ONE))) {
      sendMany(bed, 10_000);

      assertThat(bed.ledger.mutated() / 10_000.0).as("seed %d", SEED).isCloseTo(0.25, within(0.02));
      assertThat(bed.packets).hasSize(10_000);
    }
  }

  @Test
  void aRulesDrawsDoNotDependOnOtherTraffic() {
    MessageMutationRule commits =
        new MessageMutationRule(
            "commits",
            MessageTypeFilter.of(MessageKind.COMMIT),
            List.of(LIAR),
            List.of(0),
            0.5,
            PLUS_ONE,
            true,
            0);
    try (MutatorTestbed quiet = new MutatorTestbed(commits);
        MutatorTestbed busy = new MutatorTestbed(commits)) {
      for (int i = 0; i < 200; i++) {
        quiet.send(COMMIT, 0);
        busy.send(MutatorTestbed.prepare(1), 0);
        busy.send(COMMIT, 1);
        busy.send(COMMIT, 0);
      }

      List<Boolean> struckQuietly = struckCommitsTo0(quiet);
      assertThat(struckCommitsTo0(busy)).as("seed %d", SEED).isEqualTo(struckQuietly);
      assertThat(struckQuietly).contains(true, false);
    }
  }

  private static List<Boolean> struckCommitsTo0(MutatorTestbed bed) {
    return bed.packets.stream()
        .filter(packet -> packet.to() == 0)
        .filter(packet -> packet.frame().kindCode() == MessageKind.COMMIT.code())
        .map(packet -> packet.mutation() != Packet.UNTOUCHED)
        .toList();
  }

  @Test
  void aRuleConcernsItsKindsAndReceiversOnly() {
    MessageMutationRule rule =
        new MessageMutationRule(
            "narrow",
            MessageTypeFilter.of(MessageKind.COMMIT),
            List.of(),
            List.of(1, Nodes.client(3)),
            1,
            new Drop(),
            true,
            0);
    try (MutatorTestbed bed = new MutatorTestbed(rule)) {
      bed.send(COMMIT, 0, 1, Nodes.client(3), Nodes.client(4));
      bed.send(MutatorTestbed.prepare(1), 1);

      assertThat(bed.packets).extracting(Packet::to).containsExactly(0, Nodes.client(4), 1);
    }
  }

  @Test
  void theFirstRuleThatStrikesWins() {
    try (MutatorTestbed bed =
        new MutatorTestbed(
            rule("never", 0, new Drop()),
            rule("first", 1, PLUS_ONE),
            rule("second", 1, PLUS_TEN))) {
      bed.send(COMMIT, 0);

      assertThat(bed.messages()).containsExactly(new Message.Commit(LIAR, 5, 8, 70));
      assertThat(bed.ledger.lines()).extracting(MutationLine::rule).containsExactly("first");
    }
  }

  @Test
  void aRuleThatDoesNotApplyLeavesTheMessageToTheNextAndIsNotCounted() {
    try (MutatorTestbed bed =
        new MutatorTestbed(
            rule("commit", 1, PLUS_ONE), rule("view", 1, new DecrementViewNumber(1)))) {
      bed.send(new Message.PrepareOk(LIAR, 5, 6, 7), 0);
      bed.send(new Message.PrepareOk(LIAR, 0, 6, 7), 0);

      assertThat(bed.ledger.lines()).extracting(MutationLine::rule).containsExactly("view");
      assertThat(bed.packets.get(1).mutation()).isEqualTo(Packet.UNTOUCHED);
    }
  }

  @Test
  void aRuleThatDoesNotDeliverWithholdsWhateverItsMutation() {
    MessageMutationRule silent =
        new MessageMutationRule(
            "silent", MessageTypeFilter.ANY, List.of(), List.of(), 1, PLUS_ONE, false, 0);
    try (MutatorTestbed bed = new MutatorTestbed(silent)) {
      Packet commit = bed.send(COMMIT, 0).get(0);
      bed.send(new Message.PrepareOk(LIAR, 5, 6, 7), 0);

      assertThat(bed.packets).isEmpty();
      assertThat(bed.ledger.lines())
          .extracting(MutationLine::fate)
          .containsExactly(MutationFate.WITHHELD, MutationFate.WITHHELD);
      assertThat(bed.events)
          .contains(new TraceEvent.Lost(0, commit.id(), LIAR, 0, LossReason.WITHHELD));
    }
  }

  @Test
  void aRuleIsSpentAfterItsLastStrike() {
    MessageMutationRule thrice =
        new MessageMutationRule(
            "thrice", MessageTypeFilter.ANY, List.of(), List.of(), 1, PLUS_ONE, true, 3);
    try (MutatorTestbed bed = new MutatorTestbed(thrice)) {
      bed.send(new Message.PrepareOk(LIAR, 5, 6, 7), 0);
      sendMany(bed, 10);

      assertThat(bed.packets)
          .extracting(Packet::mutation)
          .containsExactly(0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0);
    }
  }

  @Test
  void aForkStrikesAtAllPacketsOfABroadcastOrAtNone() {
    Fork fork =
        new Fork(
            List.of(
                new Branch(List.of(0, 4), PLUS_ONE),
                new Branch(List.of(1), new DecrementViewNumber(1))));
    try (MutatorTestbed bed = new MutatorTestbed(rule("fork", 0.5, fork))) {
      for (int i = 0; i < 200; i++) {
        bed.send(COMMIT, 0, 1, 4);
      }

      int struck = 0;
      for (int i = 0; i < 200; i++) {
        List<Packet> broadcast = bed.packets.subList(3 * i, 3 * i + 3);
        long mutated = broadcast.stream().filter(packet -> packet.mutation() != 0).count();
        assertThat(mutated).as("seed %d, broadcast %d", SEED, i).isIn(0L, 3L);
        struck += mutated == 3 ? 1 : 0;
      }
      assertThat(struck).as("seed %d", SEED).isBetween(70, 130);
    }
  }

  @Test
  void aForksLimitCountsBroadcasts() {
    Fork fork = new Fork(List.of(new Branch(List.of(0, 1), PLUS_ONE)));
    MessageMutationRule twice =
        new MessageMutationRule(
            "twice", MessageTypeFilter.ANY, List.of(), List.of(), 1, fork, true, 2);
    try (MutatorTestbed bed = new MutatorTestbed(twice)) {
      for (int i = 0; i < 3; i++) {
        bed.send(COMMIT, 0, 1, 3);
      }

      assertThat(bed.packets)
          .extracting(Packet::mutation)
          .containsExactly(1, 2, 0, 3, 4, 0, 0, 0, 0);
    }
  }

  @Test
  void aReceiverThatAForkSparesGetsTheTruth() {
    Fork fork = new Fork(List.of(new Branch(List.of(0), PLUS_ONE)));
    MessageMutationRule silent =
        new MessageMutationRule(
            "silent fork", MessageTypeFilter.ANY, List.of(), List.of(), 1, fork, false, 0);
    try (MutatorTestbed bed = new MutatorTestbed(silent, rule("next", 1, PLUS_TEN))) {
      List<Packet> sent = bed.send(COMMIT, 0, 1);

      assertThat(bed.packets).containsExactly(sent.get(1));
    }
  }

  @Test
  void aCompositeWithAForkIsDecidedPerBroadcastToo() {
    MessageFieldMutation mutation =
        new Composite(
            List.of(
                new DecrementViewNumber(1), new Fork(List.of(new Branch(List.of(0), PLUS_ONE)))));
    try (MutatorTestbed bed = new MutatorTestbed(always(mutation))) {
      bed.send(COMMIT, 0, 1);

      assertThat(mutation.isPerBroadcast()).isTrue();
      assertThat(bed.messages())
          .containsExactly(new Message.Commit(LIAR, 4, 8, 70), new Message.Commit(LIAR, 4, 7, 70));
    }
  }

  @Test
  void afterHealEverythingPasses() {
    try (MutatorTestbed bed = new MutatorTestbed(always(new Drop()))) {
      bed.tell(SimNetwork.Heal.INSTANCE);
      bed.send(COMMIT, 0);

      assertThat(bed.messages()).containsExactly(COMMIT);
      assertThat(bed.commands).hasSize(1);
    }
  }

  @Test
  void otherCommandsGoOnToTheNetwork() {
    try (MutatorTestbed bed = new MutatorTestbed(always(new Drop()))) {
      bed.tell(new SimNetwork.Detach(1));

      assertThat(bed.commands).containsExactly(new SimNetwork.Detach(1));
    }
  }

  @Test
  void aFrameThatDoesNotDecodePassesUntouched() {
    try (MutatorTestbed bed = new MutatorTestbed(always(PLUS_ONE))) {
      byte[] garbage = MutatorTestbed.CODEC.encode(COMMIT).toArray();
      garbage[garbage.length - 1] ^= 1;
      Packet sent = bed.send(Frame.copyOf(garbage), LIAR, 0).get(0);

      assertThat(bed.packets).containsExactly(sent);
    }
  }

  @Test
  void strikesGoIntoTheHashAndFollowTheSeed() {
    List<MessageMutationRule> rules = List.of(rule("some", 0.5, PLUS_ONE));
    List<Long> hashes = LongStream.of(1, 1, 2).map(seed -> hashOf(seed, rules)).boxed().toList();

    assertThat(hashes.get(0)).isEqualTo(hashes.get(1)).isNotEqualTo(hashes.get(2));
    assertThat(hashOf(1, List.of())).isNotEqualTo(hashes.get(0));
  }

  private static long hashOf(long seed, List<MessageMutationRule> rules) {
    try (MutatorTestbed bed = new MutatorTestbed(seed, rules)) {
      sendMany(bed, 50);
      return bed.sim.hash().value();
    }
  }

  @Test
  void settingsThatDoNotFitTogetherAreRefused() {
    assertThatThrownBy(() -> new ByzantineSettings(List.of(1, 2), 1, List.of()))
        .hasMessage("2 compromised replicas, but at most 1 may be");
    assertThatThrownBy(() -> new ByzantineSettings(List.of(Nodes.client(0)), 1, List.of()))
        .hasMessageContaining("node 1000 is none");
    List<MessageMutationRule> twice = List.of(always(PLUS_ONE), always(PLUS_TEN));
    assertThatThrownBy(() -> new ByzantineSettings(List.of(1), 1, twice))
        .hasMessage("two rules are called always");
    MessageMutationRule honest =
        new MessageMutationRule(
            "r0 lies", MessageTypeFilter.ANY, List.of(0), List.of(), 1, PLUS_ONE, true, 0);
    assertThatThrownBy(() -> new ByzantineSettings(List.of(1), 1, List.of(honest)))
        .hasMessage("rule r0 lies never strikes: r0 is not compromised");
    assertThatThrownBy(() -> rule("x", 1.1, PLUS_ONE)).hasMessageContaining("0 to 1");
  }

  private static void sendMany(MutatorTestbed bed, int times) {
    for (int i = 0; i < times; i++) {
      bed.send(COMMIT, 0);
    }
  }
}
