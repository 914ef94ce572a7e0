package dev.vopr.byzantine;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Changes one number of a message: a given one, or any. */
final class NumberLies {
  private static final List<NumberValue> SMALL =
      List.of(NumberValue.PLUS_ONE, NumberValue.MINUS_ONE, NumberValue.IN_FLIGHT);
  private static final List<NumberValue> LARGE =
      List.of(NumberValue.ZERO, NumberValue.MAX, NumberValue.RANDOM);

  /**
   * A message of which one number was changed.
   *
   * @param message as it is told
   * @param field which number it is
   * @param before what it was
   * @param after what it became
   */
  record Changed(Message message, NumberField field, long before, long after) {
    /** Returns what was done, such as {@code commit-number 7 → 507}. */
    String what() {
      return field.key() + " " + before + " → " + after;
    }
  }

  private final Message message;
  private final NumberSlots slots;
  private final FrameStore store;
  private final LongSupplier bits;

  /**
   * About one message.
   *
   * @param store what was sent before
   * @param bits what all choices are made from, 64 random bits at a time
   */
  NumberLies(Message message, FrameStore store, LongSupplier bits) {
    this.message = message;
    this.slots = NumberSlots.of(message);
    this.store = store;
    this.bits = bits;
  }

  /** Changes a field that is named, if the message has it. */
  Optional<Changed> set(SetField set) {
    return setOne(set.field(), set.to(), false);
  }

  /** Changes one of all numbers of the message. */
  Optional<Changed> any(AnyField any) {
    NumberField field = oneOf(slots.fields());
    boolean isLarge = SimRng.toUnit(bits.getAsLong()) < any.large();
    return setOne(field, oneOf(isLarge ? LARGE : SMALL), true);
  }

  private <T> T oneOf(List<T> all) {
    return all.get((int) SimRng.scale(bits.getAsLong(), all.size()));
  }

  /**
   * Changes one number of a field.
   *
   * @param isCertain whether one is added, or taken away, if the number is what it would become
   */
  private Optional<Changed> setOne(NumberField field, NumberValue to, boolean isCertain) {
    List<Integer> places = slots.places(field);
    long which = bits.getAsLong();
    long random = bits.getAsLong();
    if (places.isEmpty()) {
      return Optional.empty();
    }
    int place = places.get((int) SimRng.scale(which, places.size()));
    long value = slots.value(place);
    long changed = changed(field, value, to, random);
    if (changed == value && isCertain) {
      changed = value == Long.MAX_VALUE ? value - 1 : value + 1;
    }
    return Optional.of(new Changed(slots.with(place, changed), field, value, changed));
  }

  private long changed(NumberField field, long value, NumberValue to, long random) {
    return switch (to) {
      case PLUS_ONE -> Saturating.add(value, 1);
      case MINUS_ONE -> Saturating.add(value, -1);
      case ZERO -> 0;
      case MAX -> field.isNode() ? Integer.MAX_VALUE : Long.MAX_VALUE;
      case RANDOM -> {
        int digits = field.isNode() ? Integer.SIZE - 1 : Long.SIZE - 1;
        yield random >>> (Long.SIZE - digits) >>> SimRng.scale(SimRng.mix(random), digits);
      }
      case IN_FLIGHT -> store.otherValue(message.kind(), field, value, random).orElse(value);
    };
  }
}
