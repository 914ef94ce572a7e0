package dev.vopr.cli;

import dev.vopr.report.BenchText;
import dev.vopr.run.bench.Benchmark;
import dev.vopr.scenario.Scenario;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code vopr bench}: how fast the kernel and real clusters are, with their ratios. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures the kernel and real clusters in one process, with their ratios.")
final class BenchCommand implements Callable<Integer> {
  private static final int MAX_ROUNDS = 1_000;

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "<n>",
      defaultValue = "5",
      description = "Number of rounds, 1 to 1000 (default ${DEFAULT-VALUE}).")
  private int rounds;

  private final PrintStream out;
  private final PrintStream err;

  BenchCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    if (rounds < 1 || rounds > MAX_ROUNDS) {
      throw new ParameterException(
          spec.commandLine(), "--rounds: " + rounds + " is not from 1 to " + MAX_ROUNDS);
    }
    Scenario healthy = options.job().scenario();
    Scenario faulty = options.faultyJob().scenario();
    BenchText.lines(Benchmark.run(healthy, faulty, rounds, err::println)).forEach(out::println);
    return ExitCode.AS_EXPECTED.code();
  }
}
