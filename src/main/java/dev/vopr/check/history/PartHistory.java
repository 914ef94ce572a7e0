package dev.vopr.check.history;

import dev.vopr.check.model.Change;
import dev.vopr.check.model.SequentialModel;
import dev.vopr.vsr.Check;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operations of one part of a service as numbers, in the order of their invocations.
 *
 * <p>States are numbers, too. Those that no operation needs, or needs not to find, are one: nothing
 * that ever came back tells them apart.
 */
final class PartHistory<S, I, O> {
  /** Stands for the state before, as the state after an operation. */
  static final int SAME = -1;

  private static final Change.Need[] NEEDS = Change.Need.values();

  private final List<Operation<I, O>> operations;
  private final byte[] needs;
  private final int[] needed;
  private final int[] after;
  private final int[] events;
  private final int states;
  private final int initial;

  PartHistory(SequentialModel<S, I, O> model, List<Operation<I, O>> operations) {
    this.operations = operations;
    int size = operations.size();
    List<Change<S>> changes = new ArrayList<>(size);
    Map<S, Integer> ids = new LinkedHashMap<>();
    for (Operation<I, O> operation : operations) {
      Change<S> change = model.change(operation.input(), operation.output());
      verify(model, operation, change);
      changes.add(change);
      change.state().ifPresent(state -> ids.putIfAbsent(state, ids.size()));
    }
    int other = ids.size();
    states = other + 1;
    initial = ids.getOrDefault(model.initial(), other);
    needs = new byte[size];
    needed = new int[size];
    after = new int[size];
    for (int i = 0; i < size; i++) {
      Change<S> change = changes.get(i);
      needs[i] = (byte) change.need().ordinal();
      needed[i] = change.state().map(ids::get).orElse(SAME);
      after[i] = change.after().map(state -> ids.getOrDefault(state, other)).orElse(SAME);
    }
    events = events();
  }

  /** A change is a summary of the steps of a model, so they must not contradict each other. */
  private static <S, I, O> void verify(
      SequentialModel<S, I, O> model, Operation<I, O> operation, Change<S> change) {
    S state = change.state().orElse(model.initial());
    boolean isPossible =
        switch (change.need()) {
          case NOTHING, ONLY -> true;
          case ALL_BUT, IMPOSSIBLE -> false;
        };
    Optional<S> expected =
        isPossible ? Optional.of(change.after().orElse(state)) : Optional.empty();
    Check.that(
        model.next(state, operation.input(), operation.output()).equals(expected),
        "the change that a model names is the step that it makes");
  }

  /** An invocation is the number of the operation, a return the complement of it. */
  private int[] events() {
    List<Integer> returns = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      if (operations.get(i).isKnown()) {
        returns.add(i);
      }
    }
    returns.sort(Comparator.comparingLong(i -> operations.get(i).returned()));
    int[] all = new int[operations.size() + returns.size()];
    int count = 0;
    int returning = 0;
    for (int call = 0; call < operations.size(); call++) {
      long invoked = operations.get(call).invoked();
      while (returning < returns.size()
          && operations.get(returns.get(returning)).returned() < invoked) {
        all[count++] = ~returns.get(returning++);
      }
      all[count++] = call;
    }
    while (returning < returns.size()) {
      all[count++] = ~returns.get(returning++);
    }
    return all;
  }

  int size() {
    return needs.length;
  }

  int states() {
    return states;
  }

  int initial() {
    return initial;
  }

  int eventCount() {
    return events.length;
  }

  /** Returns the operation that begins with an event, or the complement of the one that returns. */
  int event(int number) {
    return events[number];
  }

  boolean isKnown(int operation) {
    return operations.get(operation).isKnown();
  }

  Change.Need need(int operation) {
    return NEEDS[needs[operation]];
  }

  /** Returns the state that {@link #need} speaks of. */
  int needed(int operation) {
    return needed[operation];
  }

  /** Returns the state after an operation, or {@link #SAME}. */
  int after(int operation) {
    return after[operation];
  }

  boolean isPossible(int operation, int state) {
    return switch (need(operation)) {
      case NOTHING -> true;
      case ONLY -> state == needed[operation];
      case ALL_BUT -> state != needed[operation];
      case IMPOSSIBLE -> false;
    };
  }

  /** Returns whether an operation, which is possible in this state, changes nothing there. */
  boolean isIdle(int operation, int state) {
    return after[operation] == SAME || after[operation] == state;
  }

  /** Returns whether an operation is possible in each state, and sets the state. */
  boolean isWrite(int operation) {
    return need(operation) == Change.Need.NOTHING && after[operation] != SAME;
  }
}
