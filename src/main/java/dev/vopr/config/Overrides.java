package dev.vopr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Settings given as path and text: options of the command line, and system properties. */
final class Overrides {
  private final String where;
  private final Ledger ledger;

  Overrides(String where, Ledger ledger) {
    this.where = where;
    this.ledger = ledger;
  }

  /** All settings in one; one that cannot be read is left out, and the ledger is told why. */
  Config parse(Map<String, String> texts) {
    Config config = ConfigFactory.empty();
    for (Map.Entry<String, String> entry : new TreeMap<>(texts).entrySet()) {
      config = one(entry.getKey(), entry.getValue()).withFallback(config);
    }
    return config;
  }

  private Config one(String path, String text) {
    List<String> keys;
    try {
      keys = ConfigUtil.splitPath(path);
    } catch (ConfigException e) {
      String remedy = "write names joined by single dots, e.g. vopr.seed";
      ledger.problem(where, path, "is not the path of a setting; " + remedy);
      return ConfigFactory.empty();
    }
    return value(path, text).map(value -> nested(keys, value)).orElse(ConfigFactory.empty());
  }

  /** The text as HOCON would read it after {@code path = }; a plain word is a string. */
  private Optional<ConfigValue> value(String path, String text) {
    if (text.isBlank()) {
      return Optional.of(ConfigValueFactory.fromAnyRef("", where));
    }
    Optional<ConfigList> list = bracketed(text);
    if (list.isEmpty()) {
      return rejected(
          path, text, "cannot be read; close what is open, or put the text in double quotes");
    }
    return list.get().size() == 1
        ? Optional.of(list.get().get(0))
        : rejected(
            path, text, "is not one value; put a list in brackets, or the text in double quotes");
  }

  /** The text within brackets, where a comment or a second setting cannot slip in unnoticed. */
  private Optional<ConfigList> bracketed(String text) {
    ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(where);
    try {
      ConfigObject parsed = ConfigFactory.parseString("list = [" + text + "]", options).root();
      return parsed.size() == 1 && parsed.get("list") instanceof ConfigList list
          ? Optional.of(list)
          : Optional.empty();
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  private Optional<ConfigValue> rejected(String path, String text, String complaint) {
    ledger.problem(where, path, Scalars.shortened(text) + " " + complaint);
    return Optional.empty();
  }

  private Config nested(List<String> keys, ConfigValue value) {
    ConfigValue nested = value;
    for (int i = keys.size() - 1; i >= 0; i--) {
      nested = nested.atKey(keys.get(i)).root().withOrigin(ConfigOriginFactory.newSimple(where));
    }
    return ((ConfigObject) nested).toConfig();
  }
}
