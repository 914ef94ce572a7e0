package dev.vopr.byzantine;

import static dev.vopr.byzantine.MutatorTestbed.CODEC;
import static dev.vopr.byzantine.MutatorTestbed.LIAR;
import static dev.vopr.byzantine.MutatorTestbed.always;
import static dev.vopr.byzantine.MutatorTestbed.logTail;
import static dev.vopr.byzantine.MutatorTestbed.oneOfEachKind;
import static dev.vopr.byzantine.MutatorTestbed.prepare;
import static dev.vopr.byzantine.MutatorTestbed.rejection;
import static dev.vopr.byzantine.MutatorTestbed.tail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vopr.byzantine.ConflictingLogTail.EntryPart;
import dev.vopr.byzantine.Inflation.ByAmount;
import dev.vopr.byzantine.Inflation.ByFactor;
import dev.vopr.byzantine.MessageFieldMutation.Branch;
import dev.vopr.byzantine.MessageFieldMutation.Composite;
import dev.vopr.byzantine.MessageFieldMutation.CorruptChecksum;
import dev.vopr.byzantine.MessageFieldMutation.DecrementViewNumber;
import dev.vopr.byzantine.MessageFieldMutation.Delay;
import dev.vopr.byzantine.MessageFieldMutation.Drop;
import dev.vopr.byzantine.MessageFieldMutation.DuplicateMessage;
import dev.vopr.byzantine.MessageFieldMutation.Fork;
import dev.vopr.byzantine.MessageFieldMutation.InflateCommitNumber;
import dev.vopr.byzantine.MessageFieldMutation.OpNumberMismatch;
import dev.vopr.byzantine.MessageFieldMutation.TruncateLogTail;
import dev.vopr.byzantine.TailCut.CutOff;
import dev.vopr.byzantine.TailCut.Keep;
import dev.vopr.net.Packet;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.state.KeyValueCommand;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each mutation does to which kinds of messages. */
class MessageFieldMutationTest {
  private static final Message.Commit COMMIT = new Message.Commit(LIAR, 5, 7, 70);

  private static final Set<MessageKind> WITH_ENTRIES =
      EnumSet.of(
          MessageKind.PREPARE,
          MessageKind.ENTRIES,
          MessageKind.DO_VIEW_CHANGE,
          MessageKind.START_VIEW,
          MessageKind.RECOVERY_RESPONSE);

  @Test
  void theSampleHasAllKinds() {
    assertThat(oneOfEachKind().stream().map(Message::kind)).containsExactly(MessageKind.values());
  }

  @Test
  void inflateByAmountRaisesTheCommitNumber() {
    Message mutated = mutate(new InflateCommitNumber(new ByAmount(500)), COMMIT);

    assertThat(mutated).isEqualTo(new Message.Commit(LIAR, 5, 507, 70));
  }

  @Test
  void inflateByFactorMultipliesTheCommitNumber() {
    Message mutated = mutate(new InflateCommitNumber(new ByFactor(2.5)), COMMIT);

    assertThat(mutated).isEqualTo(new Message.Commit(LIAR, 5, 17, 70));
  }

  @Test
  void inflateNeverOverflows() {
    Message.Commit high = new Message.Commit(LIAR, 5, Long.MAX_VALUE - 3, 70);

    assertThat(mutate(new InflateCommitNumber(new ByAmount(Long.MAX_VALUE)), high))
        .isEqualTo(new Message.Commit(LIAR, 5, Long.MAX_VALUE, 70));
    assertThat(mutate(new InflateCommitNumber(new ByFactor(1e300)), high))
        .isEqualTo(new Message.Commit(LIAR, 5, Long.MAX_VALUE, 70));
  }

  @Test
  void inflateConcernsKindsWithACommitNumberOnly() {
    assertThat(kindsChangedBy(new InflateCommitNumber(new ByAmount(1))))
        .containsExactly(
            MessageKind.PREPARE,
            MessageKind.COMMIT,
            MessageKind.ENTRIES,
            MessageKind.DO_VIEW_CHANGE,
            MessageKind.START_VIEW,
            MessageKind.RECOVERY_RESPONSE);
  }

  @Test
  void truncateKeepsTheFirstEntries() {
    Message mutated = mutate(new TruncateLogTail(new Keep(1)), prepare(3));

    assertThat(mutated).isEqualTo(new Message.Prepare(LIAR, 5, tail(1), 4));
  }

  @Test
  void truncateCutsOffTheLastEntriesDownToNone() {
    assertThat(mutate(new TruncateLogTail(new CutOff(1)), prepare(3))).isEqualTo(prepare(2));
    assertThat(mutate(new TruncateLogTail(new CutOff(9)), prepare(3))).isEqualTo(prepare(0));
  }

  @Test
  void truncateConcernsKindsWithEntriesOnly() {
    assertThat(kindsChangedBy(new TruncateLogTail(new Keep(1))))
        .containsExactlyElementsOf(WITH_ENTRIES);
  }

  @ParameterizedTest
  @EnumSource(EntryPart.class)
  void conflictingEntriesDifferInTheirPartAndAreWellFormed(EntryPart part) {
    Message.Prepare truth = prepare(4);
    Message.Prepare mutated =
        (Message.Prepare) mutate(new ConflictingLogTail(2, Set.of(part)), truth);

    assertThat(mutated.entries()).hasSize(4).allMatch(Entry::isIntact);
    assertThat(mutated.entries().subList(0, 2)).isEqualTo(truth.entries().subList(0, 2));
    assertChained(mutated.entries());
    for (int i = 2; i < 4; i++) {
      assertThat(differences(truth.entries().get(i), mutated.entries().get(i)))
          .isEqualTo(EnumSet.of(part));
    }
  }

  @Test
  void conflictingOperationsStillDecode() {
    Bytes operation = new KeyValueCommand.Put(1, Bytes.of("key"), Bytes.of("value")).encode();
    Entry entry = Entry.sealed(5, 5, 9, 1_000, 3, 1, operation, 1);
    Message.Prepare truth = new Message.Prepare(LIAR, 5, List.of(entry), 4);
    Message.Prepare mutated =
        (Message.Prepare) mutate(new ConflictingLogTail(1, Set.of(EntryPart.OPERATION)), truth);

    assertThat(KeyValueCommand.decode(mutated.entries().get(0).operation()))
        .contains(new KeyValueCommand.Put(1, Bytes.of("key"), Bytes.of("valud")));
  }

  @Test
  void anEmptyOperationGetsAByte() {
    Entry entry = Entry.sealed(5, 5, 9, 1_000, 3, 1, Bytes.EMPTY, 1);

    assertThat(ForgedEntries.conflicting(entry, Set.of(EntryPart.OPERATION)).operation())
        .isEqualTo(Bytes.of("x"));
  }

  @Test
  void conflictingConcernsKindsWithEntriesOnly() {
    assertThat(kindsChangedBy(new ConflictingLogTail(9, Set.of(EntryPart.OPERATION))))
        .containsExactlyElementsOf(WITH_ENTRIES);
  }

  @Test
  void opNumberMismatchMovesAllEntriesAndSealsThem() {
    Message.Prepare mutated = (Message.Prepare) mutate(new OpNumberMismatch(-3), prepare(2));

    assertThat(mutated.entries()).extracting(Entry::op).containsExactly(2L, 3L);
    assertThat(mutated.entries()).allMatch(Entry::isIntact);
    assertChained(mutated.entries());
  }

  @Test
  void opNumberMismatchNeverOverflows() {
    Message.PrepareOk ok = new Message.PrepareOk(LIAR, 5, 6, 7);

    assertThat(mutate(new OpNumberMismatch(Long.MAX_VALUE), ok))
        .isEqualTo(new Message.PrepareOk(LIAR, 5, Long.MAX_VALUE, 7));
    assertThat(Saturating.add(Long.MIN_VALUE, -1)).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void opNumberMismatchConcernsKindsThatPlaceSomethingInTheLog() {
    assertThat(kindsChangedBy(new OpNumberMismatch(1)))
        .isEqualTo(with(WITH_ENTRIES, MessageKind.PREPARE_OK));
  }

  @Test
  void decrementLowersTheViewNumberDownToZero() {
    assertThat(mutate(new DecrementViewNumber(2), COMMIT))
        .isEqualTo(new Message.Commit(LIAR, 3, 7, 70));
    assertThat(mutate(new DecrementViewNumber(Long.MAX_VALUE), COMMIT))
        .isEqualTo(new Message.Commit(LIAR, 0, 7, 70));
  }

  @Test
  void decrementConcernsAllKindsWithAViewNumber() {
    assertThat(kindsChangedBy(new DecrementViewNumber(1)))
        .isEqualTo(
            EnumSet.complementOf(
                EnumSet.of(
                    MessageKind.REQUEST,
                    MessageKind.GET_STATE,
                    MessageKind.NEW_STATE,
                    MessageKind.RECOVERY)));
  }

  @Test
  void corruptionIsCaughtByTheFramesChecksum() {
    for (int bits : List.of(1, 2, 63, 64)) {
      try (MutatorTestbed bed = new MutatorTestbed(always(new CorruptChecksum(bits)))) {
        for (Message message : oneOfEachKind()) {
          bed.send(message, 0);
        }

        assertThat(bed.packets).hasSize(MessageKind.values().length);
        assertThat(bed.packets)
            .allMatch(packet -> rejection(packet.frame()) == RejectionRule.FRAME_CHECKSUM);
      }
    }
  }

  @Test
  void corruptionFlipsTheConfiguredNumberOfBits() {
    try (MutatorTestbed bed = new MutatorTestbed(always(new CorruptChecksum(3)))) {
      Frame truth = bed.send(COMMIT, 0).get(0).frame();

      byte[] before = truth.toArray();
      byte[] after = bed.packets.get(0).frame().toArray();
      int flipped = 0;
      for (int i = 0; i < before.length; i++) {
        flipped += Integer.bitCount((before[i] ^ after[i]) & 0xFF);
      }
      assertThat(flipped).isEqualTo(3);
      assertThat(after).startsWith(Arrays.copyOf(before, 24));
    }
  }

  @Test
  void duplicateSendsCopiesWithNumbersOfTheirOwnUnderOneLine() {
    try (MutatorTestbed bed = new MutatorTestbed(always(new DuplicateMessage(2)))) {
      Packet sent = bed.send(COMMIT, 0).get(0);

      assertThat(bed.packets).extracting(Packet::id).containsExactly(sent.id(), 2L, 3L);
      assertThat(bed.packets).extracting(Packet::mutation).containsOnly(1);
      assertThat(bed.packets).allMatch(packet -> packet.frame() == sent.frame());
      assertThat(bed.ledger.mutated()).isEqualTo(1);
      assertThat(bed.events)
          .contains(new TraceEvent.Duplicated(0, sent.id(), 2), new TraceEvent.Duplicated(0, 1, 3));
    }
  }

  @Test
  void delaySendsTheSameMessageLater() {
    try (MutatorTestbed bed = new MutatorTestbed(always(new Delay(1_000, 2_000)))) {
      Packet sent = bed.send(COMMIT, 0).get(0);
      bed.sim.advance(999);
      assertThat(bed.packets).isEmpty();
      bed.sim.advance(1_001);

      assertThat(bed.messages()).containsExactly(COMMIT);
      assertThat(bed.packets.get(0).id()).isEqualTo(sent.id());
      assertThat(bed.packets.get(0).mutation()).isEqualTo(1);
    }
  }

  @Test
  void dropSendsNothing() {
    try (MutatorTestbed bed = new MutatorTestbed(always(new Drop()))) {
      bed.send(COMMIT, 0, 1);

      assertThat(bed.packets).isEmpty();
      assertThat(bed.ledger.count(MutationFate.WITHHELD)).isEqualTo(2);
    }
  }

  @Test
  void forkTellsEachGroupItsOwnVersionAndOthersTheTruth() {
    Fork fork =
        new Fork(
            List.of(
                new Branch(List.of(0), new InflateCommitNumber(new ByAmount(10))),
                new Branch(List.of(1, 3), new DecrementViewNumber(1)),
                new Branch(List.of(5), new Drop())));
    try (MutatorTestbed bed = new MutatorTestbed(always(fork))) {
      bed.send(COMMIT, 0, 1, 3, 4, 5);

      assertThat(bed.messages())
          .containsExactly(
              new Message.Commit(LIAR, 5, 17, 70),
              new Message.Commit(LIAR, 4, 7, 70),
              new Message.Commit(LIAR, 4, 7, 70),
              COMMIT);
      assertThat(bed.packets).extracting(Packet::mutation).containsExactly(1, 2, 3, 0);
      assertThat(bed.ledger.mutated()).isEqualTo(4);
    }
  }

  @Test
  void compositeDoesAllOfItInOrder() {
    Composite composite =
        new Composite(
            List.of(
                new InflateCommitNumber(new ByAmount(1)),
                new InflateCommitNumber(new ByFactor(10)),
                new TruncateLogTail(new Keep(0)),
                new DecrementViewNumber(1),
                new DuplicateMessage(1)));
    try (MutatorTestbed bed = new MutatorTestbed(always(composite))) {
      bed.send(prepare(2), 0);

      Message expected = new Message.Prepare(LIAR, 4, List.of(), 50);
      assertThat(bed.messages()).containsExactly(expected, expected);
      assertThat(bed.mutations())
          .containsExactly(
              "commit-number 4 → 5, commit-number 5 → 50, entries 2 → 0, view-number 5 → 4,"
                  + " duplicate, copies: 1");
      assertThat(bed.ledger.mutated()).isEqualTo(1);
    }
  }

  @Test
  void impossibleNumbersAreRefused() {
    assertThatThrownBy(() -> new ByAmount(0)).hasMessageContaining("from 1");
    assertThatThrownBy(() -> new ByFactor(1)).hasMessageContaining("above 1");
    assertThatThrownBy(() -> new Keep(-1)).hasMessageContaining("keeps 0");
    assertThatThrownBy(() -> new CutOff(0)).hasMessageContaining("cuts off 1");
    assertThatThrownBy(() -> new OpNumberMismatch(0)).hasMessageContaining("other than 0");
    assertThatThrownBy(() -> new DecrementViewNumber(0)).hasMessageContaining("from 1");
    assertThatThrownBy(() -> new CorruptChecksum(65)).hasMessageContaining("1 to 64");
    assertThatThrownBy(() -> new DuplicateMessage(0)).hasMessageContaining("1 to 1,000");
    assertThatThrownBy(() -> new Delay(2, 1)).hasMessageContaining("delay");
    assertThatThrownBy(() -> new Composite(List.of())).hasMessageContaining("composite");
    assertThatThrownBy(() -> new ConflictingLogTail(1, Set.of())).hasMessageContaining("part");
    Branch branch = new Branch(List.of(0), new Drop());
    assertThatThrownBy(() -> new Fork(List.of(branch, branch))).hasMessageContaining("one branch");
  }

  /** Sends one message through a mutator, and checks what holds for every mutated message. */
  private static Message mutate(MessageFieldMutation mutation, Message message) {
    try (MutatorTestbed bed = new MutatorTestbed(always(mutation))) {
      bed.send(message, 0);

      assertThat(bed.packets).extracting(Packet::mutation).containsExactly(1);
      assertThat(bed.ledger.mutated()).isEqualTo(1);
      Message mutated = bed.messages().get(0);
      assertThat(mutated.sender()).isEqualTo(message.sender());
      return mutated;
    }
  }

  // ---- log tails of view change and recovery ----------------------------------------------------

  private static final List<Message> WITH_TAIL =
      List.of(
          new Message.DoViewChange(LIAR, 6, 5, logTail(3), 4),
          new Message.StartView(LIAR, 6, logTail(3), 4, 7),
          new Message.RecoveryResponse(LIAR, 6, 7, logTail(3), 4));

  private static LogTail tailOf(Message message) {
    if (message instanceof Message.DoViewChange shown) {
      return shown.tail();
    }
    return message instanceof Message.StartView start
        ? start.tail()
        : ((Message.RecoveryResponse) message).tail();
  }

  /** Returns the message with another log tail and nothing else changed. */
  private static Message withTail(Message message, LogTail tail) {
    if (message instanceof Message.DoViewChange shown) {
      return new Message.DoViewChange(
          shown.sender(), shown.view(), shown.lastNormalView(), tail, shown.commit());
    }
    if (message instanceof Message.StartView start) {
      return new Message.StartView(
          start.sender(), start.view(), tail, start.commit(), start.nonce());
    }
    Message.RecoveryResponse response = (Message.RecoveryResponse) message;
    return new Message.RecoveryResponse(
        response.sender(), response.view(), response.nonce(), tail, response.commit());
  }

  @Test
  void truncatedTailsLoseTheHeadersWithTheEntries() {
    for (Message truth : WITH_TAIL) {
      assertThat(mutate(new TruncateLogTail(new CutOff(1)), truth))
          .isEqualTo(withTail(truth, logTail(2)));
      assertThat(mutate(new TruncateLogTail(new Keep(0)), truth))
          .isEqualTo(withTail(truth, logTail(0)));
    }
  }

  @Test
  void conflictingTailsHaveTheHeadersOfTheirForgedEntries() {
    for (Message truth : WITH_TAIL) {
      LogTail forged =
          tailOf(mutate(new ConflictingLogTail(2, Set.of(EntryPart.OPERATION)), truth));

      assertThat(forged.isWhole()).isTrue();
      assertThat(forged.entries()).hasSize(3).allMatch(Entry::isIntact);
      assertThat(forged.headers()).isEqualTo(forged.entries().stream().map(Entry::header).toList());
      assertThat(forged.headers().get(0)).isEqualTo(tailOf(truth).headers().get(0));
      assertThat(forged.headers().subList(1, 3))
          .doesNotContainAnyElementsOf(tailOf(truth).headers());
      assertChained(forged.entries());
    }
  }

  @Test
  void movedTailsKeepTheirBase() {
    for (Message truth : WITH_TAIL) {
      LogTail forged = tailOf(mutate(new OpNumberMismatch(4), truth));

      assertThat(forged.base()).isEqualTo(4);
      assertThat(forged.headers()).extracting(Header::op).containsExactly(9L, 10L, 11L);
      assertThat(forged.entries()).extracting(Entry::op).containsExactly(9L, 10L, 11L);
      assertChained(forged.entries());
    }
  }

  @Test
  void tailsWithHolesCannotBeForged() {
    LogTail whole = logTail(3);
    LogTail holed =
        new LogTail(
            whole.base(), whole.baseChecksum(), whole.headers(), whole.entries().subList(1, 3));
    Message.DoViewChange shown = new Message.DoViewChange(LIAR, 6, 5, holed, 4);

    for (MessageFieldMutation mutation :
        List.of(
            new TruncateLogTail(new Keep(0)),
            new ConflictingLogTail(9, Set.of(EntryPart.OPERATION)),
            new OpNumberMismatch(1))) {
      try (MutatorTestbed bed = new MutatorTestbed(always(mutation))) {
        bed.send(shown, 0);

        assertThat(bed.messages()).containsExactly(shown);
        assertThat(bed.ledger.mutated()).isZero();
      }
    }
  }

  @Test
  void inflateRaisesTheCommitNumberOfEachKindAndNothingElse() {
    InflateCommitNumber inflate = new InflateCommitNumber(new ByAmount(10));

    assertThat(mutate(inflate, new Message.Entries(LIAR, 5, tail(2), 4, 3)))
        .isEqualTo(new Message.Entries(LIAR, 5, tail(2), 14, 3));
    assertThat(mutate(inflate, new Message.DoViewChange(LIAR, 6, 5, logTail(2), 4)))
        .isEqualTo(new Message.DoViewChange(LIAR, 6, 5, logTail(2), 14));
    assertThat(mutate(inflate, new Message.StartView(LIAR, 6, logTail(2), 4, 7)))
        .isEqualTo(new Message.StartView(LIAR, 6, logTail(2), 14, 7));
    assertThat(mutate(inflate, new Message.RecoveryResponse(LIAR, 6, 7, logTail(2), 4)))
        .isEqualTo(new Message.RecoveryResponse(LIAR, 6, 7, logTail(2), 14));
  }

  @Test
  void decrementLowersTheViewNumberOfEachKindAndNothingElse() {
    DecrementViewNumber decrement = new DecrementViewNumber(2);

    assertThat(mutate(decrement, new Message.StartViewChange(LIAR, 5)))
        .isEqualTo(new Message.StartViewChange(LIAR, 3));
    assertThat(mutate(decrement, new Message.DoViewChange(LIAR, 6, 5, logTail(2), 4)))
        .isEqualTo(new Message.DoViewChange(LIAR, 4, 5, logTail(2), 4));
    assertThat(mutate(decrement, new Message.StartView(LIAR, 6, logTail(2), 4, 7)))
        .isEqualTo(new Message.StartView(LIAR, 4, logTail(2), 4, 7));
    assertThat(mutate(decrement, new Message.GetView(LIAR, 6, 7)))
        .isEqualTo(new Message.GetView(LIAR, 4, 7));
    assertThat(mutate(decrement, new Message.RecoveryResponse(LIAR, 6, 7, logTail(2), 4)))
        .isEqualTo(new Message.RecoveryResponse(LIAR, 4, 7, logTail(2), 4));
    assertThat(mutate(decrement, new Message.Ping(LIAR, 5, 8, 4)))
        .isEqualTo(new Message.Ping(LIAR, 3, 8, 4));
    assertThat(mutate(decrement, new Message.Pong(LIAR, 5, 8, 9, 4)))
        .isEqualTo(new Message.Pong(LIAR, 3, 8, 9, 4));
    assertThat(mutate(decrement, new Message.Evicted(LIAR, 5, 3)))
        .isEqualTo(new Message.Evicted(LIAR, 3, 3));
  }

  private static Set<MessageKind> kindsChangedBy(MessageFieldMutation mutation) {
    Set<MessageKind> changed = EnumSet.noneOf(MessageKind.class);
    try (MutatorTestbed bed = new MutatorTestbed(always(mutation))) {
      for (Message message : oneOfEachKind()) {
        long before = bed.ledger.mutated();
        Packet sent = bed.send(message, 0).get(0);
        Packet received = bed.packets.get(bed.packets.size() - 1);
        if (bed.ledger.mutated() > before) {
          changed.add(message.kind());
          assertThat(MutatorTestbed.decode(received.frame())).isNotEqualTo(message);
        } else {
          assertThat(received).isSameAs(sent);
        }
      }
    }
    return changed;
  }

  private static Set<MessageKind> with(Set<MessageKind> kinds, MessageKind one) {
    Set<MessageKind> all = EnumSet.copyOf(kinds);
    all.add(one);
    return all;
  }

  private static Set<EntryPart> differences(Entry truth, Entry forged) {
    Set<EntryPart> parts = EnumSet.noneOf(EntryPart.class);
    addIf(parts, EntryPart.OPERATION, !truth.operation().equals(forged.operation()));
    addIf(parts, EntryPart.CLIENT, truth.client() != forged.client());
    addIf(parts, EntryPart.REQUEST, truth.request() != forged.request());
    addIf(parts, EntryPart.TIMESTAMP, truth.timestamp() != forged.timestamp());
    assertThat(forged.session()).isEqualTo(truth.session());
    assertThat(forged.view()).isEqualTo(truth.view());
    assertThat(forged.op()).isEqualTo(truth.op());
    return parts;
  }

  private static void addIf(Set<EntryPart> parts, EntryPart part, boolean condition) {
    if (condition) {
      parts.add(part);
    }
  }

  private static void assertChained(List<Entry> entries) {
    assertThat(entries.get(0).parent()).isEqualTo(99);
    for (int i = 1; i < entries.size(); i++) {
      assertThat(entries.get(i).parent()).isEqualTo(entries.get(i - 1).checksum());
    }
  }

  @Test
  void mutatedFramesAreEncodedAnew() {
    try (MutatorTestbed bed =
        new MutatorTestbed(always(new InflateCommitNumber(new ByAmount(500))))) {
      bed.send(COMMIT, 0);

      Message.Commit expected = new Message.Commit(LIAR, 5, 507, 70);
      assertThat(bed.packets.get(0).frame().toArray()).isEqualTo(CODEC.encode(expected).toArray());
      assertThat(bed.mutations()).containsExactly("commit-number 7 → 507");
    }
  }
}
