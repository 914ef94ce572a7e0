package dev.vopr.byzantine;

/**
 * Whether compromised replicas run as twins: two copies of the correct code with one identity and
 * one key, of which each other node hears and is heard by one at a time. Equivocation, double votes
 * and forgotten promises come of that by themselves. After Bano et al., Twins: BFT Systems Made
 * Robust (OPODIS 2021).
 *
 * @param share probability that a node talks to the second copy in an interval, 0 to 1; 0 for no
 *     twins
 * @param intervalNanos how long it talks to the same copy at least, in nanoseconds, from 1
 */
public record TwinSettings(double share, long intervalNanos) {
  /** There are none. */
  public static final TwinSettings NONE = new TwinSettings(0, 1);

  /** In ledgers and reports what second copies say goes by this name. */
  public static final String RULE = "twins";

  static final String LABEL = "what the other copy says";

  /** Checks the ranges. */
  public TwinSettings {
    if (!(share >= 0 && share <= 1) || intervalNanos < 1) {
      throw new IllegalArgumentException(
          "share " + share + " of 0 to 1, interval " + intervalNanos + " ns of at least 1");
    }
  }

  /** Returns whether there may be twins. */
  public boolean isOn() {
    return share > 0;
  }
}
