package dev.vopr.scenario;

/** Of which runs a directory with the trace is written. */
public enum TraceWanted {
  /** Of none. */
  NONE,
  /** Of the first runs whose verdict is not expected. */
  FAILURES,
  /** Of those, and of the first ones that are as expected. */
  ALL
}
