package dev.vopr.check.history;

import dev.vopr.check.model.SequentialModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether what clients saw can be explained by operations that take effect one at a time,
 * each between its invocation and its return (Herlihy and Wing 1990). It needs no log, and so it
 * also speaks for histories of other systems.
 *
 * <p>Parts of the service that do not depend on each other are searched one by one: a history is
 * linearizable if each of its parts is.
 */
public final class LinearizabilitySearch {
  /** The name under which a history without an order is a violation. */
  public static final String NAME = "linearizability";

  /** Where the rule comes from. */
  public static final String SOURCE =
      "Herlihy and Wing 1990: some order of all operations explains every answer";

  private LinearizabilitySearch() {}

  /**
   * Searches for an order.
   *
   * @param operations a whole history, in any order
   * @param budget the steps are for all parts together, the memory for one at a time
   */
  public static <S, I, O> SearchResult<I, O> search(
      SequentialModel<S, I, O> model, List<Operation<I, O>> operations, SearchBudget budget) {
    Map<String, List<Operation<I, O>>> parts = new LinkedHashMap<>();
    operations.stream()
        .sorted(Comparator.comparingLong(Operation::invoked))
        .forEach(
            operation ->
                parts
                    .computeIfAbsent(model.part(operation.input()), part -> new ArrayList<>())
                    .add(operation));
    long steps = 0;
    boolean isDecided = true;
    Optional<SearchResult.Refutation<I, O>> refutation = Optional.empty();
    for (Map.Entry<String, List<Operation<I, O>>> part : parts.entrySet()) {
      SearchBudget left = new SearchBudget(budget.steps() - steps, budget.bytes());
      PartSearch<S, I, O> search = new PartSearch<>(model, part.getValue(), left);
      SearchResult.Answer answer = search.run();
      steps += search.steps();
      isDecided &= answer != SearchResult.Answer.UNKNOWN;
      if (answer == SearchResult.Answer.NOT_LINEARIZABLE) {
        refutation = Optional.of(earlier(refutation, search.refutation(part.getKey())));
      }
    }
    return new SearchResult<>(answer(isDecided, refutation.isPresent()), steps, refutation);
  }

  private static SearchResult.Answer answer(boolean isDecided, boolean isRefuted) {
    if (isRefuted) {
      return SearchResult.Answer.NOT_LINEARIZABLE;
    }
    return isDecided ? SearchResult.Answer.LINEARIZABLE : SearchResult.Answer.UNKNOWN;
  }

  private static <I, O> SearchResult.Refutation<I, O> earlier(
      Optional<SearchResult.Refutation<I, O>> one, SearchResult.Refutation<I, O> other) {
    boolean isOneEarlier = one.isPresent() && one.get().last().returned() < other.last().returned();
    return isOneEarlier ? one.get() : other;
  }
}
