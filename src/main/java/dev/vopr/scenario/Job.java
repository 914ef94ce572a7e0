package dev.vopr.scenario;

/**
 * All that a settings file and the command line ask for.
 *
 * @param scenario what is run
 * @param sweep how often, and how
 * @param isNarrated whether the story of the first run is told
 * @param output how results are printed
 * @param junit where a report in JUnit XML is written; nowhere if empty
 * @param report what is written about single runs
 * @param plans writes a run as a settings file
 */
public record Job(
    Scenario scenario,
    SweepSettings sweep,
    boolean isNarrated,
    OutputStyle output,
    String junit,
    ReportSettings report,
    PlanWriter plans) {

  /** A job of which nothing is written. */
  public Job(Scenario scenario, SweepSettings sweep, boolean isNarrated, OutputStyle output) {
    this(scenario, sweep, isNarrated, output, "", ReportSettings.NOTHING, PlanWriter.NONE);
  }

  /** Returns this job with another scenario. */
  public Job with(Scenario newScenario) {
    return new Job(newScenario, sweep, isNarrated, output, junit, report, plans);
  }
}
