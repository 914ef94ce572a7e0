package dev.vopr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import dev.vopr.fault.FaultOrigin;
import dev.vopr.fault.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one run, put together from all layers: options, system properties, file,
 * defaults.
 *
 * <p>Use: {@link #load}, read everything through {@link #root}, then {@link #finish}, which throws
 * if anything was wrong. Values that were read before {@code finish} returned are not to be used.
 */
public final class SettingsSource {
  /** The only key at the top of a settings file. */
  static final String ROOT = "vopr";

  private final Config effective;
  private final Config defaults;
  private final Ledger ledger;

  SettingsSource(Config effective, Config defaults, Ledger ledger) {
    this.effective = effective;
    this.defaults = defaults;
    this.ledger = ledger;
  }

  /**
   * Puts the layers together. Options are stronger than JVM system properties that start with
   * {@code vopr.}, these than the file with its includes, this than {@code reference.conf}.
   *
   * @param file the settings file, absolute or relative to the working directory
   * @param optionOverrides full paths such as {@code vopr.seed}, with values as HOCON
   * @throws SettingsException if the file is missing, a directory, unreadable or not HOCON, or if
   *     it refers to something undefined; an override that cannot be read waits for {@link #finish}
   */
  public static SettingsSource load(Optional<Path> file, Map<String, String> optionOverrides) {
    return Layers.ofProgram(file, optionOverrides).load(Path.of(""));
  }

  /**
   * As {@link #load}, for each scenario of a file that lists several: in {@code vopr.scenarios}, or
   * by the name that {@code vopr.scenario} chooses.
   */
  public static List<SettingsSource> loadAll(
      Optional<Path> file, Map<String, String> optionOverrides) {
    return Layers.ofProgram(file, optionOverrides).loadAll(Path.of(""));
  }

  /** The value of {@code vopr.name}. */
  String name() {
    return with(Draws.low()).root().textOr("name", "");
  }

  /** An exception that says what is wrong with a setting of the section {@code vopr}. */
  SettingsException wrong(String key, String message) {
    problem(ROOT + "." + key, message);
    return new SettingsException(ledger.problems());
  }

  /** These settings again, unread, with ranges and choices as {@code draws} has them. */
  SettingsSource with(Draws draws) {
    return new SettingsSource(effective, defaults, new Ledger(ledger.places(), draws));
  }

  /** What was drawn so far. */
  Draws draws() {
    return ledger.draws();
  }

  /** Records a problem with a setting. */
  void problem(String path, String message) {
    String where =
        effective.hasPath(path) ? ledger.places().of(effective.getValue(path).origin()) : path;
    ledger.problem(where, path, message);
  }

  /** Throws with all problems since reading began, if there are any. */
  void check() {
    ledger.throwIfAny();
  }

  /** What of the section {@code vopr} differs from the defaults. */
  ConfigObject changed() {
    ConfigObject settings = (ConfigObject) effective.root().get(ROOT);
    ConfigObject usual = (ConfigObject) defaults.root().get(ROOT);
    return PlanFile.changed(settings, usual);
  }

  /**
   * The settings that let the faults of a plan strike.
   *
   * @param drawn what the seed drew, by full paths
   */
  List<FaultOrigin> origins(Map<String, String> drawn, Plan plan) {
    return new FaultOrigins(effective, ledger.places(), drawn).of(plan);
  }

  /** A cursor at the section {@code vopr}. */
  public SettingsNode root() {
    return SettingsNode.top(effective.root(), ledger).section(ROOT);
  }

  /**
   * Ends reading: adds every setting that neither was read nor is in the defaults.
   *
   * @throws SettingsException with all problems since {@link #load}, if there are any
   */
  public void finish() {
    List<SettingsProblem> unknown =
        new UnknownSettings(effective.root(), defaults.root(), ledger).find();
    unknown.forEach(problem -> ledger.problem(problem.where(), problem.path(), problem.message()));
    ledger.throwIfAny();
  }

  /**
   * All settings in force, as HOCON that can be used as a settings file; a comment above each says
   * which place it comes from.
   */
  public String render() {
    return EffectiveText.of(effective.root().withOnlyKey(ROOT), ledger.places());
  }
}
