package dev.vopr.cli;

import dev.vopr.config.PlanFile;
import dev.vopr.run.RunResult;
import dev.vopr.run.SeedRunner;
import dev.vopr.scenario.Job;
import dev.vopr.sim.SimSystem;
import dev.vopr.sim.TraceHash;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code vopr plan}: makes one run, and writes down every fault that struck in it. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Makes the run of the base seed and writes its faults as a settings file, which makes the"
            + " same run without chance and can be edited.")
final class PlanCommand implements Callable<Integer> {
  @Mixin private SettingsOptions options;

  @Option(
      names = {"-o", "--to"},
      paramLabel = "<file>",
      description = "Where to write it; to standard output if not given.")
  private Path target;

  private final PrintStream out;
  private final PrintStream err;

  PlanCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    Job job = options.job();
    long seed = job.sweep().seed();
    RunResult run;
    try (SimSystem sim = SimSystem.create("vopr-plan")) {
      run = new SeedRunner(sim, job.scenario()).run(seed);
    }
    String about =
        "%s, seed %d: %s, trace hash %s"
            .formatted(job.scenario().name(), seed, run.verdict(), TraceHash.format(run.hash()));
    if (!run.faults().isWhole()) {
      err.println("more faults struck than a plan can hold; shorten vopr.run.fault-time");
      return ExitCode.USAGE.code();
    }
    String text =
        PlanFile.text(
            options.file(),
            options.overrides(),
            seed,
            run.faults().drawn(),
            run.faults().plan(),
            about);
    if (target == null) {
      out.print(text);
      return ExitCode.AS_EXPECTED.code();
    }
    try {
      Files.writeString(target, text);
    } catch (IOException e) {
      err.println(target + ": cannot be written; name a file in a directory that exists");
      return ExitCode.USAGE.code();
    }
    out.println(
        "%d faults of %s written to %s"
            .formatted(run.faults().plan().decisions().size(), about, target));
    return ExitCode.AS_EXPECTED.code();
  }
}
