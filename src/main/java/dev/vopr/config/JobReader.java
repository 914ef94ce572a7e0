package dev.vopr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import dev.vopr.byzantine.ByzantineSettings;
import dev.vopr.check.CheckSettings;
import dev.vopr.check.history.SearchBudget;
import dev.vopr.cluster.SimulationSettings;
import dev.vopr.model.ModelFit;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.FaultsEnd;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Mode;
import dev.vopr.scenario.OutputStyle;
import dev.vopr.scenario.ReportSettings;
import dev.vopr.scenario.ResumeSettings;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Swarm;
import dev.vopr.scenario.SweepSettings;
import dev.vopr.scenario.TraceWanted;
import dev.vopr.scenario.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a {@link Job} from the settings; {@code reference.conf} explains each of them. All problems
 * are found and reported together.
 */
public final class JobReader {
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;

  /** A seed whose draws do not fit together draws again, at most so often. */
  private static final int MOST_DRAWS = 100;

  private final SettingsSource source;
  private final SettingsNode root;

  private JobReader(SettingsSource source) {
    this.source = source;
    this.root = source.root();
  }

  /**
   * Reads all settings.
   *
   * @param file the settings file, if there is one
   * @param overrides settings by their full paths that win over all others
   * @throws SettingsException with every problem, if there are any
   */
  public static Job read(Optional<Path> file, Map<String, String> overrides) {
    return job(SettingsSource.load(file, overrides));
  }

  /**
   * Reads the settings of every scenario that the file lists, or of the file itself.
   *
   * @param file the settings file, if there is one
   * @param overrides settings by their full paths that win over all others
   * @return at least one job, in the order of the list
   * @throws SettingsException with every problem of every scenario, if there are any
   */
  public static List<Job> readAll(Optional<Path> file, Map<String, String> overrides) {
    List<Job> jobs = new ArrayList<>();
    Set<SettingsProblem> problems = new LinkedHashSet<>();
    for (SettingsSource source : SettingsSource.loadAll(file, overrides)) {
      try {
        jobs.add(job(source));
      } catch (SettingsException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(List.copyOf(problems));
    }
    return jobs;
  }

  /** Reads every scenario of {@code conf/scenarios}, by their names. */
  public static List<Job> readLibrary(Map<String, String> overrides) {
    List<String> names = ScenarioFiles.library(Path.of(""));
    if (names.isEmpty()) {
      String remedy = "start the program where conf/scenarios is, or name a file";
      throw new SettingsException(
          List.of(new SettingsProblem("conf/scenarios", "", "has no scenarios; " + remedy)));
    }
    Map<String, String> all = new LinkedHashMap<>(overrides);
    all.put("vopr.scenarios", "[" + String.join(",", names) + "]");
    return readAll(Optional.empty(), all);
  }

  /** Reads all settings from where they were put together. */
  static Job job(SettingsSource source) {
    Mode mode = source.root().choice("mode", Mode.class);
    Job job = new JobReader(source).job();
    source.finish();
    SimulationSettings upper = checkedUpperEnds(source);
    return switch (mode) {
      case VSR -> job;
      case SIMPLIFIED -> job.with(ModelFit.fit(job.scenario(), upper));
    };
  }

  /** Returns all settings in force as HOCON, after checking them. */
  public static String render(Optional<Path> file, Map<String, String> overrides) {
    SettingsSource source = SettingsSource.load(file, overrides);
    job(source);
    return source.render();
  }

  /** Where settings are ranges, both ends must be fit to run with. */
  private static SimulationSettings checkedUpperEnds(SettingsSource source) {
    SettingsSource upper = source.with(Draws.high());
    SimulationSettings settings = new SimulationReader(upper.root()).simulation();
    upper.check();
    return settings;
  }

  private Job job() {
    MinimizeReader.read(root);
    root.texts(ScenarioFiles.LIST);
    root.text(ScenarioFiles.CHOICE);
    SimulationSettings simulation = new SimulationReader(root).simulation();
    boolean isSwarm = source.draws().isUsed() || root.section("swarm").probability("omit") > 0;
    int drawn = source.draws().drawn().size();
    Scenario scenario =
        new Scenario(
            root.text("name"),
            root.text("description"),
            expected(),
            simulation,
            goals(simulation.byzantine()),
            root.probability("goal-share"),
            root.section("run").choice("until", FaultsEnd.class),
            isSwarm ? Optional.of(JobReader.swarm(source)) : Optional.empty(),
            check());
    Job job =
        new Job(
            scenario,
            sweep(),
            root.section("run").flag("narrate"),
            root.section("report").choice("output", OutputStyle.class),
            root.section("report").text("junit"),
            report(),
            new SourcePlans(source));
    if (source.draws().drawn().size() > drawn) {
      source.problem(
          "vopr",
          "only what a run depends on can be drawn by its seed; give fixed values for name,"
              + " goals and the sweep's settings");
    }
    return job;
  }

  private ReportSettings report() {
    SettingsNode report = root.section("report");
    return new ReportSettings(
        report.text("directory"),
        report.choice("trace", TraceWanted.class),
        report.integer("runs", 0, 1_000),
        report.wholeNumber("trace-events", 100, 10_000_000),
        report.durationNanos("minimize", 0, 3600 * SECOND) / 1_000_000,
        report.text("remembered"),
        report.flag("reached"),
        new ResumeSettings(
            report.text("progress"), root.section("run").flag("resume"), settingsOfResults()));
  }

  /** What differs from the defaults, besides how fast it is run and what is written about it. */
  private String settingsOfResults() {
    ConfigObject changed = source.changed();
    for (String key : List.of("scenarios", "scenario", "for", "workers", "report")) {
      changed = changed.withoutKey(key);
    }
    Config rest = changed.toConfig().withoutPath("run.resume").withoutPath("run.narrate");
    return rest.root().render(ConfigRenderOptions.concise());
  }

  private static Swarm swarm(SettingsSource source) {
    return seed -> {
      String problem = "";
      for (int attempt = 0; attempt < MOST_DRAWS; attempt++) {
        SettingsSource drawn = source.with(Draws.ofSeed(seed, attempt));
        SimulationSettings settings = new SimulationReader(drawn.root()).simulation();
        try {
          drawn.check();
          return new Swarm.Drawn(settings, drawn.draws().drawn());
        } catch (SettingsException e) {
          problem = e.getMessage();
        }
      }
      throw new IllegalStateException("the ranges hardly ever fit together: " + problem);
    };
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

  private Map<Countable, Long> goals(ByzantineSettings byzantine) {
    SettingsNode all = root.section("goals");
    Map<String, SettingsNode> sections = new LinkedHashMap<>();
    Map<Countable, Long> goals = new LinkedHashMap<>();
    Stream<Countable> lies =
        byzantine.lieNames().stream().filter(name -> !name.contains(".")).map(Countable.Lie::new);
    Stream.concat(Countable.all(), lies)
        .forEach(
            counted -> {
              String key = counted.key();
              int dot = key.indexOf('.');
              String section = key.substring(0, Math.max(0, dot));
              if (dot < 0) {
                addGoal(goals, all, key, counted);
              } else if (all.has(section)) {
                SettingsNode node = sections.computeIfAbsent(section, all::section);
                addGoal(goals, node, key.substring(dot + 1), counted);
              }
            });
    return goals;
  }

  private static void addGoal(
      Map<Countable, Long> goals, SettingsNode section, String key, Countable counted) {
    if (section.has(key)) {
      goals.put(counted, section.wholeNumber(key, 1, Long.MAX_VALUE));
    }
  }

  private CheckSettings check() {
    SettingsNode check = root.section("check");
    return new CheckSettings(
        check.flag("audit"),
        check.probability("linearizability-search"),
        check.integer("history-operations", 1, 10_000_000),
        new SearchBudget(
            check.wholeNumber("search-steps", 1, 1_000_000_000_000L),
            check.bytes("search-memory", 64 << 10, 8L << 30)));
  }

  private SweepSettings sweep() {
    int workers = root.integer("workers", 0, 64);
    return new SweepSettings(
        root.wholeNumber("seed", Long.MIN_VALUE, Long.MAX_VALUE),
        root.wholeNumber("iterations", 1, 1_000_000_000),
        workers == 0 ? Runtime.getRuntime().availableProcessors() : workers,
        root.flag("fail-fast"),
        root.flag("check-determinism"),
        root.durationNanos("wall-limit", SECOND, 3600 * SECOND) / 1_000_000,
        root.durationNanos("for", 0, 1000 * DAY) / 1_000_000);
  }
}
