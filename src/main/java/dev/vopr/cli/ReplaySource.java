package dev.vopr.cli;

import dev.vopr.config.JobReader;
import dev.vopr.config.SettingsException;
import dev.vopr.config.SettingsProblem;
import dev.vopr.report.RunDirectory;
import dev.vopr.run.trace.TraceFiles;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.KnownOrigins;
import dev.vopr.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run that is to be made again.
 *
 * @param job its settings, whose base seed is the run's
 * @param recorded what was recorded of it
 * @param hash its trace hash, if that is known
 * @param place how to name it in a command
 */
record ReplaySource(Job job, Optional<Trace> recorded, Optional<String> hash, String place) {
  private static final Pattern HASH = Pattern.compile("trace hash ([0-9a-f]{16})");

  /**
   * Finds the run that {@code what} names.
   *
   * @throws SettingsException if there is none
   * @throws dev.vopr.run.trace.TraceFileException if its trace cannot be read
   */
  static ReplaySource find(String what, SettingsOptions options) {
    try {
      if (what.matches("-?\\d{1,19}")) {
        return ofSeed(what, options);
      }
      Path path = what.equals("latest") ? latest(options) : Path.of(what);
      if (Files.isDirectory(path)) {
        return ofDirectory(path);
      }
      if (!Files.isRegularFile(path)) {
        throw problem(
            what,
            what.equals("latest")
                ? "no run has been written to " + path.getParent() + " yet; name a seed"
                : "is none of these: directory of a run, plan, trace, seed, latest");
      }
      return what.endsWith(".jsonl") ? ofTrace(path) : ofPlan(path);
    } catch (IOException e) {
      throw problem(what, "cannot be read: " + e.getMessage() + "; name another run");
    }
  }

  private static SettingsException problem(String where, String message) {
    return new SettingsException(List.of(new SettingsProblem(where, "", message)));
  }

  private static Path latest(SettingsOptions options) throws IOException {
    return RunDirectory.latest(Path.of(options.job().report().directory()));
  }

  private static ReplaySource ofSeed(String seed, SettingsOptions options) {
    Job job = options.jobOfSeed(seed);
    Path directory =
        RunDirectory.of(
            Path.of(job.report().directory()), job.scenario().name(), job.sweep().seed());
    Path original = directory.resolve(RunDirectory.ORIGINAL).resolve(RunDirectory.TRACE);
    // A seed stands for the run before it was minimised.
    Path trace = Files.exists(original) ? original : directory.resolve(RunDirectory.TRACE);
    Optional<Trace> recorded =
        Files.exists(trace) ? Optional.of(TraceFiles.read(trace)) : Optional.empty();
    return new ReplaySource(job, recorded, Optional.empty(), seed);
  }

  private static ReplaySource ofDirectory(Path directory) throws IOException {
    Path trace = directory.resolve(RunDirectory.TRACE);
    Path plan = directory.resolve(RunDirectory.PLAN);
    if (Files.exists(trace)) {
      return ofTrace(trace);
    }
    if (!Files.exists(plan)) {
      throw problem(
          directory.toString(),
          "has neither %s nor %s; name the directory of a run"
              .formatted(RunDirectory.TRACE, RunDirectory.PLAN));
    }
    return ofPlan(plan);
  }

  private static ReplaySource ofPlan(Path plan) throws IOException {
    Job job = Modes.ofCluster(JobReader.read(Optional.of(plan), Map.of()));
    String first = Files.readAllLines(plan).stream().findFirst().orElse("");
    Matcher hash = HASH.matcher(first);
    return new ReplaySource(
        job,
        Optional.empty(),
        hash.find() ? Optional.of(hash.group(1)) : Optional.empty(),
        plan.toString());
  }

  private static ReplaySource ofTrace(Path file) throws IOException {
    Trace trace = TraceFiles.read(file);
    if (trace.header().settings().isEmpty()) {
      throw problem(
          file.toString(),
          "holds no settings, because too many faults struck; replay seed %d with its settings file"
              .formatted(trace.header().seed()));
    }
    Path settings = Files.createTempFile("vopr-settings", ".conf");
    try {
      Files.writeString(settings, trace.header().settings());
      Job job =
          withOrigins(Modes.ofCluster(JobReader.read(Optional.of(settings), Map.of())), trace);
      String place = Optional.ofNullable(file.getParent()).orElse(file).toString();
      return new ReplaySource(job, Optional.of(trace), Optional.empty(), place);
    } finally {
      Files.delete(settings);
    }
  }

  /** The settings come from a file that nobody knows; where they first stood was recorded. */
  private static Job withOrigins(Job job, Trace trace) {
    return new Job(
        job.scenario(),
        job.sweep(),
        job.isNarrated(),
        job.output(),
        job.junit(),
        job.report(),
        new KnownOrigins(job.plans(), trace.header().origins()));
  }

  /** Leaves out what was recorded of the same seed, but with other settings than {@code now}. */
  ReplaySource comparedWith(Trace now) {
    boolean isSame =
        recorded.isPresent()
            && settings(recorded.get().header().settings())
                .equals(settings(now.header().settings()));
    boolean isOfSeed = place.equals(Long.toString(job.sweep().seed()));
    return isOfSeed && !isSame ? new ReplaySource(job, Optional.empty(), hash, place) : this;
  }

  /** The settings of a run without what came out of it: the faults, and the remarks on top. */
  private static String settings(String text) {
    int plan = text.indexOf("plan.decisions");
    return (plan < 0 ? text : text.substring(0, plan)).replaceAll("(?m)^#.*$", "");
  }
}
