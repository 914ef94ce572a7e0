package dev.vopr.byzantine;

import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers the rounds that liars take part in, in the order in which they begin. */
final class Rounds {
  /** More rounds than this have no number of their own: they are all beyond every budget. */
  private static final int MOST = 1_000_000;

  private record Round(MessageKind kind, long view, long op) {}

  private final Map<Round, Integer> numbers = new LinkedHashMap<>();

  /** Returns the number, from 1, of the round that a message belongs to. */
  int numberOf(Message message) {
    NumberSlots slots = NumberSlots.of(message);
    Round round =
        new Round(
            message.kind(),
            first(slots, NumberField.VIEW_NUMBER),
            switch (message.kind()) {
              case PREPARE -> first(slots, NumberField.ENTRY_OP);
              case PREPARE_OK -> first(slots, NumberField.OP_NUMBER);
              case COMMIT -> first(slots, NumberField.COMMIT_NUMBER);
              case REQUEST,
                  REPLY,
                  GET_ENTRIES,
                  ENTRIES,
                  START_VIEW_CHANGE,
                  DO_VIEW_CHANGE,
                  START_VIEW,
                  GET_VIEW,
                  GET_STATE,
                  NEW_STATE,
                  RECOVERY,
                  RECOVERY_RESPONSE,
                  PING,
                  PONG,
                  EVICTED ->
                  0;
            });
    if (numbers.size() < MOST) {
      numbers.putIfAbsent(round, numbers.size() + 1);
    }
    return numbers.getOrDefault(round, Integer.MAX_VALUE);
  }

  private static long first(NumberSlots slots, NumberField field) {
    return slots.places(field).stream().findFirst().map(slots::value).orElse(0L);
  }
}
