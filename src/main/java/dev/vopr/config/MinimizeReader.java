package dev.vopr.config;

import dev.vopr.scenario.MinimizeSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads how long a failure is minimised. */
public final class MinimizeReader {
  private static final long DAY = 86_400_000_000_000L;

  private MinimizeReader() {}

  /**
   * Reads the section {@code vopr.minimize}.
   *
   * @param file the settings file, if there is one
   * @param overrides settings by their full paths that win over all others
   * @throws SettingsException with every problem of this section, if there are any
   */
  public static MinimizeSettings read(Optional<Path> file, Map<String, String> overrides) {
    SettingsSource source = SettingsSource.load(file, overrides);
    MinimizeSettings settings = read(source.root());
    source.check();
    return settings;
  }

  static MinimizeSettings read(SettingsNode root) {
    SettingsNode minimize = root.section("minimize");
    return new MinimizeSettings(
        minimize.durationNanos("for", 0, 1_000 * DAY) / 1_000_000,
        minimize.wholeNumber("runs", 1, 1_000_000_000));
  }
}
