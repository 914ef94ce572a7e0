package dev.vopr.cli;

import dev.vopr.report.RunDirectory;
import dev.vopr.report.export.HtmlReport;
import dev.vopr.report.export.PerfettoTrace;
import dev.vopr.report.export.ShivizLog;
import dev.vopr.run.trace.TraceFileException;
import dev.vopr.run.trace.TraceFiles;
import dev.vopr.trace.Trace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code vopr export}: writes a run as a file for another program. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes a run as a page for browsers, or for Perfetto or ShiViz.")
final class ExportCommand implements Callable<Integer> {
  /** What a run can be written as. */
  enum Format {
    HTML("report.html"),
    PERFETTO("trace.perfetto.json"),
    SHIVIZ("trace.shiviz.log");

    private final String fileName;

    Format(String fileName) {
      this.fileName = fileName;
    }
  }

  @Parameters(
      paramLabel = "<run>",
      description = "A directory of a run, a plan, a trace.jsonl, a seed, or latest.")
  private String what;

  @Option(
      names = "--format",
      paramLabel = "<format>",
      defaultValue = "html",
      description =
          "html: a page that opens from disk; perfetto: for ui.perfetto.dev or chrome://tracing;"
              + " shiviz: for ShiViz (default ${DEFAULT-VALUE}).")
  private Format format;

  @Option(
      names = "--with",
      paramLabel = "<run>",
      description =
          "A second run: for html the minimised one, if the first is not the directory of a run that"
              + " was minimised; for shiviz any one to compare with.")
  private String other;

  @Option(
      names = {"-o", "--to"},
      paramLabel = "<file>",
      description =
          "Where to write it; by default report.html, trace.perfetto.json or trace.shiviz.log.")
  private Path target;

  @Mixin private SettingsOptions options;

  private final PrintStream out;
  private final PrintStream err;

  ExportCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    try {
      Optional<Path> original = original();
      Trace named = TraceSource.find(what, options);
      Trace trace = original.map(TraceFiles::read).orElse(named);
      Optional<Trace> second =
          original.isPresent()
              ? Optional.of(named)
              : Optional.ofNullable(other).map(it -> TraceSource.find(it, options));
      return write(trace, second, target == null ? Path.of(format.fileName) : target).code();
    } catch (TraceFileException e) {
      err.println(e.getMessage());
      return ExitCode.USAGE.code();
    }
  }

  /** For a page of a run that was minimised, the trace of the original. */
  private Optional<Path> original() {
    if (other != null || format != Format.HTML) {
      return Optional.empty();
    }
    return Optional.of(TraceSource.path(what, options))
        .map(path -> path.resolve(RunDirectory.ORIGINAL).resolve(RunDirectory.TRACE))
        .filter(Files::exists);
  }

  private ExitCode write(Trace trace, Optional<Trace> second, Path file) {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      switch (format) {
        case HTML -> HtmlReport.write(writer, trace, second);
        case PERFETTO -> PerfettoTrace.write(writer, trace);
        case SHIVIZ ->
            ShivizLog.write(
                writer, second.map(it -> List.of(trace, it)).orElseGet(() -> List.of(trace)));
      }
    } catch (IOException e) {
      err.println(file + ": cannot be written; name a file in a directory that exists");
      return ExitCode.USAGE;
    }
    out.println("%,d events written to %s".formatted(trace.records().size(), file));
    return ExitCode.AS_EXPECTED;
  }
}
