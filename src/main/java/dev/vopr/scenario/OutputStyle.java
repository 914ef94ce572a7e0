package dev.vopr.scenario;

/** How results are printed. */
public enum OutputStyle {
  /** For people: header, progress, summary. */
  HUMAN,
  /** One line. */
  COMPACT,
  /** Nothing but the exit code. */
  NONE
}
