package dev.vopr.check.history;

/**
 * How far a search may go before it gives up.
 *
 * @param steps operations tried, from 1
 * @param bytes memory for what was seen already, from 1
 */
public record SearchBudget(long steps, long bytes) {}
