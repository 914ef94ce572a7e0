package dev.vopr.run;

import dev.vopr.check.CheckSettings;
import dev.vopr.check.Checkers;
import dev.vopr.check.Violation;
import dev.vopr.check.history.HistoryRecorder;
import dev.vopr.check.history.HistoryText;
import dev.vopr.check.history.LinearizabilitySearch;
import dev.vopr.check.history.SearchResult;
import dev.vopr.check.model.KeyValueModel;
import dev.vopr.sim.SimRng;
import dev.vopr.trace.ClientObserver;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.state.KeyValueCommand;
import java.util.List;
import java.util.Optional;

/**
 * The history of one run, if its seed is among those whose history is searched for an order. The
 * witness needs no history; this looks at the same run without believing any log.
 */
final class HistorySample {
  private final CheckSettings settings;
  private final Optional<HistoryRecorder> recorder;
  private boolean isUndecided;

  /** The seed alone decides, and nothing else of the run depends on that. */
  HistorySample(CheckSettings settings, long seed) {
    this.settings = settings;
    double draw = SimRng.of(seed).fork("linearizability-search").nextDouble();
    recorder =
        draw < settings.searchShare()
            ? Optional.of(new HistoryRecorder(settings.historyOperations()))
            : Optional.empty();
  }

  /** Returns who is told what clients ask for and get: {@code first}, and the recorder. */
  ClientObserver observer(ClientObserver first) {
    return recorder.isPresent() ? first.and(recorder.get()) : first;
  }

  /** Searches at the end of the run; what it finds is a violation like any other. */
  void search(Checkers checkers, long nanos) {
    if (recorder.isEmpty() || checkers.hasViolation()) {
      return;
    }
    SearchResult<KeyValueCommand, Bytes> result =
        LinearizabilitySearch.search(
            new KeyValueModel(), recorder.get().operations(), settings.budget());
    isUndecided = result.answer() == SearchResult.Answer.UNKNOWN;
    result
        .refutation()
        .ifPresent(
            refutation ->
                checkers.report(
                    new Violation(
                        LinearizabilitySearch.NAME, sentence(refutation), List.of(), 0, nanos)));
  }

  private static String sentence(SearchResult.Refutation<KeyValueCommand, Bytes> refutation) {
    return "no order of the first %d operations on %s explains that %s of %s returned %s"
        .formatted(
            refutation.operations(),
            refutation.part(),
            HistoryText.of(refutation.last().input()),
            Nodes.name(refutation.last().client()),
            refutation.last().output().map(HistoryText::of).orElse("nothing"));
  }

  boolean isTaken() {
    return recorder.isPresent();
  }

  boolean isUndecided() {
    return isUndecided;
  }
}
