package dev.vopr.cluster;

/** Counts how often the clocks of one run went wrong. */
public final class ClockCounters {
  private long steps;
  private long freezes;
  private long failures;

  void countStep() {
    steps++;
  }

  void countFreeze() {
    freezes++;
  }

  void countFailure() {
    failures++;
  }

  /** Returns how often a wall clock stepped away from true time. */
  public long steps() {
    return steps;
  }

  /** Returns how often a wall clock stood still. */
  public long freezes() {
    return freezes;
  }

  /** Returns how often a time source failed. */
  public long failures() {
    return failures;
  }
}
