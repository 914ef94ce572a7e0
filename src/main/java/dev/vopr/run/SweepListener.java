package dev.vopr.run;

/** Is told of a sweep's runs, in the order of their seeds, by one thread at a time. */
public interface SweepListener {
  /** Called after each run has been added to {@code soFar}. */
  void onRun(RunResult run, SweepResult soFar);
}
