package dev.vopr.byzantine;

/**
 * How many rounds of the protocol may be lied in, as in ByzzFuzz (Winter et al.: "Randomized
 * testing of Byzantine fault tolerant algorithms", OOPSLA 2023). A round is what liars say of one
 * kind, in one view, about one op-number; few rounds with lies, early in a run, find most bugs.
 *
 * @param processRounds rounds in which what is said may be changed, 0 for no limit
 * @param networkRounds rounds in which messages may only be kept back, delayed or doubled, 0 for no
 *     limit
 * @param rounds lies are told in so many first rounds of a run, 0 for all
 */
public record RoundBudget(int processRounds, int networkRounds, long rounds) {
  /** Without any limit. */
  public static final RoundBudget UNLIMITED = new RoundBudget(0, 0, 0);

  /** Checks the ranges. */
  public RoundBudget {
    if (processRounds < 0 || networkRounds < 0 || rounds < 0) {
      throw new IllegalArgumentException("a budget of rounds is from 0, but it is negative");
    }
  }

  boolean isLimited() {
    return processRounds > 0 || networkRounds > 0 || rounds > 0;
  }
}
