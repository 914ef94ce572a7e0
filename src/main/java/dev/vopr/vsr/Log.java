package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import java.util.ArrayList;
import java.util.List;

/** The entries 1 to op-number, chained by their parents' checksums. */
final class Log {
  private final ArrayList<Entry> entries = new ArrayList<>();

  /** Returns the op-number of the last entry, 0 when there is none. */
  long op() {
    return entries.size();
  }

  /** Returns the checksum of the last entry, 0 when there is none. */
  long headChecksum() {
    return checksumAt(op());
  }

  /** Returns the checksum of an entry that is held; 0 for op-number 0. */
  long checksumAt(long op) {
    return op == 0 ? 0 : at(op).checksum();
  }

  /** Returns an entry that is held. */
  Entry at(long op) {
    Check.that(op >= 1 && op <= op(), "the log holds the entry", op, op());
    return entries.get((int) op - 1);
  }

  /** Returns the entries from {@code first}, at most {@code limit} of them. */
  List<Entry> from(long first, int limit) {
    long last = Math.min(op(), first + limit - 1);
    return first > last ? List.of() : List.copyOf(entries.subList((int) first - 1, (int) last));
  }

  void append(Entry entry) {
    Check.that(entry.op() == op() + 1, "the log grows without gaps", entry.op(), op());
    Check.that(entry.parent() == headChecksum(), "the log is a chain", entry.op(), op());
    entries.add(entry);
  }
}
