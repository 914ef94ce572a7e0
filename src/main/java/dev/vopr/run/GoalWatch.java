package dev.vopr.run;

import dev.vopr.scenario.Countable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Looks whether a run has reached its goals, often and cheaply: at one goal at a time, and at the
 * next one once that is reached. As some counts may fall again, all of them are looked at in the
 * end.
 */
final class GoalWatch {
  /** So many events lie between two looks. */
  private static final long EVENTS = 20;

  private final List<Map.Entry<Countable, Long>> goals;
  private final Countable.Counts counts;
  private int reached;
  private long nextLook = EVENTS;

  GoalWatch(Map<Countable, Long> goals, Countable.Counts counts) {
    this.goals = new ArrayList<>(goals.entrySet());
    this.counts = counts;
  }

  /** Returns whether all goals are reached, as far as is known after so many events of the run. */
  boolean areReached(long events) {
    if (events >= nextLook) {
      nextLook = events + EVENTS;
      while (reached < goals.size() && isReached(goals.get(reached))) {
        reached++;
      }
      if (reached == goals.size() && !goals.stream().allMatch(this::isReached)) {
        reached = 0;
      }
    }
    return reached == goals.size();
  }

  private boolean isReached(Map.Entry<Countable, Long> goal) {
    return goal.getKey().countIn(counts) >= goal.getValue();
  }
}
