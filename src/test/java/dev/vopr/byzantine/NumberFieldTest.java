package dev.vopr.byzantine;

import static dev.vopr.byzantine.MutatorTestbed.LIAR;
import static dev.vopr.byzantine.MutatorTestbed.SEED;
import static dev.vopr.byzantine.MutatorTestbed.always;
import static dev.vopr.byzantine.MutatorTestbed.oneOfEachKind;
import static dev.vopr.byzantine.MutatorTestbed.prepare;
import static dev.vopr.byzantine.MutatorTestbed.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.net.Packet;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every number of every kind of message can be a lie. */
class NumberFieldTest {
  private static final Message.Commit COMMIT = new Message.Commit(LIAR, 5, 7, 70);

  /**
   * Returns all numbers of a record and of the records in it, found without knowing any of them.
   */
  private static List<Long> numbersIn(Object value) {
    List<Long> numbers = new ArrayList<>();
    if (value instanceof Number number) {
      numbers.add(number.longValue());
    } else if (value instanceof List<?> list) {
      list.forEach(element -> numbers.addAll(numbersIn(element)));
    } else if (value instanceof Record record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        try {
          numbers.addAll(numbersIn(component.getAccessor().invoke(record)));
        } catch (ReflectiveOperationException e) {
          throw new LinkageError(component.getName(), e);
        }
      }
    }
    return numbers;
  }

  private static List<Long> slotsOf(Message message) {
    NumberSlots slots = NumberSlots.of(message);
    List<Long> numbers = new ArrayList<>();
    for (NumberField field : slots.fields()) {
      slots.places(field).forEach(place -> numbers.add(slots.value(place)));
    }
    return numbers;
  }

  @Test
  void everyNumberOfEveryKindOfMessageIsAField() {
    for (Message message : oneOfEachKind()) {
      assertThat(slotsOf(message))
          .as("%s", message.kind())
          .containsExactlyInAnyOrderElementsOf(numbersIn(message));
    }
  }

  @Test
  void everyFieldIsInSomeMessage() {
    Set<NumberField> found = EnumSet.noneOf(NumberField.class);
    oneOfEachKind().forEach(message -> found.addAll(NumberSlots.of(message).fields()));

    assertThat(found).containsExactly(NumberField.values());
  }

  @Test
  void aChangeInOnePlaceChangesThatNumberAndWhatFollowsFromItOnly() {
    for (Message message : oneOfEachKind()) {
      NumberSlots slots = NumberSlots.of(message);
      for (NumberField field : slots.fields()) {
        for (int place : slots.places(field)) {
          Message changed = slots.with(place, slots.value(place) + 1);
          NumberSlots after = NumberSlots.of(changed);

          assertThat(after.value(place)).as("%s", field).isEqualTo(slots.value(place) + 1);
          assertThat(after.fields()).isEqualTo(slots.fields());
          boolean isOfEntry = field.key().startsWith("entry-");
          assertThat(differences(slots, after)).as("%s", field).matches(n -> isOfEntry || n == 1);
        }
      }
    }
  }

  private static int differences(NumberSlots before, NumberSlots after) {
    int differences = 0;
    for (NumberField field : before.fields()) {
      for (int place : before.places(field)) {
        differences += before.value(place) == after.value(place) ? 0 : 1;
      }
    }
    return differences;
  }

  @Test
  void aChangedEntryIsSealedAndThoseBehindItAreChainedToIt() {
    Message.DoViewChange truth = new Message.DoViewChange(LIAR, 6, 5, MutatorTestbed.logTail(3), 4);
    NumberSlots slots = NumberSlots.of(truth);
    int place = slots.places(NumberField.ENTRY_REQUEST).get(1);

    LogTail tail = ((Message.DoViewChange) slots.with(place, 77)).tail();

    List<Entry> entries = tail.entries();
    assertThat(entries).allMatch(Entry::isIntact);
    assertThat(entries.get(0)).isEqualTo(truth.tail().entries().get(0));
    assertThat(entries.get(1).request()).isEqualTo(77);
    assertThat(entries.get(2).parent()).isEqualTo(entries.get(1).checksum());
    assertThat(tail.headers()).isEqualTo(entries.stream().map(Entry::header).toList());
  }

  @Test
  void aChecksumThatIsALieStaysOne() {
    NumberSlots slots = NumberSlots.of(prepare(1));
    int place = slots.places(NumberField.ENTRY_CHECKSUM).get(0);

    Entry forged = ((Message.Prepare) slots.with(place, 1)).entries().get(0);

    assertThat(forged.checksum()).isEqualTo(1);
    assertThat(forged.isIntact()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(value = NumberValue.class, mode = EnumSource.Mode.EXCLUDE, names = "IN_FLIGHT")
  void everyFieldOfEveryKindIsSet(NumberValue to) {
    for (NumberField field : NumberField.values()) {
      try (MutatorTestbed bed = new MutatorTestbed(always(new SetField(field, to)))) {
        for (Message message : oneOfEachKind()) {
          bed.send(message, 0);

          boolean isLie = NumberSlots.of(message).fields().contains(field);
          Packet sent = bed.packets.get(bed.packets.size() - 1);
          String shown = message.kind() + ", " + field;
          assertThat(sent.mutation() != Packet.UNTOUCHED).as(shown).isEqualTo(isLie);
          assertThat(MutatorTestbed.decode(sent.frame()).equals(message)).isNotEqualTo(isLie);
        }
        assertThat(bed.mutations()).isNotEmpty().allMatch(what -> what.startsWith(field.key()));
      }
    }
  }

  @Test
  void valuesAreWhatTheySay() {
    assertThat(set(NumberValue.PLUS_ONE)).isEqualTo(8);
    assertThat(set(NumberValue.MINUS_ONE)).isEqualTo(6);
    assertThat(set(NumberValue.ZERO)).isZero();
    assertThat(set(NumberValue.MAX)).isEqualTo(Long.MAX_VALUE);
    assertThat(set(NumberValue.RANDOM)).as("seed %d", SEED).isNotNegative().isNotEqualTo(7);
  }

  private static long set(NumberValue to) {
    try (MutatorTestbed bed =
        new MutatorTestbed(always(new SetField(NumberField.COMMIT_NUMBER, to)))) {
      bed.send(COMMIT, 0);
      return ((Message.Commit) bed.messages().get(0)).commit();
    }
  }

  @Test
  void aFieldThatIsWhatItWouldBecomeIsNoLie() {
    try (MutatorTestbed bed =
        new MutatorTestbed(always(new SetField(NumberField.COMMIT_NUMBER, NumberValue.ZERO)))) {
      bed.send(new Message.Commit(LIAR, 5, 0, 0), 0);
      bed.send(new Message.PrepareOk(LIAR, 5, 6, 7), 0);

      assertThat(bed.packets).extracting(Packet::mutation).containsExactly(0, 0);
    }
  }

  @Test
  void aValueInFlightIsOneThatAnotherMessageHad() {
    SetField lie = new SetField(NumberField.COMMIT_NUMBER, NumberValue.IN_FLIGHT);
    try (MutatorTestbed bed = new MutatorTestbed(always(lie))) {
      bed.send(COMMIT, 0);
      bed.send(new Message.Commit(0, 5, 7, 70), LIAR);
      bed.send(new Message.Prepare(0, 5, MutatorTestbed.tail(1), 3), LIAR);
      bed.send(COMMIT, 0);

      assertThat(bed.packets).extracting(Packet::mutation).containsExactly(0, 0, 0, 1);
      assertThat(bed.messages().get(3)).isEqualTo(new Message.Commit(LIAR, 5, 3, 70));
    }
  }

  @Test
  void theStoreOfValuesIsBounded() {
    SetField lie = new SetField(NumberField.COMMIT_NUMBER, NumberValue.IN_FLIGHT);
    try (MutatorTestbed bed = new MutatorTestbed(always(lie))) {
      for (int commit = 0; commit < 100; commit++) {
        bed.send(new Message.Commit(0, 5, commit, 70), LIAR);
      }
      Set<Long> told = new TreeSet<>();
      for (int i = 0; i < 500; i++) {
        bed.send(new Message.Commit(LIAR, 5, 99, 70), 0);
        told.add(((Message.Commit) bed.messages().get(100 + i)).commit());
        bed.send(new Message.Commit(0, 5, 99 - i % 32, 70), LIAR);
        bed.packets.remove(bed.packets.size() - 1);
      }

      assertThat(told).allMatch(commit -> commit >= 100 - FrameStore.PER_KIND);
      assertThat(told).as("seed %d", SEED).hasSizeGreaterThan(20);
    }
  }

  @Test
  void anyFieldStrikesAtEveryKindAndFindsEveryField() {
    for (Message message : oneOfEachKind()) {
      try (MutatorTestbed bed = new MutatorTestbed(always(new AnyField(0.2)))) {
        for (int i = 0; i < 400; i++) {
          bed.send(message, 0);
        }

        Set<String> fields = new TreeSet<>();
        bed.mutations().forEach(what -> fields.add(what.substring(0, what.indexOf(' '))));
        assertThat(bed.ledger.mutated()).as("%s", message.kind()).isEqualTo(400);
        assertThat(fields)
            .as("%s", message.kind())
            .containsExactlyInAnyOrderElementsOf(
                NumberSlots.of(message).fields().stream().map(NumberField::key).toList());
      }
    }
  }

  @Test
  void withoutLargeChangesAnyFieldChangesByOneOrToWhatOthersHave() {
    try (MutatorTestbed bed = new MutatorTestbed(always(new AnyField(0)))) {
      bed.send(new Message.Commit(0, 50, 60, 700), 1);
      for (int i = 0; i < 200; i++) {
        bed.send(COMMIT, 0);
      }

      Set<Long> commits = new TreeSet<>();
      for (Message message : bed.messages().subList(1, 201)) {
        commits.add(((Message.Commit) message).commit());
      }
      assertThat(commits).as("seed %d", SEED).containsExactly(6L, 7L, 8L, 60L);
    }
  }

  @Test
  void aRuleThatIsOffChangesNoField() {
    try (MutatorTestbed bed = new MutatorTestbed(rule("never", 0, new AnyField(0.5)))) {
      oneOfEachKind().forEach(message -> bed.send(message, 0));

      assertThat(bed.messages()).isEqualTo(oneOfEachKind());
    }
  }
}
