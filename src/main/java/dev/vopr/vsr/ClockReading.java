package dev.vopr.vsr;

/**
 * What a replica's clocks show at one instant.
 *
 * @param monotonic nanoseconds since a beginning of its own, from 0; never falls
 * @param wall nanoseconds since 1970 as the wall clock has it, within ±2^61; may jump both ways
 */
public record ClockReading(long monotonic, long wall) {}
