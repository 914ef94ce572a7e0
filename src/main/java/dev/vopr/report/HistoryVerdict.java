package dev.vopr.report;

import dev.vopr.check.history.Operation;
import dev.vopr.check.history.SearchResult;
import dev.vopr.run.history.LoadedHistory;
import java.util.ArrayList;
import java.util.List;

/** What a search for an order of a history came to, in at most 20 lines. */
public final class HistoryVerdict {
  private HistoryVerdict() {}

  /** Returns the lines of the verdict. */
  public static <S, I, O> List<String> lines(
      LoadedHistory<S, I, O> history, SearchResult<I, O> result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s · %s, %s tried"
            .formatted(
                result.answer(),
                Figures.counted(history.operations().size(), "operation"),
                Figures.counted(result.steps(), "step")));
    lines.add("  which means " + meaning(result.answer()));
    result
        .refutation()
        .ifPresent(
            refutation -> {
              lines.add(
                  Paragraph.cut(
                      "  no order explains the first %s on %s%s:"
                          .formatted(
                              Figures.counted(refutation.operations(), "operation"),
                              refutation.part(),
                              refutation.isShortest()
                                  ? "; without the last answer there is one"
                                  : "")));
              refutation.around().forEach(one -> lines.add(line("    ", history, one)));
              lines.add(line("  > ", history, refutation.last()));
            });
    return lines;
  }

  private static String meaning(SearchResult.Answer answer) {
    return switch (answer) {
      case LINEARIZABLE -> "there is an order of the operations that explains every answer";
      case NOT_LINEARIZABLE -> "no order of the operations explains every answer";
      case UNKNOWN -> "nothing: the search ended at its limit; raise --steps or --memory";
    };
  }

  private static <S, I, O> String line(
      String indent, LoadedHistory<S, I, O> history, Operation<I, O> operation) {
    String time =
        operation.isKnown()
            ? "%d–%d".formatted(operation.invoked(), operation.returned())
            : "%d–?".formatted(operation.invoked());
    String output = operation.output().map(history.outputText()).orElse("unknown");
    return Paragraph.cut(
        "%s%-14s client %-4d %s → %s"
            .formatted(
                indent,
                time,
                operation.client(),
                history.inputText().apply(operation.input()),
                output));
  }
}
