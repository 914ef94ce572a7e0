package dev.vopr.cli;

import dev.vopr.report.RunDirectory;
import dev.vopr.run.trace.TraceFiles;
import dev.vopr.run.trace.TracedRun;
import dev.vopr.scenario.Job;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the trace of a run that someone names. */
final class TraceSource {
  private static final long MOST_EVENTS = 2_000_000;

  private TraceSource() {}

  /**
   * Reads the trace of a file or of the directory of a run; makes the run of a plan or a seed.
   *
   * @throws dev.vopr.config.SettingsException if nothing has such a name
   * @throws dev.vopr.run.trace.TraceFileException if the trace cannot be read
   */
  static Trace find(String what, SettingsOptions options) {
    Path path = path(what, options);
    if (Files.isRegularFile(path.resolve(RunDirectory.TRACE))) {
      return TraceFiles.read(path.resolve(RunDirectory.TRACE));
    }
    return what.endsWith(".jsonl") ? TraceFiles.read(path) : make(what, options);
  }

  /** Returns where that is, if it is a file or a directory. */
  static Path path(String what, SettingsOptions options) {
    return what.equals("latest") ? latest(options) : Path.of(what);
  }

  private static Path latest(SettingsOptions options) {
    try {
      return RunDirectory.latest(Path.of(options.job().report().directory()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Trace make(String what, SettingsOptions options) {
    Job job = ReplaySource.find(what, options).job();
    try (SimSystem sim = SimSystem.create("vopr-trace")) {
      return TracedRun.make(sim, job.scenario(), job.plans(), job.sweep().seed(), MOST_EVENTS)
          .trace();
    }
  }
}
