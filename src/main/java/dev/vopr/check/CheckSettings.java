package dev.vopr.check;

import dev.vopr.check.history.SearchBudget;

/**
 * How much is checked, besides what is in every run.
 *
 * @param isAudited whether each message is compared, as it leaves, with what is durable then
 * @param searchShare share of the runs, 0 to 1, whose history is searched for an order
 * @param historyOperations number of operations that a history keeps, from 1; the search is then
 *     about the beginning of the run
 * @param budget how far a search may go
 */
public record CheckSettings(
    boolean isAudited, double searchShare, int historyOperations, SearchBudget budget) {}
