package dev.vopr.byzantine;

import static dev.vopr.byzantine.MutatorTestbed.LIAR;
import static dev.vopr.byzantine.MutatorTestbed.always;
import static dev.vopr.byzantine.MutatorTestbed.logTail;
import static dev.vopr.byzantine.MutatorTestbed.oneOfEachKind;
import static dev.vopr.byzantine.MutatorTestbed.prepare;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.byzantine.ChangeList.Change;
import dev.vopr.byzantine.ChangeList.ListField;
import dev.vopr.net.Packet;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.proof.Shown;
import dev.vopr.vsr.proof.ViewProof;
import dev.vopr.vsr.proof.ViewStart;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the lists in messages. */
class ChangeListTest {
  private static final Message.DoViewChange SHOWN =
      new Message.DoViewChange(LIAR, 6, 5, logTail(3), 4);

  private static ChangeList lie(ListField list, Change change) {
    return new ChangeList(EnumSet.of(list), EnumSet.of(change));
  }

  private static Message mutate(ListField list, Change change, Message message) {
    try (MutatorTestbed bed = new MutatorTestbed(always(lie(list, change)))) {
      bed.send(message, 0);
      assertThat(bed.packets).extracting(Packet::mutation).containsExactly(1);
      return bed.messages().get(0);
    }
  }

  private static LogTail tail(ListField list, Change change) {
    return ((Message.DoViewChange) mutate(list, change, SHOWN)).tail();
  }

  @Test
  void entriesAreTruncatedExtendedReorderedAndReplaced() {
    LogTail truth = SHOWN.tail();

    assertThat(tail(ListField.ENTRIES, Change.TRUNCATE)).isEqualTo(logTail(2));
    LogTail longer = tail(ListField.ENTRIES, Change.EXTEND);
    assertThat(longer.entries()).hasSize(4).startsWith(truth.entries().toArray(Entry[]::new));
    assertThat(longer.headers().get(3).op()).isEqualTo(longer.headers().get(2).op() + 1);
    assertThat(longer.headers().get(3).parent()).isEqualTo(longer.headers().get(2).checksum());
    LogTail mixed = tail(ListField.ENTRIES, Change.REORDER);
    assertThat(mixed.entries())
        .isNotEqualTo(truth.entries())
        .containsExactlyInAnyOrderElementsOf(truth.entries());
    LogTail other = tail(ListField.ENTRIES, Change.CONFLICT);
    assertThat(other.entries()).hasSize(3).allMatch(Entry::isIntact);
    assertThat(other.entries().get(2)).isNotEqualTo(truth.entries().get(2));
    assertThat(other.headers()).isEqualTo(other.entries().stream().map(Entry::header).toList());
  }

  @ParameterizedTest
  @EnumSource
  void headersChangeWithoutTheirEntries(Change change) {
    LogTail lied = tail(ListField.HEADERS, change);

    assertThat(lied.entries()).isEqualTo(SHOWN.tail().entries());
    List<Header> truth = SHOWN.tail().headers();
    assertThat(lied.headers()).isNotEqualTo(truth);
    int size =
        switch (change) {
          case TRUNCATE -> 2;
          case EXTEND -> 4;
          case REORDER, CONFLICT -> 3;
        };
    assertThat(lied.headers()).hasSize(size);
  }

  /** A tail of the entries 5 to 8, of which 6 and 7 never were. */
  private static final LogTail WITH_NACKS = missing(logTail(4), 6, 7);

  /** Returns a tail without the given entries, which says that they never were. */
  private static LogTail missing(LogTail tail, long... ops) {
    List<Long> nacks = LongStream.of(ops).boxed().toList();
    List<Entry> entries = new ArrayList<>(tail.entries());
    entries.removeIf(entry -> nacks.contains(entry.op()));
    return new LogTail(tail.base(), tail.baseChecksum(), tail.headers(), entries, nacks);
  }

  private static LogTail nacks(Change change, LogTail tail) {
    Message.DoViewChange shown = new Message.DoViewChange(LIAR, 6, 5, tail, 4);
    return ((Message.DoViewChange) mutate(ListField.NACKS, change, shown)).tail();
  }

  @Test
  void nacksAreTakenBackAndChangePlaces() {
    LogTail fewer = nacks(Change.TRUNCATE, WITH_NACKS);
    assertThat(fewer.nacks()).containsExactly(6L);
    assertThat(fewer.entries()).as("still missing").isEqualTo(WITH_NACKS.entries());
    LogTail mixed = nacks(Change.REORDER, WITH_NACKS);
    assertThat(mixed.nacks()).containsExactly(7L, 6L);
    assertThat(mixed.headers()).isEqualTo(WITH_NACKS.headers());
  }

  @Test
  void anEntryThatWasHadIsLeftOutAndNacked() {
    LogTail lied = nacks(Change.EXTEND, logTail(3));

    assertThat(lied.headers()).isEqualTo(logTail(3).headers());
    assertThat(lied.nacks()).hasSize(1);
    assertThat(lied).isEqualTo(missing(logTail(3), lied.nacks().get(0)));
    assertThat(nacks(Change.EXTEND, WITH_NACKS))
        .isIn(missing(logTail(4), 5, 6, 7), missing(logTail(4), 6, 7, 8));
  }

  @Test
  void anEntryThatIsShownIsNackedAllTheSame() {
    LogTail lied = nacks(Change.CONFLICT, logTail(3));

    assertThat(lied.entries()).isEqualTo(logTail(3).entries());
    assertThat(lied.headers()).isEqualTo(logTail(3).headers());
    assertThat(lied.nacks()).hasSize(1).isSubsetOf(5L, 6L, 7L);
  }

  @Test
  void whatIsNackedDependsOnTheMessage() {
    Set<Long> denied = new TreeSet<>();
    MessageMutationRule rule = always(lie(ListField.NACKS, Change.EXTEND));
    try (MutatorTestbed bed = new MutatorTestbed(rule)) {
      for (int i = 0; i < 50; i++) {
        bed.send(SHOWN, 0);
      }
      for (Message message : bed.messages()) {
        denied.addAll(((Message.DoViewChange) message).tail().nacks());
      }
    }

    assertThat(denied).as("seed %d", MutatorTestbed.SEED).containsExactly(5L, 6L, 7L);
  }

  @ParameterizedTest
  @EnumSource
  void whoShowsNoLogNacksNothing(Change change) {
    LogTail empty = logTail(0);
    try (MutatorTestbed bed = new MutatorTestbed(always(lie(ListField.NACKS, change)))) {
      bed.send(new Message.DoViewChange(LIAR, 6, 5, empty, 4), 0);
      bed.send(prepare(2), 0);

      assertThat(bed.ledger.mutated()).isZero();
    }
  }

  @Test
  void aRuleAboutNacksThatIsOffChangesNone() {
    ChangeList lie = lie(ListField.NACKS, Change.EXTEND);
    try (MutatorTestbed bed = new MutatorTestbed(MutatorTestbed.rule("never", 0, lie))) {
      bed.send(SHOWN, 0);

      assertThat(bed.messages()).containsExactly(SHOWN);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytesChange(Change change) {
    Message.Reply truth = new Message.Reply(LIAR, 5, 3, 6, Bytes.of("abc"));

    Bytes result = ((Message.Reply) mutate(ListField.BYTES, change, truth)).result();

    List<String> possible =
        switch (change) {
          case TRUNCATE -> List.of("ab");
          case EXTEND -> List.of("abcc");
          case REORDER -> List.of("bac", "acb");
          case CONFLICT -> List.of("`bc", "acc", "abb");
        };
    assertThat(possible).contains(result.text());
  }

  @Test
  void onlyMessagesWithAListAreLiedAbout() {
    Set<MessageKind> withList =
        EnumSet.of(
            MessageKind.REQUEST,
            MessageKind.PREPARE,
            MessageKind.REPLY,
            MessageKind.ENTRIES,
            MessageKind.DO_VIEW_CHANGE,
            MessageKind.START_VIEW,
            MessageKind.NEW_STATE,
            MessageKind.RECOVERY_RESPONSE);
    ChangeList any = new ChangeList(EnumSet.allOf(ListField.class), EnumSet.allOf(Change.class));
    for (Message message : oneOfEachKind()) {
      try (MutatorTestbed bed = new MutatorTestbed(always(any))) {
        bed.send(message, 0);

        assertThat(bed.ledger.mutated())
            .as("%s", message.kind())
            .isEqualTo(withList.contains(message.kind()) ? 1 : 0);
      }
    }
  }

  @Test
  void aListWithOneElementHasNoOtherOrder() {
    try (MutatorTestbed bed = new MutatorTestbed(always(lie(ListField.ENTRIES, Change.REORDER)))) {
      bed.send(prepare(1), 0);

      assertThat(bed.ledger.mutated()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void certificatesChange(Change change) {
    Certificate first = new Certificate(Claim.held(1, 2, 3), List.of());
    Certificate second = new Certificate(Claim.held(1, 4, 5), List.of());
    Proof truth = Proof.of(List.of(first, second));

    List<Certificate> certificates =
        ListLies.apply(lie(ListField.CERTIFICATES, change), new ListLies.Told(SHOWN, truth), 7)
            .orElseThrow()
            .told()
            .proof()
            .certificates();

    assertThat(certificates).isNotEqualTo(truth.certificates());
    Certificate next = new Certificate(Claim.held(1, 5, 5), List.of());
    switch (change) {
      case TRUNCATE -> assertThat(certificates).containsExactly(first);
      case EXTEND -> assertThat(certificates).containsExactly(first, second, next);
      case REORDER -> assertThat(certificates).containsExactly(second, first);
      case CONFLICT -> assertThat(certificates).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TRUNCATE", "EXTEND", "CONFLICT"})
  void startsOfViewsChange(Change change) {
    ViewStart start = new ViewStart(List.of(Shown.of(SHOWN, Bytes.of("signature"))));
    Proof truth =
        new Proof(
            Bytes.EMPTY, List.of(), new ViewProof(List.of(start), Certificate.NONE), List.of());

    List<ViewStart> starts =
        ListLies.apply(lie(ListField.STARTS, change), new ListLies.Told(SHOWN, truth), 7)
            .orElseThrow()
            .told()
            .proof()
            .view()
            .starts();

    int size =
        switch (change) {
          case TRUNCATE -> 0;
          case EXTEND -> 2;
          case REORDER, CONFLICT -> 1;
        };
    assertThat(starts).isNotEqualTo(List.of(start)).hasSize(size);
  }
}
