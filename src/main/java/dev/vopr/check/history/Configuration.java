package dev.vopr.check.history;

/**
 * How far an order of the operations of one part has come, between two events: the state, and the
 * burdens. A known operation that is under way has a slot with two of them: it is <em>owed</em> as
 * long as it must still get a place before it returns, and <em>spent</em> when it cannot get one
 * any more. One that is neither may get a place or not: a choice that is left open. An operation of
 * unknown outcome is never owed, and used once it has a place.
 *
 * <p>With fewer burdens in the same state everything is possible that is with more.
 */
final class Configuration {
  private static final int WORD = 6;
  private static final int FIRST = 1;

  private final int slotWords;
  private final long[] words;

  /** Creates the configuration before everything. */
  Configuration(int slots, int unknown, int state) {
    slotWords = words(slots);
    words = new long[FIRST + 2 * slotWords + words(unknown)];
    words[0] = state;
  }

  private static int words(int bits) {
    return (bits + Long.SIZE - 1) >> WORD;
  }

  /** Returns the content, of which the first word is the state, and all others are burdens. */
  long[] words() {
    return words;
  }

  void copyFrom(long[] source, int offset) {
    System.arraycopy(source, offset, words, 0, words.length);
  }

  void copyFrom(Configuration other) {
    copyFrom(other.words, 0);
  }

  int state() {
    return (int) words[0];
  }

  void setState(int state) {
    words[0] = state;
  }

  boolean isOwed(int slot) {
    return (words[FIRST + (slot >> WORD)] & 1L << slot) != 0;
  }

  void owe(int slot) {
    words[FIRST + (slot >> WORD)] |= 1L << slot;
  }

  void settle(int slot) {
    words[FIRST + (slot >> WORD)] &= ~(1L << slot);
  }

  boolean isSpent(int slot) {
    return (words[FIRST + slotWords + (slot >> WORD)] & 1L << slot) != 0;
  }

  void spend(int slot) {
    words[FIRST + slotWords + (slot >> WORD)] |= 1L << slot;
  }

  /** Forgets an operation that returns, so that another one may have its slot. */
  void clear(int slot) {
    settle(slot);
    words[FIRST + slotWords + (slot >> WORD)] &= ~(1L << slot);
  }

  boolean isUsed(int unknown) {
    return (words[FIRST + 2 * slotWords + (unknown >> WORD)] & 1L << unknown) != 0;
  }

  void use(int unknown) {
    words[FIRST + 2 * slotWords + (unknown >> WORD)] |= 1L << unknown;
  }
}
