package dev.vopr.cli;

import dev.vopr.config.JobReader;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code vopr config}: shows all settings in force, and where each comes from. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Checks the settings, and shows all of them with where each comes from.")
final class ConfigCommand implements Callable<Integer> {
  @Mixin private SettingsOptions options;

  private final PrintStream out;

  ConfigCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    out.print(JobReader.render(options.file(), options.overrides()));
    return ExitCode.AS_EXPECTED.code();
  }
}
