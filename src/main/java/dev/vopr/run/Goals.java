package dev.vopr.run;

import dev.vopr.scenario.Countable;
import java.util.Map;
import java.util.Optional;

/** Compares what was counted in a run with what it had to reach. */
final class Goals {
  private Goals() {}

  /** Returns the first goal that was missed, as a sentence says it. */
  static Optional<String> missed(Map<Countable, Long> goals, Map<Countable, Long> measures) {
    return firstMissed(goals, measures)
        .map(
            goal ->
                "%s: %d, but at least %d are wanted"
                    .formatted(goal.getKey().plural(), reached(goal, measures), goal.getValue()));
  }

  private static Optional<Map.Entry<Countable, Long>> firstMissed(
      Map<Countable, Long> goals, Map<Countable, Long> measures) {
    for (Map.Entry<Countable, Long> goal : goals.entrySet()) {
      if (reached(goal, measures) < goal.getValue()) {
        return Optional.of(goal);
      }
    }
    return Optional.empty();
  }

  private static long reached(Map.Entry<Countable, Long> goal, Map<Countable, Long> measures) {
    return measures.getOrDefault(goal.getKey(), 0L);
  }
}
