package dev.vopr.check.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The events of the operations that have no place yet, in the order in which they happened: a
 * doubly linked list, from which an operation is taken out and into which the last one taken out is
 * put back, in constant time (Lowe, "Testing for linearizability", 2017, §3).
 *
 * <p>Event {@code i} is the invocation of operation {@code i}, and {@code size + i} its return.
 * Operations whose outcome is unknown have no return, and a list of their own: they are tried last.
 */
final class EventList<I, O> {
  private final List<Operation<I, O>> operations;
  private final int[] next;
  private final int[] previous;

  /** Creates the list of all events; {@code operations} are in the order of their invocations. */
  EventList(List<Operation<I, O>> operations) {
    this.operations = operations;
    int size = operations.size();
    next = new int[2 * size + 2];
    previous = new int[2 * size + 2];
    List<Integer> returns = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      if (operations.get(i).isKnown()) {
        returns.add(i);
      }
    }
    returns.sort(Comparator.comparingLong(i -> operations.get(i).returned()));
    int last = head();
    int lastUnknown = unknownHead();
    int returning = 0;
    for (int call = 0; call < size; call++) {
      if (!operations.get(call).isKnown()) {
        lastUnknown = link(lastUnknown, call);
        continue;
      }
      while (operations.get(returns.get(returning)).returned() < operations.get(call).invoked()) {
        last = link(last, size + returns.get(returning));
        returning++;
      }
      last = link(last, call);
    }
    for (int rest : returns.subList(returning, returns.size())) {
      last = link(last, size + rest);
    }
    link(last, head());
    link(lastUnknown, unknownHead());
  }

  private int head() {
    return 2 * operations.size();
  }

  private int unknownHead() {
    return head() + 1;
  }

  private int link(int one, int other) {
    next[one] = other;
    previous[other] = one;
    return other;
  }

  int first() {
    return next[head()];
  }

  /** Returns the first invocation whose outcome is unknown. */
  int firstUnknown() {
    return next[unknownHead()];
  }

  /** Returns the operation that returns first. */
  int firstReturning() {
    int event = first();
    while (isInvocation(event)) {
      event = next[event];
    }
    return operationOf(event);
  }

  int after(int event) {
    return next[event];
  }

  boolean isInvocation(int event) {
    return event < operations.size();
  }

  /** Returns the operation that an event belongs to. */
  int operationOf(int event) {
    return isInvocation(event) ? event : event - operations.size();
  }

  void takeOut(int operation) {
    unlink(operation);
    if (operations.get(operation).isKnown()) {
      unlink(operations.size() + operation);
    }
  }

  private void unlink(int event) {
    next[previous[event]] = next[event];
    previous[next[event]] = previous[event];
  }

  /** Puts back the operation that was taken out last. */
  void putBack(int operation) {
    if (operations.get(operation).isKnown()) {
      relink(operations.size() + operation);
    }
    relink(operation);
  }

  private void relink(int event) {
    next[previous[event]] = event;
    previous[next[event]] = event;
  }
}
