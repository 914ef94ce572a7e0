package dev.vopr.scenario;

/** How a run, or a sweep of runs, ended. Later ones are worse. */
public enum Verdict {
  /** Every invariant held, and work was done after the faults had healed. */
  SAFE("every invariant held, and the cluster did its work after the faults had healed"),
  /** What the scenario exists for did not happen: it proves nothing. */
  VACUOUS("what the scenario exists for did not happen"),
  /** The faults healed, but requests stayed unanswered or replicas stayed behind. */
  STALLED("the faults healed, but the cluster did not"),
  /** An invariant broke, but a correct replica had evidence against a compromised one by then. */
  DETECTED("an invariant broke, but correct replicas had caught the liar by then"),
  /** An invariant broke. */
  VIOLATION("an invariant broke"),
  /** The protocol's own check failed, or an actor threw or left the deterministic world. */
  CRASHED("an actor failed"),
  /** A second run of the same seed took other steps. */
  NONDETERMINISTIC("a second run of the same seed took other steps");

  private final String meaning;

  Verdict(String meaning) {
    this.meaning = meaning;
  }

  /** Returns the verdict in a few words. */
  public String meaning() {
    return meaning;
  }
}
