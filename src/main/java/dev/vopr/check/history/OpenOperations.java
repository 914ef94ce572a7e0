package dev.vopr.check.history;

/** The known operations that are under way, oldest first, each with a slot. */
final class OpenOperations {
  private final int[] slotOf;
  private final int[] open;
  private final int[] freeSlots;
  private int count;
  private int free;
  private int countBefore;

  /**
   * Creates it with nothing under way.
   *
   * @param slots how many may be under way at a time
   */
  OpenOperations(int operations, int slots) {
    slotOf = new int[operations];
    open = new int[slots];
    freeSlots = new int[slots];
    free = slots;
    for (int i = 0; i < slots; i++) {
      freeSlots[i] = slots - 1 - i;
    }
  }

  /** Returns how many known operations of a history are under way at the same time at most. */
  static int most(PartHistory<?, ?, ?> history) {
    int now = 0;
    int most = 0;
    for (int i = 0; i < history.eventCount(); i++) {
      int event = history.event(i);
      if (event < 0) {
        now--;
      } else if (history.isKnown(event)) {
        now++;
      }
      most = Math.max(most, now);
    }
    return most;
  }

  int count() {
    return count;
  }

  /** Returns the operation with this number among those under way. */
  int get(int number) {
    return open[number];
  }

  int slotOf(int operation) {
    return slotOf[operation];
  }

  /** Returns how many of them, the oldest, were under way at the last return already. */
  int countBefore() {
    return countBefore;
  }

  void begin(int operation) {
    slotOf[operation] = freeSlots[--free];
    open[count++] = operation;
  }

  void end(int operation) {
    freeSlots[free++] = slotOf[operation];
    int place = 0;
    while (open[place] != operation) {
      place++;
    }
    count--;
    countBefore = count;
    System.arraycopy(open, place + 1, open, place, count - place);
  }
}
