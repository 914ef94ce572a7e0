package dev.vopr.run.attacks;

import dev.vopr.byzantine.MutationFate;
import dev.vopr.byzantine.MutationTally;
import dev.vopr.run.RunResult;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Verdict;

/** What an attack achieved in one run; later ones are worse. */
public enum AttackOutcome {
  /** No lie arrived: the run says nothing about it. */
  NEVER_REACHED("never reached"),
  /** Each lie that arrived was refused, and changed nothing. */
  BLOCKED("blocked"),
  /** A lie was not refused as a whole, and nothing came of it. */
  HARMLESS("harmless"),
  /** A correct replica caught the liar contradicting itself. */
  DETECTED("detected"),
  /** An invariant broke, or the cluster did not go on, and nobody had caught the liar. */
  HARMFUL("harmful");

  private final String words;

  AttackOutcome(String words) {
    this.words = words;
  }

  /** Returns what reports call it. */
  public String words() {
    return words;
  }

  /** Returns what the attack of a run achieved. */
  public static AttackOutcome of(RunResult run) {
    return switch (run.verdict()) {
      case STALLED, VIOLATION, CRASHED, NONDETERMINISTIC -> HARMFUL;
      case DETECTED -> DETECTED;
      case SAFE, VACUOUS -> withoutHarm(run);
    };
  }

  private static AttackOutcome withoutHarm(RunResult run) {
    boolean isReached = false;
    boolean isBlocked = true;
    for (MutationTally tally : run.mutations()) {
      isReached |= tally.fate().isDelivered();
      isBlocked &= !tally.fate().isDelivered() || tally.fate() == MutationFate.REJECTED;
    }
    // Silence and the like are lies that never arrive.
    isReached |= isWithheld(run);
    if (!isReached) {
      return NEVER_REACHED;
    }
    if (run.verdict() == Verdict.SAFE && run.count(Measure.EVIDENCE) > 0) {
      return DETECTED;
    }
    return isBlocked && !isWithheld(run) ? BLOCKED : HARMLESS;
  }

  private static boolean isWithheld(RunResult run) {
    return run.mutations().stream().anyMatch(tally -> tally.fate() == MutationFate.WITHHELD);
  }
}
