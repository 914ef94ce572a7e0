package dev.vopr.trace;

/**
 * An event of a run, with its place among the others.
 *
 * @param ordinal its number in the run, from 1
 * @param cause ordinal of the event that caused it, 0 if none did; {@link Causes} says which
 * @param hash the run's trace hash when it happened: runs with equal hashes at an event have taken
 *     the same steps up to there
 * @param event what happened
 */
public record TraceRecord(long ordinal, long cause, long hash, TraceEvent event) {}
