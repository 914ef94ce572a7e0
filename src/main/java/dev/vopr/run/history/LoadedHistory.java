package dev.vopr.run.history;

import dev.vopr.check.history.LinearizabilitySearch;
import dev.vopr.check.history.Operation;
import dev.vopr.check.history.SearchBudget;
import dev.vopr.check.history.SearchResult;
import dev.vopr.check.model.SequentialModel;
import java.util.List;
import java.util.function.Function;

/**
 * A history and the model that it is to be checked against.
 *
 * @param model what operations do and return
 * @param operations what clients asked for and got
 * @param inputText shows what was asked for
 * @param outputText shows what came back
 */
public record LoadedHistory<S, I, O>(
    SequentialModel<S, I, O> model,
    List<Operation<I, O>> operations,
    Function<I, String> inputText,
    Function<O, String> outputText) {
  /** Copies the list. */
  public LoadedHistory {
    operations = List.copyOf(operations);
  }

  /** Searches for an order of the operations. */
  public SearchResult<I, O> search(SearchBudget budget) {
    return LinearizabilitySearch.search(model, operations, budget);
  }
}
