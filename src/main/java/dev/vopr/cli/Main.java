package dev.vopr.cli;

import dev.vopr.config.SettingsException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Where the program starts. */
public final class Main {
  /** Set to {@code error}, it shows the stack trace of each actor that fails. */
  private static final String AKKA_LOG = "org.slf4j.simpleLogger.log.akka";

  private Main() {}

  /** Runs the command that {@code args} name, and ends the JVM unless all is as expected. */
  public static void main(String[] args) {
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    int code = run(args, out, err);
    out.flush();
    err.flush();
    if (code != ExitCode.AS_EXPECTED.code()) {
      // Under Maven's exec:java, returning would mean success whatever came out.
      System.exit(code);
    }
  }

  /** Runs the command that {@code args} name and returns the exit code. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    if (System.getProperty(AKKA_LOG) == null) {
      // The summary tells what failed; a stack trace for each failing seed would bury it.
      System.setProperty(AKKA_LOG, "off");
    }
    return new CommandLine(new VoprCommand(out, err))
        .addSubcommand(new CommandLine(new VoprCommand(out, err)).setCommandName("run"))
        .addSubcommand(new ScenariosCommand(out))
        .addSubcommand(new PlanCommand(out, err))
        .addSubcommand(new ReplayCommand(System.in, out, err))
        .addSubcommand(new TimelineCommand(out, err))
        .addSubcommand(new ExportCommand(out, err))
        .addSubcommand(new MinimizeCommand(out, err))
        .addSubcommand(new AttacksCommand(out, err))
        .addSubcommand(new BenchCommand(out, err))
        .addSubcommand(new CheckHistoryCommand(out, err))
        .addSubcommand(new CanariesCommand(out, err))
        .addSubcommand(new ConfigCommand(out))
        .addSubcommand(new CompletionCommand(out))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(writer(out))
        .setErr(writer(err))
        .setParameterExceptionHandler((problem, arguments) -> usage(problem, err))
        .setExecutionExceptionHandler((problem, command, parsed) -> failure(problem, err))
        .execute(args);
  }

  private static int usage(CommandLine.ParameterException problem, PrintStream err) {
    err.println(problem.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(problem, writer(err));
    err.println("See --help.");
    return ExitCode.USAGE.code();
  }

  private static int failure(Exception problem, PrintStream err) {
    if (problem instanceof SettingsException settings) {
      settings.problems().forEach(err::println);
      return ExitCode.USAGE.code();
    }
    err.println("This is a defect of VOPR; please report it with these lines:");
    problem.printStackTrace(err);
    return ExitCode.INTERNAL.code();
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
