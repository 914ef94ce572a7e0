package dev.vopr.scenario;

/**
 * What is written about single runs.
 *
 * @param directory where the directories of runs are made
 * @param trace of which runs one is
 * @param runs of how many runs of a scenario at most, 0 to 1,000
 * @param traceEvents how many events of a run are kept at most, the last ones, 100 to 10,000,000
 * @param remembered the file in which failing seeds are remembered; empty for none
 * @param resume how a sweep that ends early can go on later
 */
public record ReportSettings(
    String directory,
    TraceWanted trace,
    int runs,
    long traceEvents,
    String remembered,
    ResumeSettings resume) {
  /** Nothing is written. */
  public static final ReportSettings NOTHING = new ReportSettings("", TraceWanted.NONE, 0, 100, "");

  /** Settings of sweeps of which nothing is kept. */
  public ReportSettings(
      String directory, TraceWanted trace, int runs, long traceEvents, String remembered) {
    this(directory, trace, runs, traceEvents, remembered, ResumeSettings.NONE);
  }
}
