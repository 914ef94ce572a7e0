package dev.vopr.check;

import dev.vopr.check.history.SearchBudget;

/**
 * How much is checked of what clients saw, besides the witness, which looks at every run.
 *
 * @param searchShare share of the runs, 0 to 1, whose history is searched for an order
 * @param historyOperations number of operations that a history keeps, from 1; the search is then
 *     about the beginning of the run
 * @param budget how far a search may go
 */
public record CheckSettings(double searchShare, int historyOperations, SearchBudget budget) {}
