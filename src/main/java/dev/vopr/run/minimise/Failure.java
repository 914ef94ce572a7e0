package dev.vopr.run.minimise;

import dev.vopr.check.Violation;
import dev.vopr.run.RunResult;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimFailure;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * In which way a run fails: two runs with the same one show the same defect, as far as can be told.
 *
 * @param verdict how it ended
 * @param what the invariant that broke, or the exception and where it was thrown, or, of a stalled
 *     run, whether it reached its limit of events
 */
public record Failure(Verdict verdict, String what) {
  static final String BUSY = "reached its limit of events";
  static final String IDLE = "did not settle";

  private static final String OURS = "dev.vopr.";

  /** What throws on behalf of others. */
  private static final List<String> CHECKS = List.of("dev.vopr.vsr.Check", "dev.vopr.sim.");

  /**
   * Returns in which way a run failed, if it did.
   *
   * @param maxEvents the limit of events that the run had
   */
  public static Optional<Failure> of(RunResult run, long maxEvents) {
    return switch (run.verdict()) {
      case SAFE, VACUOUS, NONDETERMINISTIC -> Optional.empty();
      case STALLED ->
          Optional.of(new Failure(Verdict.STALLED, run.events() >= maxEvents ? BUSY : IDLE));
      case DETECTED, VIOLATION ->
          run.violation().map(Violation::invariant).map(name -> new Failure(run.verdict(), name));
      case CRASHED -> run.failure().map(failure -> new Failure(Verdict.CRASHED, thrown(failure)));
    };
  }

  private static String thrown(SimFailure failure) {
    String place =
        Arrays.stream(failure.cause().getStackTrace())
            .filter(frame -> frame.getClassName().startsWith(OURS))
            .filter(frame -> CHECKS.stream().noneMatch(frame.getClassName()::startsWith))
            .map(frame -> " in " + frame.getClassName() + "." + frame.getMethodName())
            .findFirst()
            .orElse("");
    return failure.cause().getClass().getName() + place;
  }

  /** Returns {@code VIOLATION agreement}. */
  public String describe() {
    return verdict + " " + what;
  }
}
