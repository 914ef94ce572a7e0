package dev.vopr.check.history;

import java.util.function.IntPredicate;

/** What becomes of a configuration when an operation gets its place in the order. */
final class Placement {
  private final PartHistory<?, ?, ?> history;
  private final OpenOperations open;
  private final boolean isEndless;

  /**
   * Creates it.
   *
   * @param isEndless whether an operation of unknown outcome may have many places
   */
  Placement(PartHistory<?, ?, ?> history, OpenOperations open, boolean isEndless) {
    this.isEndless = isEndless;
    this.history = history;
    this.open = open;
  }

  boolean isEndless() {
    return isEndless;
  }

  /** Gives a known operation, which is possible, its place. */
  void place(Configuration configuration, int operation) {
    int slot = open.slotOf(operation);
    configuration.settle(slot);
    int after = history.after(operation);
    if (after == PartHistory.SAME) {
      return;
    }
    configuration.spend(slot);
    hide(configuration, state -> history.isPossible(operation, state));
    configuration.setState(after);
  }

  /** Gives an operation of unknown outcome its place; {@code from} is what it needs. */
  void use(Configuration configuration, int unknown, int from, int to) {
    if (!isEndless) {
      configuration.use(unknown);
    }
    hide(configuration, state -> from == UnknownOperations.NONE || from == state);
    configuration.setState(to);
  }

  /**
   * Settles the writes that could have had their place just before an operation that sets the
   * state, without leaving a trace. They are not spent: perhaps they come later.
   */
  private void hide(Configuration configuration, IntPredicate isPossibleAfter) {
    for (int i = 0; i < open.count(); i++) {
      int write = open.get(i);
      if (history.isWrite(write) && isPossibleAfter.test(history.after(write))) {
        configuration.settle(open.slotOf(write));
      }
    }
  }

  /**
   * Settles what is possible and changes nothing in this state. Whatever the order is, it can be
   * moved to here, and it is not spent: a write may also get its place later.
   */
  void settleIdle(Configuration configuration) {
    int state = configuration.state();
    for (int i = 0; i < open.count(); i++) {
      int operation = open.get(i);
      if (history.isPossible(operation, state) && history.isIdle(operation, state)) {
        configuration.settle(open.slotOf(operation));
      }
    }
  }

  /** Returns whether a write is owed. */
  boolean owesAWrite(Configuration configuration) {
    for (int i = 0; i < open.count(); i++) {
      int operation = open.get(i);
      if (history.isWrite(operation) && configuration.isOwed(open.slotOf(operation))) {
        return true;
      }
    }
    return false;
  }
}
