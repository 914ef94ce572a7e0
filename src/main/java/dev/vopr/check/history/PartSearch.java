package dev.vopr.check.history;

import dev.vopr.check.model.SequentialModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The search for an order of the operations of one part of a service (Wing and Gong 1993, with
 * Lowe's list and memory of what was seen).
 *
 * <p>As long as an operation returned that has no place, one must be found that was invoked before
 * that return, and that can come next; those of unknown outcome are tried last. If none can, the
 * last choice is taken back. An operation that changes nothing is placed as soon as it fits, and
 * that choice is not taken back by itself: whatever order there is, it can be moved to here.
 */
final class PartSearch<S, I, O> {
  private static final int LAST_BEFORE = 4;
  private static final int MOST_AROUND = 12;
  private static final long BYTES_OF_STATE = 128;

  private final SequentialModel<S, I, O> model;
  private final List<Operation<I, O>> operations;
  private final EventList<I, O> events;
  private final VisitedSet visited;
  private final PlacedSet known;
  private final PlacedSet unknown;

  /** For each operation its number among those of its kind, so that both sets stay dense. */
  private final int[] member;

  private final List<S> states = new ArrayList<>();
  private final Map<S, Integer> stateIds = new LinkedHashMap<>();
  private final long maxStates;
  private final long maxSteps;

  /** Operations that have a place, in this order, and the states before them. */
  private final int[] placed;

  private final int[] statesBefore;
  private int depth;
  private int state;
  private int knownLeft;
  private int furthest = -1;
  private long steps;

  /** {@code operations} are in the order of their invocations. */
  PartSearch(
      SequentialModel<S, I, O> model, List<Operation<I, O>> operations, SearchBudget budget) {
    this.model = model;
    this.operations = operations;
    events = new EventList<>(operations);
    visited = new VisitedSet(budget.bytes() / 4 * 3);
    maxStates = Math.max(2, budget.bytes() / 4 / BYTES_OF_STATE);
    maxSteps = budget.steps();
    member = new int[operations.size()];
    int unknownCount = 0;
    for (int i = 0; i < member.length; i++) {
      member[i] = operations.get(i).isKnown() ? knownLeft++ : unknownCount++;
    }
    known = new PlacedSet(knownLeft);
    unknown = new PlacedSet(unknownCount);
    placed = new int[operations.size()];
    statesBefore = new int[operations.size()];
    state = idOf(model.initial());
  }

  long steps() {
    return steps;
  }

  SearchResult.Answer run() {
    int event = events.first();
    while (knownLeft > 0) {
      if (!events.isInvocation(event) || isTooLate(event)) {
        event = other(event);
        if (event < 0) {
          return SearchResult.Answer.NOT_LINEARIZABLE;
        }
        continue;
      }
      if (steps >= maxSteps) {
        return SearchResult.Answer.UNKNOWN;
      }
      steps++;
      switch (tryToPlace(event)) {
        case NEW -> event = events.first();
        case SEEN -> event = events.after(event);
        case FULL -> {
          return SearchResult.Answer.UNKNOWN;
        }
      }
    }
    return SearchResult.Answer.LINEARIZABLE;
  }

  /** Returns whether an operation of unknown outcome began after the return to be got past. */
  private boolean isTooLate(int event) {
    Operation<I, O> operation = operations.get(event);
    return !operation.isKnown()
        && operation.invoked() > operations.get(events.firstReturning()).returned();
  }

  /**
   * Returns where to go on when all that is known has been tried, or even all that is not; −1 if
   * there is nothing more to try.
   */
  private int other(int event) {
    boolean isReturn = event < 2 * operations.size() && !events.isInvocation(event);
    if (isReturn && events.isInvocation(events.firstUnknown())) {
      return events.firstUnknown();
    }
    noteDeadEnd(events.firstReturning());
    return takeBack();
  }

  private VisitedSet.Added tryToPlace(int operation) {
    Operation<I, O> candidate = operations.get(operation);
    Optional<S> after = model.next(states.get(state), candidate.input(), candidate.output());
    if (after.isEmpty() || isUseless(candidate, after.get())) {
      return VisitedSet.Added.SEEN;
    }
    int id = idOf(after.get());
    if (id < 0) {
      return VisitedSet.Added.FULL;
    }
    setOf(operation).add(member[operation]);
    VisitedSet.Added added = visited.add(known, unknown, id);
    if (added != VisitedSet.Added.NEW) {
      setOf(operation).remove(member[operation]);
      return added;
    }
    placed[depth] = operation;
    statesBefore[depth] = state;
    depth++;
    state = id;
    knownLeft -= candidate.isKnown() ? 1 : 0;
    events.takeOut(operation);
    return added;
  }

  /**
   * Returns whether it is no loss to leave out an operation that needs no place: this one because
   * it changes nothing here, or the one before because this one makes no use of it.
   */
  private boolean isUseless(Operation<I, O> candidate, S after) {
    if (candidate.isKnown()) {
      return false;
    }
    if (after.equals(states.get(state))) {
      return true;
    }
    if (depth == 0 || operations.get(placed[depth - 1]).isKnown()) {
      return false;
    }
    S beforeLast = states.get(statesBefore[depth - 1]);
    return model.next(beforeLast, candidate.input(), candidate.output()).equals(Optional.of(after));
  }

  /** Takes back the last real choice; returns the event to go on with, or −1 if there is none. */
  private int takeBack() {
    while (depth > 0) {
      depth--;
      int operation = placed[depth];
      Operation<I, O> last = operations.get(operation);
      state = statesBefore[depth];
      setOf(operation).remove(member[operation]);
      knownLeft += last.isKnown() ? 1 : 0;
      events.putBack(operation);
      if (last.output().isEmpty() || !model.isReading(last.input(), last.output().get())) {
        return events.after(operation);
      }
    }
    return -1;
  }

  private PlacedSet setOf(int operation) {
    return operations.get(operation).isKnown() ? known : unknown;
  }

  private int idOf(S newState) {
    Integer id = stateIds.get(newState);
    if (id != null) {
      return id;
    }
    if (states.size() >= maxStates) {
      return -1;
    }
    stateIds.put(newState, states.size());
    states.add(newState);
    return states.size() - 1;
  }

  private void noteDeadEnd(int operation) {
    if (furthest < 0
        || operations.get(operation).returned() > operations.get(furthest).returned()) {
      furthest = operation;
    }
  }

  /**
   * Returns the beginning that ends with the furthest return that no order got past. To get there,
   * only what was invoked before it was used, so any shorter beginning has an order.
   */
  SearchResult.Refutation<I, O> refutation(String part) {
    Operation<I, O> last = operations.get(furthest);
    List<Operation<I, O>> around = new ArrayList<>();
    int before = 0;
    int count = 0;
    for (int i = operations.size() - 1; i >= 0; i--) {
      Operation<I, O> other = operations.get(i);
      if (other.invoked() > last.returned()) {
        continue;
      }
      count++;
      boolean isBefore = other.returned() < last.invoked();
      before += isBefore ? 1 : 0;
      boolean isShown = i != furthest && around.size() < MOST_AROUND;
      if (isShown && (!isBefore || before <= LAST_BEFORE)) {
        around.add(0, other);
      }
    }
    return new SearchResult.Refutation<>(part, last, around, count);
  }
}
