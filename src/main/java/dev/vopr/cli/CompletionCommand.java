package dev.vopr.cli;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command {@code vopr completion}: a script by which a shell completes commands and options.
 */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints a script by which bash or zsh completes commands and options.",
    footer = {"", "In the shell's start-up file: source <(scripts/vopr completion)"})
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private final PrintStream out;

  CompletionCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    out.print(AutoComplete.bash("vopr", spec.root().commandLine()));
    return ExitCode.AS_EXPECTED.code();
  }
}
