package dev.vopr.byzantine;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The last entries are replaced by other ones that are just as well-formed: sealed, and chained to
 * each other and to the entry before.
 *
 * @param last how many entries at the end are replaced, from 1; all, if the tail is shorter
 * @param parts what is different in them, at least one part
 */
public record ConflictingLogTail(int last, Set<EntryPart> parts) implements MessageFieldMutation {
  /** What a conflicting entry has different from the true one. */
  public enum EntryPart {
    /** The last byte of the operation has another lowest bit; an empty one gets a byte. */
    OPERATION,
    /** It is said to come from the client with the neighbouring number. */
    CLIENT,
    /** The request-number is higher by one. */
    REQUEST,
    /** The timestamp is higher by one nanosecond. */
    TIMESTAMP
  }

  /** Checks the ranges. */
  public ConflictingLogTail {
    Ranges.require(last >= 1, "a conflicting log tail has 1 entry or more", last);
    Ranges.require(
        !parts.isEmpty(), "a conflicting log tail needs a part that differs", parts.size());
    parts = Collections.unmodifiableSet(EnumSet.copyOf(parts));
  }

  @Override
  public String label() {
    return "conflicting log tail, " + parts + " of the last " + last;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.onConflictingLogTail(this);
  }
}
