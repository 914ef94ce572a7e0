package dev.vopr.byzantine;

import dev.vopr.vsr.message.MessageKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The kinds of messages that a rule is about.
 *
 * @param kinds at least one kind
 */
public record MessageTypeFilter(Set<MessageKind> kinds) {
  /** All kinds. */
  public static final MessageTypeFilter ANY =
      new MessageTypeFilter(EnumSet.allOf(MessageKind.class));

  /** Checks that there is a kind. */
  public MessageTypeFilter {
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("a rule needs at least one kind of message");
    }
    kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
  }

  /** Returns a filter for the given kinds. */
  public static MessageTypeFilter of(MessageKind... kinds) {
    return new MessageTypeFilter(EnumSet.copyOf(List.of(kinds)));
  }
}
