package dev.vopr.check.history;

import dev.vopr.check.model.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The operations of unknown outcome that may have changed something, by what they need and leave.
 * Those of one kind can stand in for each other, so the one that was invoked first is used first.
 */
final class UnknownOperations {
  /** Stands for no operation, and for no state that is needed. */
  static final int NONE = -1;

  private record Kind(int from, int to) {}

  private final int[] memberOf;
  private final int[] kindOf;
  private final int[] from;
  private final int[] to;
  private final int[][] members;
  private final int[][] kindsTo;
  private int count;

  UnknownOperations(PartHistory<?, ?, ?> history) {
    Map<Kind, List<Integer>> kinds = new LinkedHashMap<>();
    memberOf = new int[history.size()];
    for (int i = 0; i < history.size(); i++) {
      boolean isIdle = history.isIdle(i, history.needed(i));
      memberOf[i] = history.isKnown(i) || isIdle ? NONE : count++;
      if (memberOf[i] != NONE) {
        int needed = history.need(i) == Change.Need.ONLY ? history.needed(i) : NONE;
        Kind kind = new Kind(needed, history.after(i));
        kinds.computeIfAbsent(kind, any -> new ArrayList<>()).add(memberOf[i]);
      }
    }
    kindOf = new int[count];
    from = new int[kinds.size()];
    to = new int[kinds.size()];
    members = new int[kinds.size()][];
    List<List<Integer>> leading = new ArrayList<>();
    for (int i = 0; i < history.states(); i++) {
      leading.add(new ArrayList<>());
    }
    int number = 0;
    for (Map.Entry<Kind, List<Integer>> entry : kinds.entrySet()) {
      from[number] = entry.getKey().from();
      to[number] = entry.getKey().to();
      members[number] = entry.getValue().stream().mapToInt(Integer::intValue).toArray();
      for (int member : members[number]) {
        kindOf[member] = number;
      }
      leading.get(to[number]).add(number);
      number++;
    }
    kindsTo = new int[history.states()][];
    for (int i = 0; i < kindsTo.length; i++) {
      kindsTo[i] = leading.get(i).stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /** Returns how many there are. */
  int count() {
    return count;
  }

  int kinds() {
    return from.length;
  }

  /** Returns the number of an operation among these, or {@link #NONE} if it is none of them. */
  int memberOf(int operation) {
    return memberOf[operation];
  }

  /** Returns the state that a kind needs, or {@link #NONE} if it is possible in each. */
  int from(int kind) {
    return from[kind];
  }

  /** Returns the state that a kind leads to. */
  int to(int kind) {
    return to[kind];
  }

  /** Returns the kinds that lead to a state. */
  int[] kindsTo(int state) {
    return kindsTo[state];
  }

  int kindOf(int member) {
    return kindOf[member];
  }

  /** Uses all those that are possible in each state. */
  void useWrites(Configuration configuration) {
    for (int member = 0; member < count; member++) {
      if (from[kindOf[member]] == NONE) {
        configuration.use(member);
      }
    }
  }

  /**
   * Returns the first of a kind that is not used, or {@link #NONE}.
   *
   * @param begun how many have been invoked yet
   */
  int firstUnused(int kind, Configuration configuration, int begun) {
    int[] all = members[kind];
    int low = 0;
    int high = all.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (configuration.isUsed(all[middle])) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < all.length && all[low] < begun ? all[low] : NONE;
  }
}
