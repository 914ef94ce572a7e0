package dev.vopr.check.history;

import java.util.Arrays;

/**
 * Configurations of which none has all the burdens of another one in the same state, in the order
 * in which they came; at most so many, and then it says that it was cut.
 */
final class ConfigurationSet {
  private static final int FIRST_CAPACITY = 16;
  private static final int DROPPED = -1;
  private static final int ADDED_HAS_MORE = 1;
  private static final int OTHER_HAS_MORE = 2;

  private final long[] heavy;
  private final int stride;
  private final int limit;

  /** For each state the number of its newest configuration plus one, or 0. */
  private final int[] newest;

  private long[] words;

  /** For each configuration the number of the one before with the same state, plus one. */
  private int[] before;

  private int count;
  private boolean isCut;

  /**
   * Creates an empty set.
   *
   * @param heavy has the burdens that count twice where only some configurations are kept
   * @param limit number of configurations at most, those that were dropped included
   */
  ConfigurationSet(Configuration heavy, int states, int limit) {
    this.heavy = heavy.words();
    stride = heavy.words().length;
    this.limit = limit;
    newest = new int[states];
    words = new long[stride * Math.min(limit, FIRST_CAPACITY)];
    before = new int[Math.min(limit, FIRST_CAPACITY)];
  }

  /** Returns the number of places; some of them may have been dropped. */
  int count() {
    return count;
  }

  /** Returns how much memory its arrays take that grow with what is kept. */
  long bytes() {
    return (long) words.length * Long.BYTES + (long) before.length * Integer.BYTES;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Returns whether something was left out since the last {@link #clear}. */
  boolean isCut() {
    return isCut;
  }

  /** Copies a configuration into {@code target}; returns whether it has not been dropped. */
  boolean get(int number, Configuration target) {
    int offset = number * stride;
    if (words[offset] == DROPPED) {
      return false;
    }
    target.copyFrom(words, offset);
    return true;
  }

  /** Adds a configuration, unless one with fewer burdens is there; drops those that have more. */
  void add(Configuration configuration) {
    long[] added = configuration.words();
    int state = configuration.state();
    int newer = 0;
    for (int place = newest[state]; place != 0; place = before[place - 1]) {
      int offset = (place - 1) * stride;
      int comparison = compare(added, offset);
      if ((comparison & OTHER_HAS_MORE) == 0) {
        return;
      }
      if (comparison == OTHER_HAS_MORE && count < limit) {
        unlink(state, place, newer);
        words[offset] = DROPPED;
      } else {
        newer = place;
      }
    }
    if (count == limit) {
      isCut = true;
      return;
    }
    append(added, state);
  }

  /** Returns which of the two has burdens that the other one has not. */
  private int compare(long[] added, int offset) {
    int result = 0;
    for (int i = 1; i < stride; i++) {
      long other = words[offset + i];
      result |= (added[i] & ~other) != 0 ? ADDED_HAS_MORE : 0;
      result |= (other & ~added[i]) != 0 ? OTHER_HAS_MORE : 0;
      if (result == (ADDED_HAS_MORE | OTHER_HAS_MORE)) {
        return result;
      }
    }
    return result;
  }

  private void unlink(int state, int place, int newer) {
    if (newer == 0) {
      newest[state] = before[place - 1];
    } else {
      before[newer - 1] = before[place - 1];
    }
  }

  private void append(long[] added, int state) {
    if (count == before.length) {
      int capacity = (int) Math.min(limit, 2L * count);
      words = Arrays.copyOf(words, capacity * stride);
      before = Arrays.copyOf(before, capacity);
    }
    System.arraycopy(added, 0, words, count * stride, stride);
    before[count] = newest[state];
    count++;
    newest[state] = count;
  }

  /** Keeps at most so many, those with the fewest burdens, in the order in which they came. */
  void trim(int most) {
    int[] perBurden = new int[2 * (stride - 1) * Long.SIZE + 1];
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (words[i * stride] != DROPPED) {
        perBurden[burdens(i)]++;
        kept++;
      }
    }
    if (kept <= most) {
      return;
    }
    int bound = 0;
    int room = most;
    while (perBurden[bound] <= room) {
      room -= perBurden[bound++];
    }
    int all = count;
    clear();
    for (int i = 0; i < all; i++) {
      int burdens = words[i * stride] == DROPPED ? Integer.MAX_VALUE : burdens(i);
      room -= burdens == bound ? 1 : 0;
      if (burdens < bound || (burdens == bound && room >= 0)) {
        append(Arrays.copyOfRange(words, i * stride, (i + 1) * stride), (int) words[i * stride]);
      }
    }
    isCut = true;
  }

  private int burdens(int number) {
    int bits = 0;
    for (int i = 1; i < stride; i++) {
      long word = words[number * stride + i];
      bits += Long.bitCount(word) + Long.bitCount(word & heavy[i]);
    }
    return bits;
  }

  void clear() {
    for (int i = 0; i < count; i++) {
      long state = words[i * stride];
      if (state != DROPPED) {
        newest[(int) state] = 0;
      }
    }
    count = 0;
    isCut = false;
  }
}
