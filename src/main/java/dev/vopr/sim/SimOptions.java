package dev.vopr.sim;

/**
 * How one simulation is scheduled.
 *
 * @param seed any 64-bit value
 * @param interleaving the order in which waiting actors take turns
 * @param pctDepth under PCT, the number of ordering constraints that the bug needs, from 1
 * @param pctSteps under PCT, the expected number of turns of a run, over which the change points
 *     are spread, from 1
 */
public record SimOptions(long seed, Interleaving interleaving, int pctDepth, long pctSteps) {

  /** Checks the ranges. */
  public SimOptions {
    if (pctDepth < 1 || pctSteps < 1) {
      throw new IllegalArgumentException(
          "PCT needs a depth and a number of steps from 1, but got " + pctDepth + ", " + pctSteps);
    }
  }

  /** Returns options with the usual PCT parameters: depth 3 over 10,000 turns. */
  public static SimOptions of(long seed, Interleaving interleaving) {
    return new SimOptions(seed, interleaving, 3, 10_000);
  }
}
