package dev.vopr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.vopr.fault.Plan;
import dev.vopr.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one run that differ from the defaults, to be changed one by one. Nothing else has
 * a say in them: neither files nor system properties, only {@code reference.conf}.
 */
public final class RunSettings {
  private static final Config REFERENCE =
      ReferenceDefaults.load(RunSettings.class.getClassLoader());

  private final Config changed;

  private RunSettings(Config changed) {
    this.changed = changed;
  }

  /**
   * Returns the settings that a run was made with.
   *
   * @param file the settings file of the run, if there was one
   * @param overrides settings that won over it
   * @param drawn what the seed drew, by paths
   */
  public static RunSettings of(
      Optional<Path> file, Map<String, String> overrides, Map<String, String> drawn) {
    SettingsSource source = SettingsSource.load(file, overrides);
    return new RunSettings(PlanFile.settings(source, drawn).toConfig());
  }

  /** As above, of a run whose settings are a text that includes nothing. */
  public static RunSettings of(String text, Map<String, String> drawn) {
    return new RunSettings(PlanFile.settings(sourceOf(text), drawn).toConfig());
  }

  /**
   * Reads a settings text that includes nothing, with the faults of a plan if it has one.
   *
   * @throws SettingsException with every problem, if there are any
   */
  public static Scenario scenario(String text) {
    return JobReader.job(sourceOf(text)).scenario();
  }

  private static SettingsSource sourceOf(String text) {
    return source(ConfigFactory.parseString(text));
  }

  private static SettingsSource source(Config settings) {
    Config effective = settings.withFallback(REFERENCE).resolve();
    Ledger ledger = new Ledger(new Places(Path.of("")), Draws.low());
    return new SettingsSource(effective, REFERENCE.resolveWith(effective), ledger);
  }

  /**
   * Returns the scenario, whose faults are left to chance.
   *
   * @throws SettingsException if the settings do not fit together
   */
  public Scenario scenario() {
    return JobReader.job(source(changed.atPath(SettingsSource.ROOT))).scenario();
  }

  /** Returns the paths of all settings that differ from their defaults, below {@code vopr}. */
  public List<String> paths() {
    List<String> paths = new ArrayList<>();
    collect(changed.root(), List.of(), paths);
    return paths;
  }

  private static void collect(ConfigObject section, List<String> above, List<String> paths) {
    for (String key : section.keySet().stream().sorted().toList()) {
      List<String> path = new ArrayList<>(above);
      path.add(key);
      if (section.get(key) instanceof ConfigObject child) {
        collect(child, path, paths);
      } else {
        paths.add(ConfigUtil.joinPath(path));
      }
    }
  }

  /** Returns a copy with the given settings at their defaults. */
  public RunSettings without(List<String> paths) {
    Config rest = changed;
    for (String path : paths) {
      rest = rest.withoutPath(path);
    }
    return new RunSettings(PlanFile.changed(rest.root(), ofReference()).toConfig());
  }

  /** Returns a copy with one setting changed; {@code value} is HOCON, such as {@code 10 ms}. */
  public RunSettings with(String path, String value) {
    ConfigValue parsed = ConfigFactory.parseString("value = " + value).getValue("value");
    Config edited = changed.withValue(path, parsed);
    return new RunSettings(PlanFile.changed(edited.root(), ofReference()).toConfig());
  }

  private static ConfigObject ofReference() {
    return REFERENCE.getObject(SettingsSource.ROOT);
  }

  /** Returns the number of elements of a list, 0 if it is not among the changed settings. */
  public int elements(String path) {
    return changed.hasPath(path) ? changed.getList(path).size() : 0;
  }

  /** Returns a copy without one element of a list. */
  public RunSettings withoutElement(String path, int index) {
    ConfigList list = changed.getList(path);
    List<ConfigValue> rest = new ArrayList<>(list);
    rest.remove(index);
    return new RunSettings(changed.withValue(path, ConfigValueFactory.fromIterable(rest)));
  }

  /**
   * Returns the settings file that makes the run again.
   *
   * @param about lines about the run, which become comments
   */
  public String text(long seed, Plan plan, List<String> about) {
    return PlanFile.text(changed.root(), seed, plan, about);
  }
}
