package dev.vopr.run.minimise;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultFamily;
import dev.vopr.fault.FaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Leaves out faults, and makes those that are left simpler. */
final class FaultSteps {
  private final Trials trials;

  FaultSteps(Trials trials) {
    this.trials = trials;
  }

  /** Leaves out whole families of faults, and then whole kinds. */
  void families() {
    trials.begin(Step.FAMILIES);
    for (FaultFamily family : FaultFamily.values()) {
      leaveOut(decision -> decision.kind().family() == family);
    }
    for (FaultKind kind : FaultKind.values()) {
      leaveOut(decision -> decision.kind() == kind);
    }
  }

  private void leaveOut(Predicate<Decision> these) {
    List<Decision> all = trials.best().decisions();
    List<Decision> rest = all.stream().filter(these.negate()).toList();
    if (rest.size() < all.size()) {
      trials.attempt(trials.best().with(rest));
    }
  }

  /** Leaves out single faults, until none is left that the failure does not need. */
  void decisions() {
    trials.begin(Step.DECISIONS);
    DeltaDebugging.minimise(trials.best().decisions(), trials::failing);
  }

  /** Lets faults strike sooner, with smaller or rounder amounts, and of many takes the first. */
  void amounts() {
    trials.begin(Step.AMOUNTS);
    for (int i = 0; i < trials.best().decisions().size() && !trials.isOver(); i++) {
      boolean isSimpler = true;
      while (isSimpler && i < trials.best().decisions().size()) {
        isSimpler = simplify(i);
      }
    }
  }

  private boolean simplify(int index) {
    List<Decision> decisions = trials.best().decisions();
    for (Decision simpler : Roundings.of(decisions.get(index))) {
      List<Decision> edited = new ArrayList<>(decisions);
      edited.set(index, simpler);
      if (isFree(simpler, decisions, index) && trials.attempt(trials.best().with(edited))) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether no other fault of its kind strikes at the same occasion. */
  private static boolean isFree(Decision decision, List<Decision> decisions, int index) {
    for (int i = 0; i < decisions.size(); i++) {
      Decision other = decisions.get(i);
      boolean isSamePlace = other.kind() == decision.kind() && other.place() == decision.place();
      if (i != index && isSamePlace && other.number() == decision.number()) {
        return false;
      }
    }
    return true;
  }
}
