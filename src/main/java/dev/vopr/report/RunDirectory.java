package dev.vopr.report;

import dev.vopr.report.export.HtmlReport;
import dev.vopr.report.export.PerfettoTrace;
import dev.vopr.report.export.ShivizLog;
import dev.vopr.run.trace.TraceFiles;
import dev.vopr.trace.Trace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The directory of a run, {@code <base>/<scenario>/<seed>}, with all that is known of it, and
 * {@code <base>/latest}, which leads to the one that was written last.
 */
public final class RunDirectory {
  /** The settings file that makes the run again. */
  public static final String PLAN = "plan.conf";

  /** The trace. */
  public static final String TRACE = "trace.jsonl";

  private static final String LATEST = "latest";

  /** All files of a directory; whoever has another one to write adds it here. */
  private static final List<Export> EXPORTS =
      List.of(
          new Export(
              "failure.txt",
              (trace, directory, file) ->
                  Files.write(file, FailureText.lines(trace, directory.toString()))),
          new Export(
              "failure.json",
              (trace, directory, file) -> Files.writeString(file, FailureJson.of(trace))),
          new Export(
              PLAN, (trace, directory, file) -> Files.writeString(file, trace.header().settings())),
          new Export(
              TRACE,
              (trace, directory, file) ->
                  TraceFiles.write(file, trace, new TextOf(trace.header()))),
          text("report.html", (trace, out) -> HtmlReport.write(out, trace, Optional.empty())),
          text("trace.perfetto.json", (trace, out) -> PerfettoTrace.write(out, trace)),
          text("trace.shiviz.log", (trace, out) -> ShivizLog.write(out, List.of(trace))));

  private interface Text {
    void write(Trace trace, Appendable out) throws IOException;
  }

  private RunDirectory() {}

  private static Export text(String fileName, Text text) {
    return new Export(
        fileName,
        (trace, directory, file) -> {
          try (BufferedWriter out = Files.newBufferedWriter(file)) {
            text.write(trace, out);
          }
        });
  }

  /** Returns the directory of the run of a seed. */
  public static Path of(Path base, String scenario, long seed) {
    return base.resolve(scenario.replaceAll("[^\\w.-]", "-")).resolve(Long.toString(seed));
  }

  /**
   * Writes the directory of a run.
   *
   * @param base where the directories are
   * @return the directory
   */
  public static Path write(Path base, Trace trace) throws IOException {
    Path directory = of(base, trace.header().scenario(), trace.header().seed());
    Files.createDirectories(directory);
    for (Export export : EXPORTS) {
      export.writer().write(trace, directory, directory.resolve(export.fileName()));
    }
    link(base, base.relativize(directory));
    return directory;
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
