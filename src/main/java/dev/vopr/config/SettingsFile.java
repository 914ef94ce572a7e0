package dev.vopr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The settings file that a person named, with the files it includes. */
final class SettingsFile {
  private static final String OPTION = "-Dconfig.file=";
  private static final int MOST_LISTED = 12;

  private final Path file;
  private final Places places;

  SettingsFile(Path file, Places places) {
    this.file = places.workingDirectory().resolve(file).normalize();
    this.places = places;
  }

  /** The parsed file; if it cannot be used, tells the ledger why and is empty. */
  Config parse(Ledger ledger) {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      ledger.problem(places.of(file), "", obstacle.get());
      return ConfigFactory.empty();
    }
    try {
      Config config =
          ConfigFactory.parseFile(
              file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
      if (config.root().isEmpty()) {
        ledger.problem(places.of(file), "", "has no settings; write them within vopr { … }");
      }
      return config;
    } catch (ConfigException.IO e) {
      SettingsProblem problem = missingInclude(e);
      ledger.problem(problem.where(), problem.path(), problem.message());
    } catch (ConfigException e) {
      SettingsProblem problem = HoconErrors.problem(e, places, places.of(file));
      ledger.problem(problem.where(), problem.path(), problem.message());
    }
    return ConfigFactory.empty();
  }

  private SettingsProblem missingInclude(ConfigException.IO exception) {
    String name = String.valueOf(exception.getMessage()).split(": ", 2)[0];
    Optional<String> where = IncludeFinder.find(file, name, places);
    if (where.isEmpty()) {
      return HoconErrors.problem(exception, places, places.of(file));
    }
    return new SettingsProblem(
        where.get(),
        "",
        "the included file "
            + name
            + " does not exist or may not be read; give a path relative to this file");
  }

  private Optional<String> obstacle() {
    if (Files.isDirectory(file)) {
      return Optional.of("is a directory, not a file; " + oneOf(confFiles(file)));
    }
    if (!Files.exists(file)) {
      return Optional.of("there is no such file; " + suggestion());
    }
    return Files.isReadable(file)
        ? Optional.empty()
        : Optional.of(
            "may not be read; give yourself the permission to read it, or another file with "
                + OPTION);
  }

  private String suggestion() {
    List<String> files = confFiles(file.resolveSibling("."));
    if (files.isEmpty()) {
      files = confFiles(places.workingDirectory().resolve("conf"));
    }
    return Nearest.to(places.of(file), files)
        .map(nearest -> "did you mean " + OPTION + nearest + "?")
        .orElse(oneOf(files));
  }

  private static String oneOf(List<String> files) {
    if (files.isEmpty()) {
      return "give an existing one with " + OPTION + ", or none for the defaults";
    }
    List<String> listed = files.subList(0, Math.min(files.size(), MOST_LISTED));
    String rest = listed.size() < files.size() ? ", …" : "";
    return "give " + OPTION + " one of " + String.join(", ", listed) + rest;
  }

  private List<String> confFiles(Path directory) {
    List<String> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*.conf")) {
      stream.forEach(path -> files.add(places.of(path)));
    } catch (IOException e) {
      return List.of();
    }
    return files.stream().sorted().toList();
  }
}
