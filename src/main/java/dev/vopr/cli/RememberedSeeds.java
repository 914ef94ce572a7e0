package dev.vopr.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The seeds that failed before, in a file with one line for each, such as {@code 275 combined}.
 * What is wrong with the file is told, and does not keep anyone from running.
 */
final class RememberedSeeds {
  private static final int MAX_LINES = 200;

  /** So many seeds of one scenario are run first. */
  private static final int MAX_SEEDS = 20;

  private static final Pattern LINE = Pattern.compile("(-?\\d{1,19}) (\\S.*)");

  /** A seed of a scenario. */
  private record Entry(long seed, String scenario) {
    @Override
    public String toString() {
      return seed + " " + scenario;
    }
  }

  private final Path file;
  private final PrintStream err;
  private final Set<Entry> entries = new LinkedHashSet<>();
  private boolean isChanged;

  private RememberedSeeds(Path file, PrintStream err) {
    this.file = file;
    this.err = err;
  }

  /** Reads the file, if there is one. */
  static RememberedSeeds load(Path file, PrintStream err) {
    RememberedSeeds seeds = new RememberedSeeds(file, err);
    try {
      List<String> lines =
          Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
      for (int i = 0; i < lines.size(); i++) {
        seeds.take(i + 1, lines.get(i));
      }
    } catch (IOException e) {
      err.println(file + ": cannot be read, and no seed is remembered; remove it");
    }
    return seeds;
  }

  private void take(int number, String line) {
    Optional<Entry> entry = parsed(line);
    if (entry.isPresent()) {
      entries.add(entry.get());
    } else if (!line.isBlank()) {
      err.println(
          "%s:%d: is left out: it is no seed and scenario, such as \"275 combined\""
              .formatted(file, number));
    }
  }

  private static Optional<Entry> parsed(String line) {
    Matcher matcher = LINE.matcher(line.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Entry(Long.parseLong(matcher.group(1)), matcher.group(2)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns the seeds of a scenario, the last ones if there are many. */
  List<Long> of(String scenario) {
    List<Long> seeds = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.scenario().equals(scenario)) {
        seeds.add(entry.seed());
      }
    }
    return seeds.subList(Math.max(0, seeds.size() - MAX_SEEDS), seeds.size());
  }

  void remember(String scenario, long seed) {
    isChanged |= entries.add(new Entry(seed, scenario.replaceAll("\\s+", " ").strip()));
  }

  void forget(String scenario, long seed) {
    isChanged |= entries.remove(new Entry(seed, scenario));
  }

  /** Writes the file, if anything has changed. */
  void save() {
    if (!isChanged) {
      return;
    }
    List<String> lines = entries.stream().map(Entry::toString).toList();
    try {
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
      Files.write(file, lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()));
    } catch (IOException e) {
      err.println(file + ": cannot be written, and failing seeds are not remembered");
    }
  }
}
