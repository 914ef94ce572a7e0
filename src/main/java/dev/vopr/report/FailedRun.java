package dev.vopr.report;

import dev.vopr.trace.Trace;
import java.util.Optional;

/**
 * A failed run as reports tell it: by its minimised run, if there is one.
 *
 * @param original the run that failed
 * @param smaller what is left of it, if it was minimised
 */
public record FailedRun(Trace original, Optional<Smaller> smaller) {

  /**
   * What minimising came to.
   *
   * @param trace the minimised run
   * @param decisionsBefore number of faults of the original
   * @param decisions number of faults that are left
   * @param isComplete whether nothing more could be left out, rather than that a limit was reached
   * @param runs number of runs that it took
   * @param wallNanos wall-clock time that it took, in nanoseconds
   */
  public record Smaller(
      Trace trace,
      int decisionsBefore,
      int decisions,
      boolean isComplete,
      long runs,
      long wallNanos) {}

  /** Returns a run that was not minimised. */
  public static FailedRun of(Trace original) {
    return new FailedRun(original, Optional.empty());
  }

  /** Returns the run that reports tell. */
  public Trace told() {
    return smaller.map(Smaller::trace).orElse(original);
  }
}
