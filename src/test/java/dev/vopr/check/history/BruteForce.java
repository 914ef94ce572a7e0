package dev.vopr.check.history;

import dev.vopr.check.model.SequentialModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tries every order, with nothing clever about it. */
final class BruteForce {
  private BruteForce() {}

  static <S, I, O> boolean isLinearizable(
      SequentialModel<S, I, O> model, List<Operation<I, O>> operations) {
    return isLinearizable(model, operations, Operation.NEVER - 1);
  }

  /** As above, for what was invoked up to an event; what returns later may be left out. */
  static <S, I, O> boolean isLinearizable(
      SequentialModel<S, I, O> model, List<Operation<I, O>> operations, long until) {
    List<Operation<I, O>> begun =
        operations.stream().filter(operation -> operation.invoked() <= until).toList();
    return isLinearizable(model, model.initial(), begun, until);
  }

  private static <S, I, O> boolean isLinearizable(
      SequentialModel<S, I, O> model, S state, List<Operation<I, O>> left, long until) {
    if (left.stream().allMatch(operation -> operation.returned() > until)) {
      return true;
    }
    for (Operation<I, O> candidate : left) {
      boolean isTooLate = left.stream().anyMatch(other -> other.returned() < candidate.invoked());
      Optional<S> next = model.next(state, candidate.input(), candidate.output());
      if (isTooLate || next.isEmpty()) {
        continue;
      }
      List<Operation<I, O>> rest = new ArrayList<>(left);
      rest.remove(candidate);
      if (isLinearizable(model, next.get(), rest, until)) {
        return true;
      }
    }
    return false;
  }
}
