package dev.vopr.check.history;

import dev.vopr.check.model.Change;

/**
 * Finds what an order may have come to by the return of an operation, which must have its place by
 * then.
 *
 * <p>What gets a place is the operation that returns, and before it, in any order, others that are
 * owed. Writes, and what need not have a place at all, are not tried for their own sake: they are
 * placed when they return, and where they lead to a state that another operation needs. Before one
 * that needs no such help they could as well come later, be hidden behind it, or be left out.
 */
final class ReturnSearch {
  private static final int NONE = UnknownOperations.NONE;

  private final PartHistory<?, ?, ?> history;
  private final UnknownOperations unknown;
  private final OpenOperations open;
  private final Placement placement;
  private final SearchSteps steps;
  private final ConfigurationSet work;
  private final Configuration current;
  private final Configuration made;

  /** What leads to the state that is needed, last first: operations, or complements of unknown. */
  private final int[] chain;

  private final int longest;

  /** For each state the number of the search for chains that has been there. */
  private final int[] seenBy;

  private int chainSearches;
  private int length;

  /** Whether no other chain of unknown operations can be better than what was made. */
  private boolean isEnough;

  private boolean isCut;
  private ConfigurationSet found;
  private int returning;
  private int begun;

  /**
   * Creates a search.
   *
   * @param work for its own use
   * @param current for its own use
   * @param made for its own use
   * @param longest links of a chain at most
   */
  ReturnSearch(
      PartHistory<?, ?, ?> history,
      UnknownOperations unknown,
      OpenOperations open,
      Placement placement,
      SearchSteps steps,
      ConfigurationSet work,
      Configuration current,
      Configuration made,
      int longest) {
    this.history = history;
    this.unknown = unknown;
    this.open = open;
    this.steps = steps;
    this.work = work;
    this.current = current;
    this.made = made;
    this.placement = placement;
    chain = new int[unknown.kinds() + 1];
    this.longest = longest;
    seenBy = new int[history.states()];
  }

  /**
   * Adds to {@code after} what there may be after the return of an operation.
   *
   * @param before what there may be before it
   * @param unknownBegun how many operations of unknown outcome were invoked by then
   */
  void search(ConfigurationSet before, int operation, int unknownBegun, ConfigurationSet after) {
    returning = operation;
    begun = unknownBegun;
    found = after;
    work.clear();
    for (int i = 0; i < before.count(); i++) {
      if (before.get(i, made)) {
        for (int fresh = open.countBefore(); fresh < open.count(); fresh++) {
          made.owe(open.slotOf(open.get(fresh)));
        }
        placement.settleIdle(made);
        work.add(made);
      }
    }
    int given = work.count();
    for (int i = 0; i < work.count() && !steps.isExhausted(); i++) {
      if (work.get(i, current)) {
        expand(i < given);
      }
    }
  }

  /** Returns whether longer chains were left out. */
  boolean isCut() {
    return isCut;
  }

  private void expand(boolean isGiven) {
    int slot = open.slotOf(returning);
    boolean isWrite = history.isWrite(returning);
    if (!current.isOwed(slot)) {
      if (isGiven || !isWrite) {
        // A write that was hidden by what came since may have its place here, and the rest later.
        made.copyFrom(current);
        finish();
      }
      if (!isWrite || current.isSpent(slot)) {
        return;
      }
    }
    for (int i = 0; i < open.count(); i++) {
      int operation = open.get(i);
      boolean isOwed = current.isOwed(open.slotOf(operation));
      if (operation == returning || (isOwed && !history.isWrite(operation))) {
        place(operation);
      }
    }
  }

  private void place(int operation) {
    if (!steps.take()) {
      return;
    }
    if (!history.isPossible(operation, current.state())) {
      lead(operation, false);
      return;
    }
    made.copyFrom(current);
    placement.place(made, operation);
    boolean owesMore = history.need(operation) != Change.Need.NOTHING && placement.owesAWrite(made);
    take(operation);
    if (owesMore) {
      // Writes that were not hidden may be so on a way round to the same state.
      lead(operation, true);
    }
  }

  /** Takes up what was made by giving {@code operation} its place. */
  private void take(int operation) {
    if (operation == returning) {
      finish();
    } else {
      placement.settleIdle(made);
      work.add(made);
    }
  }

  private void finish() {
    made.clear(open.slotOf(returning));
    found.add(made);
  }

  /**
   * Places an operation after others that lead to a state that it needs; those begin anywhere, or
   * with a write.
   */
  private void lead(int operation, boolean isWriteFirst) {
    length = 0;
    chainSearches++;
    isEnough = false;
    switch (history.need(operation)) {
      case ONLY -> leadTo(history.needed(operation), operation, !isWriteFirst, true);
      case ALL_BUT -> leadAway(history.needed(operation), operation, isWriteFirst);
      case NOTHING, IMPOSSIBLE -> {}
    }
  }

  /**
   * Makes chains that end in a state.
   *
   * <p>Where one operation does, longer chains of unknown ones only are left out: who uses them now
   * can use it later, and whoever uses it now can then use them. That holds for one that needs the
   * state at hand, too, if no write is owed that the others would hide.
   *
   * @param mayBeginHere whether they may begin with an unknown operation that needs the state at
   *     hand
   * @param mayBeginAnew whether they may begin with an unknown write
   */
  private void leadTo(int state, int operation, boolean mayBeginHere, boolean mayBeginAnew) {
    if (!steps.take()) {
      return;
    }
    boolean hasWrite = false;
    for (int i = 0; i < open.count(); i++) {
      int write = open.get(i);
      hasWrite |= isUsable(write);
      if (isUsable(write) && history.after(write) == state) {
        complete(write, operation);
      }
    }
    boolean owes = placement.owesAWrite(current);
    boolean beginsHere = mayBeginHere && !isEnough;
    boolean beginsAnew = mayBeginAnew && !isEnough;
    if (beginsHere && completeUnknown(current.state(), state, operation)) {
      beginsHere = owes;
      beginsAnew &= owes;
      isEnough = placement.isEndless() && !owes;
    }
    if (beginsAnew && completeUnknown(NONE, state, operation)) {
      beginsAnew = false;
      isEnough = placement.isEndless();
    }
    if (beginsHere || beginsAnew || hasWrite) {
      leadToBefore(state, operation, beginsHere, beginsAnew);
    }
  }

  /** Completes a chain with an unknown operation, if there is one. */
  private boolean completeUnknown(int from, int to, int operation) {
    for (int kind : unknown.kindsTo(to)) {
      int member = unknown.from(kind) == from ? unknown.firstUnused(kind, current, begun) : NONE;
      if (member != NONE) {
        complete(~member, operation);
        return true;
      }
    }
    return false;
  }

  /** Makes longer chains that end in a state, with an unknown operation that needs another one. */
  private void leadToBefore(int state, int operation, boolean mayBeginHere, boolean mayBeginAnew) {
    if (length + 1 >= longest) {
      isCut = true;
      return;
    }
    seenBy[state] = chainSearches;
    for (int kind : unknown.kindsTo(state)) {
      int from = unknown.from(kind);
      boolean isHere = from == current.state();
      if (from == NONE
          || seenBy[from] == chainSearches
          || (isHere && !placement.owesAWrite(current))) {
        continue;
      }
      int member = unknown.firstUnused(kind, current, begun);
      if (member != NONE) {
        chain[length++] = ~member;
        leadTo(from, operation, mayBeginHere && !isHere, mayBeginAnew);
        length--;
      }
    }
    // If nothing is used up, and all writes that are owed are hidden, one way is as good as
    // another.
    if (!isEnough && (!placement.isEndless() || placement.owesAWrite(current))) {
      seenBy[state] = 0;
    }
  }

  /** One step is enough to get away from a state. */
  private void leadAway(int state, int operation, boolean isWriteFirst) {
    for (int i = 0; i < open.count(); i++) {
      int write = open.get(i);
      if (isUsable(write) && steps.take()) {
        if (history.after(write) != state) {
          complete(write, operation);
        } else if (isWriteFirst) {
          made.copyFrom(current);
          placement.place(made, write);
          take(write);
        }
      }
    }
    for (int kind = 0; kind < unknown.kinds(); kind++) {
      int member = unknown.firstUnused(kind, current, begun);
      int from = unknown.from(kind);
      boolean isUsable = from == NONE || (from == current.state() && !isWriteFirst);
      if (member != NONE && isUsable && unknown.to(kind) != state && steps.take()) {
        complete(~member, operation);
      }
    }
  }

  private boolean isUsable(int operation) {
    // What returns comes last, so it leads to nothing.
    return operation != returning
        && history.isWrite(operation)
        && !current.isSpent(open.slotOf(operation));
  }

  /** Places the chain, {@code first} before it and {@code operation} after it. */
  private void complete(int first, int operation) {
    made.copyFrom(current);
    placeLink(first);
    for (int i = length - 1; i >= 0; i--) {
      placeLink(chain[i]);
    }
    placement.place(made, operation);
    take(operation);
  }

  private void placeLink(int link) {
    if (link >= 0) {
      placement.place(made, link);
    } else {
      int kind = unknown.kindOf(~link);
      placement.use(made, ~link, unknown.from(kind), unknown.to(kind));
    }
    placement.settleIdle(made);
  }
}
