package dev.vopr.byzantine;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * One list of the message changes in one place.
 *
 * @param lists of these, one that the message has; at least one
 * @param changes of these, one that is possible; at least one
 */
public record ChangeList(Set<ListField> lists, Set<Change> changes)
    implements MessageFieldMutation {

  /** The lists that messages carry. */
  public enum ListField {
    /** Log entries; the headers of a log tail follow them. */
    ENTRIES,
    /** The headers of a log tail, without its entries. */
    HEADERS,
    /**
     * Which entries of a log tail its sender says it never had (rule V4). One more is of an entry
     * that it had: that is left out of the tail, or shown all the same, which is a conflict.
     */
    NACKS,
    /** Certificates beside the message, at level signed. */
    CERTIFICATES,
    /** The starts of views that prove the message's view, at level signed. */
    STARTS,
    /** The bytes of a result, an operation, or a part of a checkpoint. */
    BYTES
  }

  /** What happens to a list. */
  public enum Change {
    /** The last element is left out. */
    TRUNCATE,
    /** One is added that follows the last. */
    EXTEND,
    /** Two neighbours change places. */
    REORDER,
    /** One is replaced by another; entries behind it are chained to it. */
    CONFLICT
  }

  /** Checks that there is something to choose from. */
  public ChangeList {
    if (lists.isEmpty() || changes.isEmpty()) {
      throw new IllegalArgumentException("a change of a list needs a list and a change");
    }
    lists = Collections.unmodifiableSet(EnumSet.copyOf(lists));
    changes = Collections.unmodifiableSet(EnumSet.copyOf(changes));
  }

  @Override
  public String label() {
    return "change list, " + changes + " of " + lists;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.onChangeList(this);
  }
}
