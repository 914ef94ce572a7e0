package dev.vopr.scenario;

/** When faults no longer strike, and the cluster heals. */
public enum FaultsEnd {
  /** When their time is over. */
  TIME,
  /**
   * As soon as the run has reached all its goals, so that it has proven what it is about; when the
   * time is over at the latest. Without goals as {@link #TIME}.
   */
  GOALS
}
