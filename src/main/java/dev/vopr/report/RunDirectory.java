package dev.vopr.report;

import dev.vopr.report.export.HtmlReport;
import dev.vopr.report.export.PerfettoTrace;
import dev.vopr.report.export.ShivizLog;
import dev.vopr.run.trace.TraceFiles;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceHeader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The directory of a run, {@code <base>/<scenario>/<seed>}, with all that is known of it, and
 * {@code <base>/latest}, which leads to the one that was written last.
 */
public final class RunDirectory {
  /** The settings file that makes the run again. */
  public static final String PLAN = "plan.conf";

  /** The trace. */
  public static final String TRACE = "trace.jsonl";

  /** The directory within, with the same files of the run before it was minimised. */
  public static final String ORIGINAL = "original";

  private static final String LATEST = "latest";

  /** All files of a directory; whoever has another one to write adds it here. */
  private static final List<Export> EXPORTS =
      List.of(
          new Export(
              "failure.txt",
              (run, directory, file) ->
                  Files.write(file, FailureText.lines(run, directory.toString()))),
          new Export(
              "failure.json",
              (run, directory, file) -> Files.writeString(file, FailureJson.of(run))),
          new Export(
              PLAN,
              (run, directory, file) -> Files.writeString(file, run.told().header().settings())),
          new Export(
              TRACE,
              (run, directory, file) ->
                  TraceFiles.write(file, run.told(), new TextOf(run.told().header()))),
          text(
              "report.html",
              (run, out) ->
                  HtmlReport.write(
                      out, run.original(), run.smaller().map(FailedRun.Smaller::trace))),
          text("trace.perfetto.json", (run, out) -> PerfettoTrace.write(out, run.told())),
          text("trace.shiviz.log", (run, out) -> ShivizLog.write(out, List.of(run.told()))));

  private interface Text {
    void write(FailedRun run, Appendable out) throws IOException;
  }

  private RunDirectory() {}

  private static Export text(String fileName, Text text) {
    return new Export(
        fileName,
        (run, directory, file) -> {
          try (BufferedWriter out = Files.newBufferedWriter(file)) {
            text.write(run, out);
          }
        });
  }

  /** Returns the directory of the run of a seed. */
  public static Path of(Path base, String scenario, long seed) {
    return base.resolve(scenario.replaceAll("[^\\w.-]", "-")).resolve(Long.toString(seed));
  }

  /** As below, of a run that was not minimised. */
  public static Path write(Path base, Trace trace) throws IOException {
    return write(base, FailedRun.of(trace));
  }

  /**
   * Writes the directory of a run, which is that of the minimised run if there is one; then a
   * directory within has the original.
   *
   * @param base where the directories are
   * @return the directory
   */
  public static Path write(Path base, FailedRun run) throws IOException {
    TraceHeader header = run.original().header();
    Path directory = of(base, header.scenario(), header.seed());
    Path original = directory.resolve(ORIGINAL);
    writeAll(directory, run);
    if (run.smaller().isPresent()) {
      writeAll(original, FailedRun.of(run.original()));
    } else {
      // What an earlier run of this seed, maybe with other settings, was minimised from.
      remove(original);
    }
    link(base, base.relativize(directory));
    return directory;
  }

  private static void writeAll(Path directory, FailedRun run) throws IOException {
    Files.createDirectories(directory);
    for (Export export : EXPORTS) {
      export.writer().write(run, directory, directory.resolve(export.fileName()));
    }
  }

  private static void remove(Path directory) throws IOException {
    for (Export export : EXPORTS) {
      Files.deleteIfExists(directory.resolve(export.fileName()));
    }
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // Somebody keeps other files there, which are theirs.
      return;
    }
  }

  /** Where there are no links, a file says where the latest run is. */
  private static void link(Path base, Path target) throws IOException {
    Path link = base.resolve(LATEST);
    Files.deleteIfExists(link);
    try {
      Files.createSymbolicLink(link, target);
    } catch (UnsupportedOperationException | IOException e) {
      Files.writeString(link, target + "\n", StandardCharsets.UTF_8);
    }
  }

  /** Returns the directory that was written last, which may not be there. */
  public static Path latest(Path base) throws IOException {
    Path link = base.resolve(LATEST);
    return Files.isRegularFile(link) && !Files.isSymbolicLink(link)
        ? base.resolve(Files.readString(link, StandardCharsets.UTF_8).strip())
        : Files.exists(link) ? base.resolve(Files.readSymbolicLink(link)) : link;
  }
}
