package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The entries above a base, up to the op-number, chained by their parents' checksums. All at or
 * below the base is in a checkpoint. Of a corrupt entry only the header is known: it is missing,
 * but not absent.
 */
final class Log {
  /** The parent of the first entry. */
  static final Header ORIGIN = new Header(0, 0, 0, 0);

  /**
   * An entry that is known to belong here, but is not at hand.
   *
   * @param isNack whether it certainly never was (rule V4)
   */
  private record Missing(Header header, boolean isNack) {}

  /** Each slot holds an {@link Entry}, or a {@link Missing} one. */
  private final Object[] slots;

  private Header base = ORIGIN;
  private long op;
  private int missing;

  /** Creates an empty log that holds at most {@code capacity} entries. */
  Log(int capacity) {
    slots = new Object[capacity];
  }

  long op() {
    return op;
  }

  /** Returns the op-number below and at which the log holds nothing. */
  long base() {
    return base.op();
  }

  boolean isFull() {
    return op - base.op() >= slots.length;
  }

  /** Returns for how many more entries there is room. */
  long room() {
    return slots.length - (op - base.op());
  }

  long headChecksum() {
    return checksumAt(op);
  }

  /** Returns the checksum of an entry from the base to the op-number, missing or not. */
  long checksumAt(long at) {
    if (at == base.op()) {
      return base.checksum();
    }
    Object slot = slot(at);
    return slot instanceof Entry entry ? entry.checksum() : ((Missing) slot).header().checksum();
  }

  /** Returns the header of an entry from the base to the op-number, missing or not. */
  Header headerAt(long at) {
    if (at == base.op()) {
      return base;
    }
    Object slot = slot(at);
    return slot instanceof Entry entry ? entry.header() : ((Missing) slot).header();
  }

  /** Returns whether the entry itself is here. */
  boolean isPresent(long at) {
    return at > base.op() && at <= op && slot(at) instanceof Entry;
  }

  /** Returns whether the entry is missing, and certainly never was here. */
  boolean isNack(long at) {
    return slot(at) instanceof Missing entry && entry.isNack();
  }

  /** Returns an entry that is present. */
  Entry at(long at) {
    Object slot = slot(at);
    Check.that(slot instanceof Entry, "the entry is present", at, op);
    return (Entry) slot;
  }

  /** Returns the lowest op-number whose entry is missing, or one above the op-number. */
  long firstMissing() {
    if (missing == 0) {
      return op + 1;
    }
    long at = base.op() + 1;
    while (slot(at) instanceof Entry) {
      at++;
    }
    return at;
  }

  boolean isWhole() {
    return missing == 0;
  }

  /**
   * Returns the entries from {@code first} on, up to the first missing one, at most {@code limit}.
   */
  List<Entry> from(long first, long limit) {
    List<Entry> entries = new ArrayList<>();
    long last = Math.min(op, first + limit - 1);
    for (long at = first; at <= last && isPresent(at); at++) {
      entries.add(at(at));
    }
    return entries;
  }

  void append(Entry entry) {
    Check.that(!isFull(), "the log has room", op, base.op());
    Check.that(entry.op() == op + 1, "the log grows without gaps", entry.op(), op);
    Check.that(entry.parent() == headChecksum(), "the log is a chain", entry.op(), op);
    op++;
    slots[index(op)] = entry;
  }

  /** Appends the header of an entry that is known to belong here, but is not at hand. */
  void appendMissing(Header header) {
    appendMissing(header, false);
  }

  /**
   * Appends the header of an entry that is known to belong here, but is not at hand.
   *
   * @param isNack whether it certainly never was
   */
  void appendMissing(Header header, boolean isNack) {
    Check.that(!isFull(), "the log has room", op, base.op());
    Check.that(header.op() == op + 1, "the log grows without gaps", header.op(), op);
    op++;
    slots[index(op)] = new Missing(header, isNack);
    missing++;
  }

  /** Puts a missing entry in its place; its checksum must be the one that is known. */
  void fill(Entry entry) {
    Check.that(checksumAt(entry.op()) == entry.checksum(), "it is the missing one", entry.op(), op);
    if (!isPresent(entry.op())) {
      slots[index(entry.op())] = entry;
      missing--;
    }
  }

  /** Cuts off all entries above {@code newOp}, which is not below the base. */
  void truncateAfter(long newOp) {
    Check.that(newOp >= base.op(), "the checkpoint is not cut", newOp, base.op());
    while (op > newOp) {
      missing -= slot(op) instanceof Missing ? 1 : 0;
      slots[index(op)] = null;
      op--;
    }
  }

  /** Forgets all entries up to {@code newBase}, which is not above the op-number. */
  void dropUpTo(long newBase) {
    Check.that(newBase <= op, "the log reaches the new base", newBase, op);
    if (newBase <= base.op()) {
      return;
    }
    Header header = headerAt(newBase);
    for (long at = base.op() + 1; at <= newBase; at++) {
      missing -= slot(at) instanceof Missing ? 1 : 0;
      slots[index(at)] = null;
    }
    base = header;
  }

  /** Starts again, without entries, from a checkpoint whose last entry had the given header. */
  void restartAt(Header newBase) {
    truncateAfter(base.op());
    base = newBase;
    op = newBase.op();
  }

  /** Returns the timestamp of the last entry, if it is present. */
  Optional<Entry> head() {
    return isPresent(op) ? Optional.of(at(op)) : Optional.empty();
  }

  private Object slot(long at) {
    Check.that(at > base.op() && at <= op, "the log holds the op-number", at, op);
    return slots[index(at)];
  }

  private int index(long at) {
    return (int) (at % slots.length);
  }
}
