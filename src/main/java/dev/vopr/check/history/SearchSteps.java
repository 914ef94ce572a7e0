package dev.vopr.check.history;

/** Counts what a search tries, up to a limit. */
final class SearchSteps {
  private final long limit;
  private long count;
  private boolean isExhausted;

  SearchSteps(long limit) {
    this.limit = limit;
  }

  /** Takes a step; returns whether there was one left. */
  boolean take() {
    isExhausted |= count >= limit;
    count += isExhausted ? 0 : 1;
    return !isExhausted;
  }

  long count() {
    return count;
  }

  /** Returns whether a step was wanted when none was left. */
  boolean isExhausted() {
    return isExhausted;
  }
}
