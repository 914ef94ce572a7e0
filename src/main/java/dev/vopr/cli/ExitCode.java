package dev.vopr.cli;

import dev.vopr.run.SweepResult;
import dev.vopr.scenario.Verdict;
import java.util.Comparator;
import java.util.List;

/** How the program ends, by class of outcome. */
enum ExitCode {
  AS_EXPECTED(0, "everything came out as expected"),
  UNEXPECTED(1, "an unexpected violation, stall or crash"),
  USAGE(2, "wrong options or settings"),
  VACUOUS(3, "vacuous: what the scenario exists for, or expects, did not happen"),
  NONDETERMINISM(4, "a second run of a seed took other steps"),
  INTERNAL(70, "an internal error"),
  INTERRUPTED(130, "interrupted; the summary is partial");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  String meaning() {
    return meaning;
  }

  static ExitCode of(SweepResult result) {
    if (result.isInterrupted() && result.failures().isEmpty()) {
      return INTERRUPTED;
    }
    Verdict verdict = result.verdict();
    if (verdict == Verdict.NONDETERMINISTIC) {
      return NONDETERMINISM;
    }
    if (result.isPass()) {
      return AS_EXPECTED;
    }
    // SAFE is a failure where only worse verdicts are expected: what was to be found was not.
    return verdict == Verdict.VACUOUS || verdict == Verdict.SAFE ? VACUOUS : UNEXPECTED;
  }

  /** Returns the worst code of several sweeps, at least one; failures before an interruption. */
  static ExitCode worst(List<SweepResult> results) {
    return results.stream()
        .map(ExitCode::of)
        .max(Comparator.comparingInt(ExitCode::badness))
        .orElse(AS_EXPECTED);
  }

  private int badness() {
    return switch (this) {
      case AS_EXPECTED -> 0;
      case INTERRUPTED -> 1;
      case VACUOUS -> 2;
      case UNEXPECTED -> 3;
      case NONDETERMINISM -> 4;
      case USAGE -> 5;
      case INTERNAL -> 6;
    };
  }
}
