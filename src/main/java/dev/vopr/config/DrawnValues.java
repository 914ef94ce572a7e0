package dev.vopr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts what a seed drew in the places of the ranges and choices that it was drawn from. */
final class DrawnValues {
  /** A path into an element of a list: the list, the number of the element, and the path in it. */
  private static final Pattern ELEMENT =
      Pattern.compile("((?:[^\"\\[]|\"[^\"]*\")+)\\[([0-9]+)]\\.(.+)");

  private DrawnValues() {}

  /**
   * Returns the settings with all that was drawn in place.
   *
   * @param settings those below {@code vopr}
   * @param drawn values as they would stand in a settings file, by full paths
   */
  static Config in(Config settings, Map<String, String> drawn) {
    String prefix = SettingsSource.ROOT + ".";
    Config fixed = settings;
    // What was chosen by a section stands in its place: so the section's own settings come first.
    for (Map.Entry<String, String> entry : new TreeMap<>(drawn).descendingMap().entrySet()) {
      String path = entry.getKey().substring(prefix.length());
      if (!path.startsWith("swarm.")) {
        fixed = with(fixed, path, value(entry.getValue()));
      }
    }
    return fixed;
  }

  private static Config with(Config settings, String path, ConfigValue value) {
    Matcher element = ELEMENT.matcher(path);
    if (!element.matches()) {
      return settings.withValue(path, value);
    }
    List<ConfigValue> elements = new ArrayList<>(settings.getList(element.group(1)));
    int index = Integer.parseInt(element.group(2));
    Config within = ((ConfigObject) elements.get(index)).toConfig();
    elements.set(index, with(within, element.group(3), value).root());
    return settings.withValue(element.group(1), ConfigValueFactory.fromIterable(elements));
  }

  private static ConfigValue value(String text) {
    return ConfigFactory.parseString("value = " + quoted(text)).getValue("value");
  }

  /** A value with a unit is one text; numbers and quoted texts stay as they are. */
  private static String quoted(String value) {
    return value.contains(" ") && !value.startsWith("\"") && !value.startsWith("[")
        ? ConfigValueFactory.fromAnyRef(value).render()
        : value;
  }
}
