package dev.vopr.scenario;

/**
 * How many runs of a scenario are made, and how.
 *
 * @param seed base seed; run i has a seed that follows from it and i
 * @param iterations number of runs, from 1
 * @param workers number of threads, from 1
 * @param failFast whether the first unexpected verdict ends the sweep
 * @param checkDeterminism whether each run is made twice
 * @param wallLimitMillis wall-clock milliseconds after which a run is given up
 * @param forMillis wall-clock milliseconds after which no run begins, 0 for no limit
 */
public record SweepSettings(
    long seed,
    long iterations,
    int workers,
    boolean failFast,
    boolean checkDeterminism,
    long wallLimitMillis,
    long forMillis) {

  /** Settings of a sweep that takes as long as it takes. */
  public SweepSettings(
      long seed,
      long iterations,
      int workers,
      boolean failFast,
      boolean checkDeterminism,
      long wallLimitMillis) {
    this(seed, iterations, workers, failFast, checkDeterminism, wallLimitMillis, 0);
  }
}
