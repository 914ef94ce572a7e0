package dev.vopr.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What was read so far, and every problem found so far. */
final class Ledger {
  /** How a setting was read, from the weakest to the strongest. */
  enum Use {
    MENTIONED,
    VALUE,
    SECTION
  }

  private final Places places;
  private final Draws draws;
  private final Map<String, Use> uses = new TreeMap<>();
  private final Set<String> unusable = new TreeSet<>();
  private final Set<SettingsProblem> problems = new LinkedHashSet<>();

  Ledger(Places places, Draws draws) {
    this.places = places;
    this.draws = draws;
  }

  Places places() {
    return places;
  }

  /** What becomes of ranges and choices. */
  Draws draws() {
    return draws;
  }

  void use(String path, Use use) {
    uses.merge(path, use, (one, other) -> one.compareTo(other) >= 0 ? one : other);
  }

  /** Every path that was read, sorted, with how it was read. */
  Map<String, Use> uses() {
    return uses;
  }

  void problem(String where, String path, String message) {
    problems.add(new SettingsProblem(where, path, message));
  }

  /** A value that was replaced by a harmless one; later complaints about it would be noise. */
  void unusable(String where, String path, String message) {
    unusable.add(path);
    problem(where, path, message);
  }

  boolean isUnusable(String path) {
    return unusable.contains(path);
  }

  List<SettingsProblem> problems() {
    return new ArrayList<>(problems);
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new SettingsException(problems());
    }
  }
}
