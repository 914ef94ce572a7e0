package dev.vopr.scenario;

/**
 * How long a failure is minimised; the limit that is reached first ends it.
 *
 * @param forMillis wall-clock milliseconds after which no run begins, 0 for no limit
 * @param runs number of runs, from 1
 */
public record MinimizeSettings(long forMillis, long runs) {}
