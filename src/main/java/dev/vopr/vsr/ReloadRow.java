package dev.vopr.vsr;

import java.util.Optional;

/**
 * The decision table for one op-number of the log at reload (rule D2): what the two rings hold in
 * its slot, and what is done. Every combination has exactly one row.
 *
 * <pre>
 *  an entry is acknowledged only when entry and header are both durable, the entry first; so,
 *  if the view record names another entry than the one there, that one counts as OTHER:
 *   header | entry   what it means                                             done
 *   OTHER  | OTHER   nothing was written here in this round of the ring        END
 *   OTHER  | THIS    the crash came between entry and header                   KEEP, header written anew
 *   OTHER  | BROKEN  the crash tore the entry: it was never acknowledged       END
 *   THIS   | THIS    equal checksums: intact                                   KEEP
 *   THIS   | CLASH   intact both, but not of each other: one write was lost    MISSING
 *   THIS   | OTHER   the entry's write was lost or went elsewhere              MISSING
 *   THIS   | BROKEN  the entry is corrupt                                      MISSING
 *   BROKEN | THIS    the header is corrupt, or its write was torn              KEEP, header written anew
 *   BROKEN | OTHER   the header is corrupt; the entry may have been lost       UNKNOWN
 *   BROKEN | BROKEN  both are corrupt                                          UNKNOWN
 * </pre>
 */
public enum ReloadRow {
  NEVER_WRITTEN(Header.OTHER, Entry.OTHER, Action.END),
  HEADER_NOT_WRITTEN(Header.OTHER, Entry.THIS, Action.KEEP),
  ENTRY_TORN(Header.OTHER, Entry.BROKEN, Action.END),
  INTACT(Header.THIS, Entry.THIS, Action.KEEP),
  ENTRY_CLASHES(Header.THIS, Entry.CLASH, Action.MISSING),
  ENTRY_LOST(Header.THIS, Entry.OTHER, Action.MISSING),
  ENTRY_CORRUPT(Header.THIS, Entry.BROKEN, Action.MISSING),
  HEADER_CORRUPT(Header.BROKEN, Entry.THIS, Action.KEEP),
  HEADER_CORRUPT_ENTRY_OTHER(Header.BROKEN, Entry.OTHER, Action.UNKNOWN),
  BOTH_CORRUPT(Header.BROKEN, Entry.BROKEN, Action.UNKNOWN);

  /** What the ring of headers holds in the slot. */
  enum Header {
    /** An intact header of the op-number; if the view record names one, that. */
    THIS,
    /** Nothing, or an intact header of another op-number, or not the one that is named. */
    OTHER,
    /** Something that does not check. */
    BROKEN
  }

  /** What the ring of entries holds in the slot. */
  enum Entry {
    /** An intact entry of the op-number; the one that record and header name, if they do. */
    THIS,
    /** An intact entry of the op-number, but not the one that the intact header names. */
    CLASH,
    /** Nothing, or an intact entry of another op-number, or not the one that the record names. */
    OTHER,
    /** Something that does not check. */
    BROKEN
  }

  /** What is done with the op-number. */
  enum Action {
    /** The entry belongs to the log, if it continues it. */
    KEEP,
    /** The log goes on here, but the entry must come from another replica; it is no nack. */
    MISSING,
    /** The log ends below, unless a later op-number proves that it goes on. */
    END,
    /** Whether the log goes on here cannot be told. */
    UNKNOWN
  }

  private final Header header;
  private final Entry entry;
  private final Action action;

  ReloadRow(Header header, Entry entry, Action action) {
    this.header = header;
    this.entry = entry;
    this.action = action;
  }

  Action action() {
    return action;
  }

  /** Returns whether its header did not get to the disk: see above. */
  boolean isNeverAcknowledged() {
    return action == Action.END;
  }

  /** Returns the row of a combination; only a clash without an intact header has none. */
  static Optional<ReloadRow> of(Header header, Entry entry) {
    for (ReloadRow row : values()) {
      if (row.header == header && row.entry == entry) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }
}
