package dev.vopr.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds settings that mean nothing: HOCON accepts a mistyped name and goes on with the default.
 *
 * <p>A setting is known if it was read or is in the defaults.
 */
final class UnknownSettings {
  private static final int MOST_LISTED = 12;

  private final ConfigObject effective;
  private final Ledger ledger;
  private final Set<String> known = new TreeSet<>();
  private final Set<String> defaultSections = new TreeSet<>();
  private final List<SettingsProblem> unknown = new ArrayList<>();

  UnknownSettings(ConfigObject effective, ConfigObject defaults, Ledger ledger) {
    this.effective = effective;
    this.ledger = ledger;
    known.add(SettingsSource.ROOT);
    known.addAll(ledger.uses().keySet());
    addDefaults(defaults, "");
  }

  List<SettingsProblem> find() {
    walk(effective, "");
    return unknown;
  }

  private void addDefaults(ConfigObject section, String path) {
    for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
      String child = SettingPath.child(path, entry.getKey());
      known.add(child);
      if (entry.getValue() instanceof ConfigObject object) {
        defaultSections.add(child);
        addDefaults(object, child);
      }
    }
  }

  private void walk(ConfigObject section, String path) {
    for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
      String child = SettingPath.child(path, entry.getKey());
      if (known.contains(child)) {
        descend(entry.getValue(), child);
      } else {
        String where = ledger.places().of(entry.getValue().origin());
        unknown.add(new SettingsProblem(where, child, message(path, entry.getKey())));
      }
    }
  }

  private void descend(ConfigValue value, String path) {
    if (!isSection(path) || ledger.isUnusable(path)) {
      return;
    }
    if (value instanceof ConfigObject object) {
      walk(object, path);
    } else if (value instanceof ConfigList list) {
      for (int i = 0; i < list.size(); i++) {
        descend(list.get(i), SettingPath.element(path, i));
      }
    }
  }

  private boolean isSection(String path) {
    Ledger.Use use = ledger.uses().getOrDefault(path, Ledger.Use.MENTIONED);
    return use == Ledger.Use.SECTION
        || (use == Ledger.Use.MENTIONED && defaultSections.contains(path));
  }

  private String message(String section, String key) {
    return sibling(section, key)
        .or(() -> elsewhere(key))
        .map(path -> "unknown setting; did you mean " + path + "?")
        .orElseGet(() -> "unknown setting; " + siblings(section));
  }

  private Optional<String> sibling(String section, String key) {
    return Nearest.to(key, keysOf(section)).map(nearest -> SettingPath.child(section, nearest));
  }

  /** The right name in the wrong section, or a misspelled one. */
  private Optional<String> elsewhere(String key) {
    Set<String> keys = new TreeSet<>();
    known.forEach(path -> keys.add(SettingPath.key(path)));
    return Nearest.to(key, keys)
        .flatMap(
            nearest ->
                known.stream()
                    .filter(
                        path ->
                            SettingPath.key(path).equals(nearest) && !SettingPath.isInList(path))
                    .findFirst());
  }

  private String siblings(String section) {
    List<String> keys = List.copyOf(keysOf(section));
    if (section.isEmpty()) {
      return "write settings within vopr { … }";
    }
    if (keys.isEmpty()) {
      return "remove it";
    }
    String rest = keys.size() > MOST_LISTED ? ", …" : "";
    return section
        + " has "
        + String.join(", ", keys.subList(0, Math.min(keys.size(), MOST_LISTED)))
        + rest;
  }

  /** The known keys of the section; one element of a list knows what any other element knows. */
  private Set<String> keysOf(String section) {
    Set<String> keys = new TreeSet<>();
    for (String path : known) {
      if (SettingPath.withoutIndexes(SettingPath.parent(path))
          .equals(SettingPath.withoutIndexes(section))) {
        keys.add(SettingPath.key(path));
      }
    }
    return keys;
  }
}
