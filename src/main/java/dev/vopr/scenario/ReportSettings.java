package dev.vopr.scenario;

/**
 * What is written about single runs.
 *
 * @param directory where the directories of runs are made
 * @param trace of which runs one is
 * @param runs of how many runs of a scenario at most, 0 to 1,000
 * @param traceEvents how many events of a run are kept at most, the last ones, 100 to 10,000,000
 * @param minimizeMillis how long the failure that is shown is minimised, in wall-clock
 *     milliseconds; 0 if it is not
 * @param remembered the file in which failing seeds are remembered; empty for none
 * @param isReachedShown whether all is listed that a sweep reached, and did not reach
 * @param resume how a sweep that ends early can go on later
 */
public record ReportSettings(
    String directory,
    TraceWanted trace,
    int runs,
    long traceEvents,
    long minimizeMillis,
    String remembered,
    boolean isReachedShown,
    ResumeSettings resume) {
  /** Nothing is written. */
  public static final ReportSettings NOTHING =
      new ReportSettings("", TraceWanted.NONE, 0, 100, 0, "", false, ResumeSettings.NONE);
}
