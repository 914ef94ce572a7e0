package dev.vopr.byzantine;

import dev.vopr.vsr.message.Message;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The numbers of one message, one after the other. */
final class NumberSlots {
  private static final int NONE = -1;

  /** A number, and what it stands for. */
  record Slot(NumberField field, long value) {}

  private final Message message;
  private final List<Slot> slots = new ArrayList<>();

  private NumberSlots(Message message) {
    this.message = message;
  }

  static NumberSlots of(Message message) {
    NumberSlots of = new NumberSlots(message);
    message.accept(
        new NumberRewriter(
            (field, value) -> {
              of.slots.add(new Slot(field, value));
              return value;
            }));
    return of;
  }

  /** Returns the fields that the message has, in the order of the enumeration. */
  List<NumberField> fields() {
    Set<NumberField> fields = EnumSet.noneOf(NumberField.class);
    slots.forEach(slot -> fields.add(slot.field()));
    return List.copyOf(fields);
  }

  /** Returns the places of a field's numbers: none, one, or one in each entry or header. */
  List<Integer> places(NumberField field) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i).field() == field) {
        places.add(i);
      }
    }
    return places;
  }

  long value(int place) {
    return slots.get(place).value();
  }

  /** Returns the message with another number at one place. */
  Message with(int place, long value) {
    int[] at = {NONE};
    return message.accept(
        new NumberRewriter(
            (field, old) -> {
              at[0]++;
              return at[0] == place ? value : old;
            }));
  }
}
