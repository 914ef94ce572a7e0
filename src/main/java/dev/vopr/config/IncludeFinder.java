package dev.vopr.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the line of an {@code include}, which the library does not tell if the file is missing. */
final class IncludeFinder {
  private static final Pattern INCLUDE = Pattern.compile("\\binclude\\s+[a-z(\\s]*\"([^\"]+)\"");

  private final Places places;
  private final String name;
  private final Set<Path> visited = new TreeSet<>();

  private IncludeFinder(Places places, String name) {
    this.places = places;
    this.name = name;
  }

  /** The place where the file, or a file that it includes, includes {@code name}. */
  static Optional<String> find(Path file, String name, Places places) {
    return new IncludeFinder(places, name).find(file);
  }

  private Optional<String> find(Path file) {
    if (!Files.isRegularFile(file) || !visited.add(file.normalize())) {
      return Optional.empty();
    }
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      Matcher include = INCLUDE.matcher(lines.get(i));
      if (include.find() && !isComment(lines.get(i))) {
        Optional<String> place =
            include.group(1).equals(name)
                ? Optional.of(places.of(file, i + 1))
                : findWithin(file, include.group(1));
        if (place.isPresent()) {
          return place;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> findWithin(Path file, String included) {
    return find(file.resolveSibling(included))
        .or(() -> find(file.resolveSibling(included + ".conf")));
  }

  private static boolean isComment(String line) {
    return line.strip().startsWith("#") || line.strip().startsWith("//");
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
