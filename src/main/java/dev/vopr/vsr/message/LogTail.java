package dev.vopr.vsr.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The end of a replica's log: headers of all entries above {@code base}, and those of the entries
 * themselves that are present. A header without its entry belongs to a corrupt one: it is neither a
 * copy nor the proof that there was none (rule V4). Only a nack is that proof.
 *
 * @param base op-number of the last entry that is not in the tail, committed
 * @param baseChecksum checksum of that entry, 0 if {@code base} is 0
 * @param headers headers of the entries {@code base} + 1 to the end
 * @param entries those of the entries that are present, in order
 * @param nacks op-numbers of entries that are not, and that the replica certainly never had in this
 *     log, so that no acknowledgement of its can have committed them; in order
 */
public record LogTail(
    long base, long baseChecksum, List<Header> headers, List<Entry> entries, List<Long> nacks) {
  /** The tail of a log that is not shown. */
  public static final LogTail NONE = new LogTail(0, 0, List.of(), List.of());

  /** Copies the lists. */
  public LogTail {
    headers = List.copyOf(headers);
    entries = List.copyOf(entries);
    nacks = List.copyOf(nacks);
  }

  /** Makes a tail without nacks. */
  public LogTail(long base, long baseChecksum, List<Header> headers, List<Entry> entries) {
    this(base, baseChecksum, headers, entries, List.of());
  }

  /** Returns a tail of which every entry is present. */
  public static LogTail whole(long base, long baseChecksum, List<Entry> entries) {
    List<Header> headers = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      headers.add(entry.header());
    }
    return new LogTail(base, baseChecksum, headers, entries);
  }

  /** Returns the op-number of the last entry. */
  public long op() {
    return base + headers.size();
  }

  /** Returns the header at {@code op}, which is above the base and not above {@link #op}. */
  public Header headerAt(long op) {
    return headers.get((int) (op - base - 1));
  }

  /** Returns the checksum of the entry at {@code op}, from the base to {@link #op}. */
  public long checksumAt(long op) {
    return op == base ? baseChecksum : headerAt(op).checksum();
  }

  /** Returns the entry at {@code op}, if it is present. */
  public Optional<Entry> entryAt(long op) {
    for (Entry entry : entries) {
      if (entry.op() == op) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** Returns whether the replica says that it never had an entry. */
  public boolean isNack(long op, long checksum) {
    boolean isOther = op > base && op <= op() && checksumAt(op) != checksum;
    return op > op() || isOther || nacks.contains(op);
  }

  /** Returns whether all entries are present. */
  public boolean isWhole() {
    return entries.size() == headers.size();
  }
}
