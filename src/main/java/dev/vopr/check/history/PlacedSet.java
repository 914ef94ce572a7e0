package dev.vopr.check.history;

/**
 * The operations that have been given a place, as bits. Nearly always they are all up to some
 * number, and a few after it, so only what lies between the first gap and the last bit is written
 * down.
 */
final class PlacedSet {
  private static final int WORD = 6;

  private final long[] words;

  /** The first word with a gap; all before it are full. */
  private int low;

  /** One after the last word with a bit. */
  private int high;

  private long hash;

  PlacedSet(int size) {
    words = new long[(size >> WORD) + 1];
  }

  void add(int member) {
    int word = member >> WORD;
    words[word] |= 1L << member;
    hash ^= mix(member);
    high = Math.max(high, word + 1);
    while (words[low] == -1L) {
      low++;
    }
  }

  void remove(int member) {
    int word = member >> WORD;
    words[word] &= ~(1L << member);
    hash ^= mix(member);
    low = Math.min(low, word);
    while (high > 0 && words[high - 1] == 0) {
      high--;
    }
  }

  /** Returns a hash of the members, in constant time. */
  long hash() {
    return hash;
  }

  private static long mix(int member) {
    long h = (member + 1) * 0x9E3779B97F4A7C15L;
    h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
    h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
    return h ^ (h >>> 31);
  }

  /** Returns the number of words that {@link #writeTo} needs. */
  int writtenWords() {
    return 1 + Math.max(0, high - low);
  }

  /** Writes the members down: equal sets give equal words. */
  void writeTo(long[] target, int offset) {
    int count = Math.max(0, high - low);
    target[offset] = (long) low << 32 | count;
    System.arraycopy(words, low, target, offset + 1, count);
  }

  /** Returns whether all that was written at {@code offset} are members. */
  boolean containsAt(long[] target, int offset) {
    int itsLow = (int) (target[offset] >>> 32);
    int count = (int) target[offset];
    if (itsLow > low) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if ((target[offset + 1 + i] & ~words[itsLow + i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether what was written at {@code offset} are these members. */
  boolean isAt(long[] target, int offset) {
    int count = Math.max(0, high - low);
    if (target[offset] != ((long) low << 32 | count)) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (target[offset + 1 + i] != words[low + i]) {
        return false;
      }
    }
    return true;
  }
}
