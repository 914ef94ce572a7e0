package dev.vopr.check.history;

import java.util.Arrays;

/**
 * Which operations had been placed with which state before: from there the search found nothing, or
 * is still looking. Compared by content, so that a collision of hashes prunes nothing. It is a
 * table of offsets into one array of words; when that is full it says so.
 *
 * <p>Operations of unknown outcome need no place. So a situation counts as seen, too, if the same
 * one was seen with fewer of them used up: whatever is possible now was possible then.
 */
final class VisitedSet {

  /** What became of an attempt to add. */
  enum Added {
    NEW,
    SEEN,
    FULL
  }

  private static final int FIRST_WORDS = 1 << 10;
  private static final int FIRST_SLOTS = 1 << 8;
  private static final long BYTES_OF_WORD = Long.BYTES;

  private final long maxWords;

  /** Offset into {@link #words} plus one, or 0 for an empty slot. */
  private int[] slots = new int[FIRST_SLOTS];

  private long[] words = new long[FIRST_WORDS];
  private int used;
  private int count;

  /**
   * Creates an empty set.
   *
   * @param bytes that words, slots and the copies made when they grow may take together
   */
  VisitedSet(long bytes) {
    // An element takes at least four words and has at most four slots of half a word each; while
    // arrays grow, the old one is there too.
    maxWords = bytes / BYTES_OF_WORD / 3;
  }

  Added add(PlacedSet known, PlacedSet unknown, int state) {
    long hash = known.hash() ^ state * 0xD6E8FEB86659FD93L;
    int slot = slot(hash);
    while (slots[slot] != 0) {
      if (isAt(slots[slot] - 1, hash, known, unknown, state)) {
        return Added.SEEN;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    int needed = 2 + known.writtenWords() + unknown.writtenWords();
    if (!hasRoom(needed)) {
      return Added.FULL;
    }
    slots[slot] = used + 1;
    words[used] = hash;
    words[used + 1] = state;
    known.writeTo(words, used + 2);
    unknown.writeTo(words, used + 2 + known.writtenWords());
    used += needed;
    count++;
    if (count * 2 > slots.length) {
      rehash();
    }
    return Added.NEW;
  }

  private boolean isAt(int offset, long hash, PlacedSet known, PlacedSet unknown, int state) {
    return words[offset] == hash
        && words[offset + 1] == state
        && known.isAt(words, offset + 2)
        && unknown.containsAt(words, offset + 2 + known.writtenWords());
  }

  private boolean hasRoom(int needed) {
    long wanted = (long) used + needed;
    if (wanted > maxWords || wanted > Integer.MAX_VALUE / 2) {
      return false;
    }
    if (wanted > words.length) {
      long larger = Math.max(wanted, Math.min(2L * words.length, maxWords));
      words = Arrays.copyOf(words, Math.toIntExact(larger));
    }
    return true;
  }

  private void rehash() {
    int[] old = slots;
    slots = new int[old.length * 2];
    for (int entry : old) {
      if (entry != 0) {
        int slot = slot(words[entry - 1]);
        while (slots[slot] != 0) {
          slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = entry;
      }
    }
  }

  private int slot(long hash) {
    return (int) (hash ^ (hash >>> 32)) & (slots.length - 1);
  }

  int size() {
    return count;
  }
}
