package dev.vopr.cli;

import dev.vopr.check.history.SearchBudget;
import dev.vopr.check.history.SearchResult;
import dev.vopr.report.HistoryVerdict;
import dev.vopr.run.history.HistoryFileException;
import dev.vopr.run.history.HistoryFiles;
import dev.vopr.run.history.LoadedHistory;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code vopr check-history}: whether a recorded history is linearizable. */
@Command(
    name = "check-history",
    mixinStandardHelpOptions = true,
    description = "Searches for an order of the operations in a file that explains every answer.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the history is linearizable",
      "1:it is not",
      "2:wrong options, or a file that cannot be read",
      "3:the search ended at its limit; nothing is known",
    })
final class CheckHistoryCommand implements Callable<Integer> {
  private static final int MAX_MEBIBYTES = 1 << 16;

  @Parameters(
      paramLabel = "<file>",
      description = "A history: .jsonl for the key-value service, .edn as Jepsen writes it.")
  private Path file;

  @Option(
      names = "--steps",
      paramLabel = "<n>",
      defaultValue = "50000000",
      description = "Operations to try at most, from 1 (default ${DEFAULT-VALUE}).")
  private long steps;

  @Option(
      names = "--memory",
      paramLabel = "<MiB>",
      defaultValue = "128",
      description = "Memory for what was seen, in MiB, 1 to 65536 (default ${DEFAULT-VALUE}).")
  private int mebibytes;

  @Spec private CommandSpec spec;

  private final PrintStream out;
  private final PrintStream err;

  CheckHistoryCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    if (steps < 1) {
      throw new ParameterException(spec.commandLine(), "--steps: " + steps + " is not from 1");
    }
    if (mebibytes < 1 || mebibytes > MAX_MEBIBYTES) {
      throw new ParameterException(
          spec.commandLine(), "--memory: " + mebibytes + " is not from 1 to " + MAX_MEBIBYTES);
    }
    try {
      return check(HistoryFiles.read(file)).code();
    } catch (HistoryFileException e) {
      err.println(e.getMessage());
      return ExitCode.USAGE.code();
    }
  }

  private <S, I, O> ExitCode check(LoadedHistory<S, I, O> history) {
    SearchResult<I, O> result = history.search(new SearchBudget(steps, (long) mebibytes << 20));
    HistoryVerdict.lines(history, result).forEach(out::println);
    return switch (result.answer()) {
      case LINEARIZABLE -> ExitCode.AS_EXPECTED;
      case NOT_LINEARIZABLE -> ExitCode.UNEXPECTED;
      case UNKNOWN -> ExitCode.VACUOUS;
    };
  }
}
