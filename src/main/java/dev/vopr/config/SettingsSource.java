package dev.vopr.config;

import com.typesafe.config.Config;
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
