package dev.vopr.byzantine;

import java.util.Set;
import java.util.TreeSet;

/** What is left of a {@link RoundBudget}. */
final class SpentRounds {
  private final RoundBudget budget;
  private final Set<Integer> process = new TreeSet<>();
  private final Set<Integer> network = new TreeSet<>();

  SpentRounds(RoundBudget budget) {
    this.budget = budget;
  }

  /**
   * Returns whether a lie may be told in a round.
   *
   * @param isContent whether it changes what is said
   */
  boolean allows(int round, boolean isContent) {
    int limit = isContent ? budget.processRounds() : budget.networkRounds();
    Set<Integer> spent = isContent ? process : network;
    return (budget.rounds() == 0 || round <= budget.rounds())
        && (limit == 0 || spent.size() < limit || spent.contains(round));
  }

  /** A lie is told in a round. */
  void spend(int round, boolean isContent) {
    if (budget.isLimited()) {
      (isContent ? process : network).add(round);
    }
  }
}
