package dev.vopr.cli;

import dev.vopr.config.JobReader;
import dev.vopr.scenario.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which settings are chosen: each wins over the setting of the same meaning. */
final class SettingsOptions {
  /** Says which runs are made and how they are shown, which whoever repeats them says anew. */
  private static final List<String> NOT_REPEATED =
      List.of(
          "vopr.seed",
          "vopr.iterations",
          "vopr.for",
          "vopr.report.junit",
          "vopr.report.trace",
          "vopr.report.directory",
          "vopr.report.runs",
          "vopr.report.trace-events",
          "vopr.report.remembered",
          "vopr.workers",
          "vopr.fail-fast",
          "vopr.run.narrate",
          "vopr.run.resume",
          "vopr.report.progress",
          "vopr.report.output");

  @Option(
      names = {"-c", "--config"},
      paramLabel = "<file>",
      description = "Settings file; the system property config.file does the same.")
  private Path file;

  @Option(
      names = "--scenario",
      paramLabel = "<name>",
      description = "Only this scenario of the file, or of conf/scenarios (vopr.scenario).")
  private String scenario;

  @Option(
      names = "--mode",
      paramLabel = "<mode>",
      description = "vsr, or simplified: a model instead of the cluster (vopr.mode).")
  private String mode;

  @Option(names = "--vsr-mode", description = "The same as --mode vsr, and stronger.")
  private boolean isVsr;

  @Mixin private SeedOptions seeds;

  @Option(
      names = {"-n", "--iterations"},
      paramLabel = "<n>",
      description = "Number of runs (vopr.iterations).")
  private String iterations;

  @Option(
      names = "--for",
      paramLabel = "<duration>",
      description = "Begin no more runs after this wall-clock time, such as 90s (vopr.for).")
  private String wallTime;

  @Option(
      names = "--check-determinism",
      description = "Make each run twice and compare (vopr.check-determinism).")
  private boolean isDeterminismChecked;

  @Option(
      names = "--fail-fast",
      description = "End at the first unexpected verdict (vopr.fail-fast).")
  private boolean isFailFast;

  @Option(names = "--narrate", description = "Tell the first run as a story (vopr.run.narrate).")
  private boolean isNarrated;

  @Option(
      names = "--resume",
      description = "Go on with a sweep where it was interrupted (vopr.run.resume).")
  private boolean isResumed;

  @Option(
      names = "--output",
      paramLabel = "<style>",
      description = "human, compact, json or none (vopr.report.output).")
  private String output;

  @Option(
      names = "--junit",
      paramLabel = "<file>",
      description = "Write JUnit XML, such as target/vopr/junit.xml (vopr.report.junit).")
  private String junit;

  @Option(
      names = "--trace",
      description = "Write a directory of passing runs too, with their traces (vopr.report.trace).")
  private boolean isTraced;

  /** Returns the settings file, if one was named. */
  Optional<Path> file() {
    String property = System.getProperty("config.file", "");
    return Optional.ofNullable(file)
        .or(() -> property.isEmpty() ? Optional.empty() : Optional.of(Path.of(property)));
  }

  /** Returns the options that were given, as settings. */
  Map<String, String> overrides() {
    Map<String, String> overrides = seeds.overrides();
    put(overrides, "vopr.scenario", scenario);
    put(overrides, "vopr.mode", isVsr ? "vsr" : mode);
    put(overrides, "vopr.iterations", iterations);
    put(overrides, "vopr.for", wallTime);
    put(overrides, "vopr.report.junit", junit);
    put(overrides, "vopr.report.output", output);
    put(overrides, "vopr.check-determinism", isDeterminismChecked ? "true" : null);
    put(overrides, "vopr.fail-fast", isFailFast ? "true" : null);
    put(overrides, "vopr.run.narrate", isNarrated ? "true" : null);
    put(overrides, "vopr.run.resume", isResumed ? "true" : null);
    put(overrides, "vopr.report.trace", isTraced ? "all" : null);
    return overrides;
  }

  /**
   * Returns what was set by options and system properties and shapes each run, the stronger one
   * where both were given.
   */
  private Map<String, String> repeated() {
    Map<String, String> repeated = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("vopr.")) {
        repeated.put(name, System.getProperty(name, ""));
      }
    }
    repeated.putAll(overrides());
    repeated.keySet().removeAll(NOT_REPEATED);
    return repeated;
  }

  private static void put(Map<String, String> overrides, String key, String value) {
    if (value != null) {
      overrides.put(key, value);
    }
  }

  /**
   * Reads all settings of one scenario that a cluster is run of, and throws with all their problems
   * if there are any.
   */
  Job job() {
    return Modes.ofCluster(JobReader.read(file(), overrides()));
  }

  /** As above, with the faults of the benchmark. */
  Job faultyJob() {
    return Modes.ofCluster(JobReader.read(file(), BenchFaults.on(overrides())));
  }

  /** As above, with another base seed. */
  Job jobOfSeed(String ofRun) {
    Map<String, String> overrides = overrides();
    overrides.put("vopr.seed", ofRun);
    return Modes.ofCluster(JobReader.read(file(), overrides));
  }

  /** As above, for all scenarios that are asked for. */
  List<Job> jobs() {
    return JobReader.readAll(file(), overrides());
  }

  /** The command that makes the same runs: the file, and whatever was set on top of it. */
  String again() {
    return "mvn exec:java"
        + file().map(path -> " -Dconfig.file=" + quoted(path.toString())).orElse("")
        + repeated().entrySet().stream()
            .map(set -> " -D" + set.getKey() + "=" + quoted(set.getValue()))
            .collect(Collectors.joining());
  }

  /** Returns the text as a shell takes it for one word. */
  private static String quoted(String text) {
    return text.matches("[\\w./:,=+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
