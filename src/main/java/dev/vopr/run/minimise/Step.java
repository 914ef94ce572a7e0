package dev.vopr.run.minimise;

/** What is being made smaller. */
public enum Step {
  ORIGINAL("the run by its plan"),
  RUN_LENGTH("run length"),
  FAMILIES("fault families"),
  DECISIONS("decisions"),
  OPERATIONS("client operations"),
  REPLICAS("replicas"),
  SETTINGS("settings"),
  LATENCIES("latencies"),
  AMOUNTS("durations and amounts"),
  BISECTION("the point of no return");

  private final String text;

  Step(String text) {
    this.text = text;
  }

  /** Returns what it is about, in words. */
  public String text() {
    return text;
  }
}
