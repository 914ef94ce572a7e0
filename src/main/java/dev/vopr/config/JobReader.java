package dev.vopr.config;

import dev.vopr.scenario.Job;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.OutputStyle;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.SweepSettings;
import dev.vopr.scenario.Verdict;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a {@link Job} from the settings; {@code reference.conf} explains each of them. All problems
 * are found and reported together.
 */
public final class JobReader {
  private static final long SECOND = 1_000_000_000L;

  private final SettingsNode root;

  private JobReader(SettingsNode root) {
    this.root = root;
  }

  /**
   * Reads all settings.
   *
   * @param file the settings file, if there is one
   * @param overrides settings by their full paths that win over all others
   * @throws SettingsException with every problem, if there are any
   */
  public static Job read(Optional<Path> file, Map<String, String> overrides) {
    SettingsSource source = SettingsSource.load(file, overrides);
    Job job = new JobReader(source.root()).job();
    source.finish();
    return job;
  }

  /** Returns all settings in force as HOCON, after checking them. */
  public static String render(Optional<Path> file, Map<String, String> overrides) {
    SettingsSource source = SettingsSource.load(file, overrides);
    new JobReader(source.root()).job();
    source.finish();
    return source.render();
  }

  private Job job() {
    Scenario scenario =
        new Scenario(
            root.text("name"),
            root.text("description"),
            expected(),
            new SimulationReader(root).simulation(),
            goals(),
            root.probability("goal-share"));
    return new Job(
        scenario,
        sweep(),
        root.section("run").flag("narrate"),
        root.section("report").choice("output", OutputStyle.class));
  }

  private List<Verdict> expected() {
    List<Verdict> expected = root.choices("expect", Verdict.class);
    if (expected.isEmpty()) {
      root.problem("expect", "is empty; name at least one verdict, such as safe");
    }
    if (expected.contains(Verdict.VACUOUS) || expected.contains(Verdict.NONDETERMINISTIC)) {
      root.problem("expect", "vacuous and nondeterministic runs are never a pass; leave them out");
    }
    return expected;
  }

  private Map<Measure, Long> goals() {
    SettingsNode section = root.section("goals");
    Map<Measure, Long> goals = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      String key = measure.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (section.has(key)) {
        goals.put(measure, section.wholeNumber(key, 1, Long.MAX_VALUE));
      }
    }
    return goals;
  }

  private SweepSettings sweep() {
    int workers = root.integer("workers", 0, 64);
    return new SweepSettings(
        root.wholeNumber("seed", Long.MIN_VALUE, Long.MAX_VALUE),
        root.wholeNumber("iterations", 1, 1_000_000_000),
        workers == 0 ? Runtime.getRuntime().availableProcessors() : workers,
        root.flag("fail-fast"),
        root.flag("check-determinism"),
        root.durationNanos("wall-limit", SECOND, 3600 * SECOND) / 1_000_000);
  }
}
