package dev.vopr.run.attacks;

import dev.vopr.run.RunResult;
import dev.vopr.scenario.Verdict;
import java.util.OptionalInt;

/**
 * A run in which an attack was harmful.
 *
 * @param seed of the run
 * @param verdict how it ended
 * @param reason what broke, in one sentence
 * @param decisions number of faults that struck, lies included, from 0
 * @param minimised how many of them are left when it has been made smaller, if it was
 */
public record AttackExample(
    long seed, Verdict verdict, String reason, int decisions, OptionalInt minimised) {

  static AttackExample of(RunResult run) {
    int decisions = run.faults().plan().decisions().size();
    return new AttackExample(
        run.seed(), run.verdict(), run.reason(), decisions, OptionalInt.empty());
  }

  /** Returns it with the number of decisions that are left when it has been made smaller. */
  public AttackExample withMinimised(int left) {
    return new AttackExample(seed, verdict, reason, decisions, OptionalInt.of(left));
  }
}
