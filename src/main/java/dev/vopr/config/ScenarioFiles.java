package dev.vopr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which scenarios a settings file is about: those that it lists in {@code vopr.scenarios}, of these
 * the one that {@code vopr.scenario} chooses, or, if there is no list, the file itself.
 *
 * <p>A scenario is named by its path, relative to the file that lists it or to the working
 * directory, or by its name in {@code conf/scenarios}.
 */
final class ScenarioFiles {
  /** The setting that lists scenarios. */
  static final String LIST = "scenarios";

  /** The setting that chooses one. */
  static final String CHOICE = "scenario";

  private static final Path LIBRARY = Path.of("conf", "scenarios");
  private static final String SUFFIX = ".conf";

  private final Places places;
  private final Optional<Path> file;
  private final SettingsSource outer;

  ScenarioFiles(Places places, Optional<Path> file, SettingsSource outer) {
    this.places = places;
    this.file = file;
    this.outer = outer;
  }

  /** Returns the names of the scenarios in {@code conf/scenarios}, sorted. */
  static List<String> library(Path workingDirectory) {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(workingDirectory.resolve(LIBRARY), "*" + SUFFIX)) {
      files.forEach(found -> names.add(nameOf(found)));
    } catch (IOException e) {
      return List.of();
    }
    return List.copyOf(names);
  }

  /**
   * The settings of a listed scenario: name and description of the file with the list are about the
   * list, and a scenario has none.
   *
   * @param own the scenario's settings without those of the file with the list
   * @param usual the defaults
   */
  static Config entitled(Config effective, Config own, Config usual) {
    Config entitled = effective;
    for (String key : List.of("name", "description", LIST, CHOICE)) {
      String path = SettingsSource.ROOT + "." + key;
      Config source = key.equals(LIST) || key.equals(CHOICE) ? usual : own;
      if (source.hasPath(path)) {
        entitled = entitled.withValue(path, source.getValue(path));
      }
    }
    return entitled;
  }

  /** A list within a listed file would be passed over without a word. */
  static void refuseList(Config own, Ledger ledger) {
    String path = SettingsSource.ROOT + "." + LIST;
    if (own.hasPath(path) && own.getValue(path) instanceof ConfigList list && !list.isEmpty()) {
      ledger.problem(
          ledger.places().of(list.origin()),
          path,
          "is within a file that stands in a list itself; list these scenarios there instead");
    }
  }

  /**
   * Returns the settings to be run, at least one of them.
   *
   * @param load reads one of the listed files
   * @throws SettingsException if a file is missing, or nothing has the chosen name
   */
  List<SettingsSource> choose(Function<Path, SettingsSource> load) {
    // A look ahead, on books of its own: whoever reads the job reports what is wrong with these
    // two.
    SettingsNode root = outer.with(Draws.low()).root();
    List<String> listed = root.textsOr(LIST, List.of());
    String choice = root.textOr(CHOICE, "");
    if (listed.isEmpty() && choice.isEmpty()) {
      return List.of(outer);
    }
    if (listed.isEmpty() && file.isPresent()) {
      return only(choice, List.of(file.get()), List.of(outer));
    }
    Set<Path> files = new LinkedHashSet<>();
    (listed.isEmpty() ? List.of(choice) : listed)
        .forEach(entry -> files.add(find(entry, listed.isEmpty() ? CHOICE : LIST)));
    List<SettingsSource> sources = new ArrayList<>();
    for (Path scenario : files) {
      sources.add(load.apply(scenario));
    }
    return choice.isEmpty() || listed.isEmpty()
        ? sources
        : only(choice, List.copyOf(files), sources);
  }

  private List<SettingsSource> only(String choice, List<Path> files, List<SettingsSource> sources) {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < sources.size(); i++) {
      String inFile = nameOf(files.get(i));
      String name = sources.get(i).name();
      if (choice.equals(inFile) || choice.equals(name)) {
        return List.of(sources.get(i));
      }
      names.add(name);
    }
    throw outer.wrong(CHOICE, unknown(choice, List.copyOf(names), " in this file"));
  }

  private Path find(String entry, String setting) {
    Path workingDirectory = places.workingDirectory();
    List<Path> candidates = new ArrayList<>();
    file.ifPresent(
        from -> candidates.add(workingDirectory.resolve(from).resolveSibling(entry).normalize()));
    candidates.add(workingDirectory.resolve(entry).normalize());
    candidates.add(workingDirectory.resolve(LIBRARY).resolve(entry + SUFFIX));
    for (Path candidate : candidates) {
      if (Files.isRegularFile(candidate)) {
        return candidate;
      }
    }
    throw outer.wrong(
        setting, unknown(nameOf(Path.of(entry)), library(workingDirectory), " in " + LIBRARY));
  }

  private static String unknown(String name, List<String> names, String where) {
    String known =
        names.isEmpty() ? "give the path of a settings file" : "there are " + joined(names);
    return "there is no scenario \"%s\"%s; %s"
        .formatted(
            Scalars.shortened(name),
            where,
            Nearest.to(name, names).map(nearest -> "did you mean " + nearest + "?").orElse(known));
  }

  private static String joined(List<String> names) {
    return String.join(", ", names);
  }

  private static String nameOf(Path scenario) {
    String name = String.valueOf(scenario.getFileName());
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }
}
