package dev.vopr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Where settings come from, from the strongest layer to the weakest. */
final class Layers {
  private final Map<String, String> options;
  private final Map<String, String> properties;
  private final Optional<Path> file;
  private final Supplier<Config> defaults;

  Layers(
      Map<String, String> options,
      Map<String, String> properties,
      Optional<Path> file,
      Supplier<Config> defaults) {
    this.options = options;
    this.properties = properties;
    this.file = file;
    this.defaults = defaults;
  }

  /** The layers of this program as it was started. */
  static Layers ofProgram(Optional<Path> file, Map<String, String> options) {
    // Not the context class loader: within Maven's exec:java, only our own sees our resources.
    ClassLoader loader = SettingsSource.class.getClassLoader();
    return new Layers(options, ourProperties(), file, () -> ReferenceDefaults.load(loader));
  }

  /**
   * All layers in one, with their substitutions resolved.
   *
   * @throws SettingsException if the file or the defaults cannot be used
   */
  SettingsSource load(Path workingDirectory) {
    Places places = new Places(workingDirectory);
    Ledger ledger = new Ledger(places, Draws.low());
    Config overrides =
        new Overrides(Places.COMMAND_LINE, ledger)
            .parse(options)
            .withFallback(new Overrides(Places.SYSTEM_PROPERTY, ledger).parse(properties));
    boolean isFileUsable = true;
    Config inFile = ConfigFactory.empty();
    if (file.isPresent()) {
      int before = ledger.problems().size();
      inFile = new SettingsFile(file.get(), places).parse(ledger);
      isFileUsable = ledger.problems().size() == before;
    }
    if (!isFileUsable) {
      throw new SettingsException(ledger.problems());
    }
    try {
      Config reference = defaults.get();
      Config effective = overrides.withFallback(inFile).withFallback(reference).resolve();
      return new SettingsSource(effective, reference.resolveWith(effective), ledger);
    } catch (ConfigException e) {
      SettingsProblem problem = HoconErrors.problem(e, places, Places.REFERENCE);
      ledger.problem(problem.where(), problem.path(), problem.message());
      throw new SettingsException(ledger.problems());
    }
  }

  private static Map<String, String> ourProperties() {
    Map<String, String> ours = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith(SettingsSource.ROOT + ".")) {
        ours.put(name, System.getProperty(name, ""));
      }
    }
    return ours;
  }
}
