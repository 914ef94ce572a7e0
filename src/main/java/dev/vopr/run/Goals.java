package dev.vopr.run;

import dev.vopr.scenario.Countable;
import java.util.Map;
import java.util.Optional;

/** Compares what was counted in a run with what it had to reach. */
final class Goals {
  private Goals() {}

  /** Returns whether no goal was missed. */
  static boolean areReached(Map<Countable, Long> goals, Map<Countable, Long> measures) {
    for (Map.Entry<Countable, Long> goal : goals.entrySet()) {
      if (measures.getOrDefault(goal.getKey(), 0L) < goal.getValue()) {
        return false;
      }
    }
    return true;
  }

  /** Returns the first goal that was missed, as a sentence says it. */
  static Optional<String> missed(Map<Countable, Long> goals, Map<Countable, Long> measures) {
    for (Map.Entry<Countable, Long> goal : goals.entrySet()) {
      long reached = measures.getOrDefault(goal.getKey(), 0L);
      if (reached < goal.getValue()) {
        return Optional.of(
            "%s: %d, but at least %d are wanted"
                .formatted(goal.getKey().plural(), reached, goal.getValue()));
      }
    }
    return Optional.empty();
  }
}
