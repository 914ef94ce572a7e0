package dev.vopr.run.minimise;

/** Is told how far minimising is. */
@FunctionalInterface
public interface MinimiseListener {
  /** Takes nothing. */
  MinimiseListener OFF = (step, runs, decisions) -> {};

  /**
   * Called after each run.
   *
   * @param step what is being made smaller
   * @param runs number of runs so far
   * @param decisions number of faults in the smallest run so far
   */
  void onRun(Step step, long runs, int decisions);
}
