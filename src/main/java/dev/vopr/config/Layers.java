package dev.vopr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.List;
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
   * @throws SettingsException if the file or the defaults cannot be used, or if the file lists
   *     several scenarios and none of them is chosen
   */
  SettingsSource load(Path workingDirectory) {
    Places places = new Places(workingDirectory);
    SettingsSource outer = source(places, Optional.empty());
    List<SettingsSource> all = scenarios(places, outer);
    if (all.size() > 1) {
      throw outer.wrong(
          ScenarioFiles.LIST,
          "lists several scenarios, but this is about one; choose one of them with --scenario,"
              + " such as --scenario "
              + all.get(0).name());
    }
    return all.get(0);
  }

  /**
   * The settings of each scenario that the file lists, or those of the file itself if it lists
   * none.
   *
   * @throws SettingsException if a file or the defaults cannot be used
   */
  List<SettingsSource> loadAll(Path workingDirectory) {
    Places places = new Places(workingDirectory);
    return scenarios(places, source(places, Optional.empty()));
  }

  private List<SettingsSource> scenarios(Places places, SettingsSource outer) {
    return new ScenarioFiles(places, file, outer)
        .choose(scenario -> source(places, Optional.of(scenario)));
  }

  private SettingsSource source(Places places, Optional<Path> scenario) {
    Ledger ledger = new Ledger(places, Draws.low());
    Config overrides =
        new Overrides(Places.COMMAND_LINE, ledger)
            .parse(options)
            .withFallback(new Overrides(Places.SYSTEM_PROPERTY, ledger).parse(properties));
    Config inFile = parsed(file, places, ledger);
    Config inScenario = parsed(scenario, places, ledger);
    try {
      Config reference = defaults.get();
      Config effective =
          overrides.withFallback(inFile).withFallback(inScenario).withFallback(reference).resolve();
      Config usual = reference.resolveWith(effective);
      if (scenario.isPresent()) {
        Config own = inScenario.resolveWith(effective).withFallback(usual);
        ScenarioFiles.refuseList(own, ledger);
        effective = ScenarioFiles.entitled(effective, overrides.withFallback(own), usual);
      }
      return new SettingsSource(effective, usual, ledger);
    } catch (ConfigException e) {
      SettingsProblem problem = HoconErrors.problem(e, places, Places.REFERENCE);
      ledger.problem(problem.where(), problem.path(), problem.message());
      throw new SettingsException(ledger.problems());
    }
  }

  private static Config parsed(Optional<Path> file, Places places, Ledger ledger) {
    if (file.isEmpty()) {
      return ConfigFactory.empty();
    }
    int before = ledger.problems().size();
    Config config = new SettingsFile(file.get(), places).parse(ledger);
    if (ledger.problems().size() > before) {
      throw new SettingsException(ledger.problems());
    }
    return config;
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
