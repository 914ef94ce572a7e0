package dev.vopr.scenario;

/** How results are printed. */
public enum OutputStyle {
  /** For people: header, progress, summary. */
  HUMAN,
  /** One line. */
  COMPACT,
  /** JSON Lines: an object for each run, and one for each scenario. */
  JSON,
  /** Nothing but the exit code. */
  NONE
}
