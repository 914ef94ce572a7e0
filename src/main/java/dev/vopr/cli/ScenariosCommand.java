package dev.vopr.cli;

import dev.vopr.config.JobReader;
import dev.vopr.report.ScenarioText;
import dev.vopr.scenario.Job;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code vopr scenarios}: tells which scenarios there are. */
@Command(
    name = "scenarios",
    mixinStandardHelpOptions = true,
    description =
        "Lists the scenarios of conf/scenarios, or of a file, with what they are about, what is"
            + " expected of them and what they must reach.")
final class ScenariosCommand implements Callable<Integer> {
  @Mixin private SettingsOptions options;

  private final PrintStream out;

  ScenariosCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    List<Job> jobs =
        options.file().isPresent() ? options.jobs() : JobReader.readLibrary(options.overrides());
    ScenarioText.list(jobs).forEach(out::println);
    return ExitCode.AS_EXPECTED.code();
  }
}
