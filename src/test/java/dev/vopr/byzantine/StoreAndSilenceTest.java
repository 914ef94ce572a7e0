package dev.vopr.byzantine;

import static dev.vopr.byzantine.MutatorTestbed.CODEC;
import static dev.vopr.byzantine.MutatorTestbed.LIAR;
import static dev.vopr.byzantine.MutatorTestbed.SEED;
import static dev.vopr.byzantine.MutatorTestbed.always;
import static dev.vopr.byzantine.MutatorTestbed.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.byzantine.Replay.Receiver;
import dev.vopr.byzantine.Replay.Source;
import dev.vopr.byzantine.Silence.Towards;
import dev.vopr.net.Packet;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Messages that are sent again, not sent for a while, or sent in numbers. */
class StoreAndSilenceTest {
  private static Message.Commit commit(int sender, long number) {
    return new Message.Commit(sender, 5, number, 70);
  }

  @Test
  void anOlderMessageOfTheSameKindIsSentInstead() {
    Replay replay = new Replay(Source.OWN, Receiver.SAME, true);
    try (MutatorTestbed bed = new MutatorTestbed(always(replay))) {
      bed.send(commit(LIAR, 1), 0);
      bed.send(new Message.PrepareOk(LIAR, 5, 6, 7), 0);
      bed.send(commit(LIAR, 2), 1);
      bed.send(commit(LIAR, 3), 0);

      assertThat(bed.packets).extracting(Packet::mutation).containsExactly(0, 0, 0, 1);
      assertThat(bed.messages().get(3)).isEqualTo(commit(LIAR, 1));
      assertThat(bed.mutations()).containsExactly("replay of what was sent");
    }
  }

  @Test
  void whatWasSentToOneReceiverIsSentToAnother() {
    Replay replay = new Replay(Source.OWN, Receiver.ANY, true);
    try (MutatorTestbed bed = new MutatorTestbed(always(replay))) {
      bed.send(commit(LIAR, 1), 1);
      bed.send(commit(LIAR, 2), 0);

      assertThat(bed.packets).extracting(Packet::to).containsExactly(1, 0);
      assertThat(bed.messages().get(1)).isEqualTo(commit(LIAR, 1));
    }
  }

  @Test
  void whatWasHeardIsPassedOnUnderItsSendersName() {
    Replay replay = new Replay(Source.HEARD, Receiver.ANY, true);
    try (MutatorTestbed bed = new MutatorTestbed(always(replay))) {
      bed.send(commit(0, 1), 1);
      bed.send(commit(LIAR, 2), 1);
      bed.send(commit(0, 3), LIAR);
      bed.send(commit(LIAR, 4), 1);

      assertThat(bed.packets).extracting(Packet::mutation).containsExactly(0, 0, 0, 1);
      assertThat(bed.messages().get(3)).isEqualTo(commit(0, 3));
    }
  }

  @Test
  void anOlderMessageIsSentAfterTheTrueOne() {
    Replay replay = new Replay(Source.OWN, Receiver.ANY, false);
    try (MutatorTestbed bed = new MutatorTestbed(always(replay))) {
      bed.send(commit(LIAR, 1), 0);
      List<Packet> sent = bed.send(commit(LIAR, 2), 0);

      assertThat(bed.packets.get(1)).isEqualTo(sent.get(0));
      assertThat(bed.packets).extracting(Packet::mutation).containsExactly(0, 0, 1);
      assertThat(bed.messages()).containsExactly(commit(LIAR, 1), commit(LIAR, 2), commit(LIAR, 1));
      assertThat(bed.packets).extracting(Packet::id).doesNotHaveDuplicates();
    }
  }

  @Test
  void nothingIsSentAgainIfNothingElseWasSent() {
    Replay replay = new Replay(Source.OWN, Receiver.ANY, true);
    try (MutatorTestbed bed = new MutatorTestbed(always(replay))) {
      bed.send(commit(LIAR, 1), 0);
      bed.send(commit(LIAR, 1), 0);

      assertThat(bed.ledger.mutated()).isZero();
    }
  }

  private static MessageMutationRule silence(long nanos, Towards towards, int maxStrikes) {
    return new MessageMutationRule(
        "silence",
        MessageTypeFilter.of(MessageKind.COMMIT),
        List.of(),
        List.of(),
        1,
        new Silence(nanos, nanos, towards),
        true,
        maxStrikes);
  }

  @Test
  void aSilenceLastsAsLongAsItIsToldToAndConcernsItsReceiverAndKindOnly() {
    try (MutatorTestbed bed = new MutatorTestbed(silence(1_000, Towards.RECEIVER, 1))) {
      bed.send(commit(LIAR, 1), 0);
      bed.send(commit(LIAR, 2), 0, 1);
      bed.send(new Message.PrepareOk(LIAR, 5, 6, 7), 0);
      bed.sim.runUntil(999, () -> false);
      bed.send(commit(LIAR, 3), 0);
      bed.sim.runUntil(1_000, () -> false);
      bed.send(commit(LIAR, 4), 0);

      assertThat(bed.messages())
          .containsExactly(commit(LIAR, 2), new Message.PrepareOk(LIAR, 5, 6, 7), commit(LIAR, 4));
      assertThat(bed.ledger.count(MutationFate.WITHHELD)).isEqualTo(3);
      assertThat(bed.faults.struck()).isEqualTo(1);
    }
  }

  @Test
  void aSilenceTowardsAllConcernsEveryReceiver() {
    try (MutatorTestbed bed = new MutatorTestbed(silence(1_000, Towards.ALL, 1))) {
      bed.send(commit(LIAR, 1), 0, 1, 3);

      assertThat(bed.packets).isEmpty();
      assertThat(bed.faults.struck()).isEqualTo(1);
    }
  }

  @Test
  void aFloodIsTheTruthAndAsManyVariantsAsItIsToldTo() {
    Flood flood = new Flood(20, new AnyField(0.5));
    try (MutatorTestbed bed = new MutatorTestbed(always(flood))) {
      List<Packet> sent = bed.send(commit(LIAR, 7), 0);

      assertThat(bed.packets).hasSize(21);
      assertThat(bed.packets.get(0)).isEqualTo(sent.get(0));
      assertThat(bed.packets.subList(1, 21)).extracting(Packet::mutation).containsOnly(1);
      assertThat(bed.packets).extracting(Packet::id).doesNotHaveDuplicates();
      Set<Message> variants = new LinkedHashSet<>(bed.messages());
      assertThat(variants).as("seed %d", SEED).hasSizeGreaterThan(8);
      assertThat(bed.faults.struck()).isEqualTo(1);
    }
  }

  @Test
  void rulesThatAreOffSendEachMessageOnce() {
    try (MutatorTestbed bed =
        new MutatorTestbed(
            rule("again", 0, new Replay(Source.OWN, Receiver.ANY, false)),
            rule("silent", 0, new Silence(1, 10, Towards.ALL)),
            rule("flood", 0, new Flood(5, new AnyField(0))))) {
      for (int i = 0; i < 50; i++) {
        bed.send(commit(LIAR, i), 0);
      }

      assertThat(bed.packets).hasSize(50).extracting(Packet::mutation).containsOnly(0);
      assertThat(bed.packets)
          .extracting(packet -> packet.frame().checksum())
          .startsWith(CODEC.encode(commit(LIAR, 0)).checksum());
    }
  }
}
