package dev.vopr.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;

/** The settings in force as HOCON text. */
final class EffectiveText {
  private final Places places;

  private EffectiveText(Places places) {
    this.places = places;
  }

  static String of(ConfigObject root, Places places) {
    ConfigRenderOptions options =
        ConfigRenderOptions.defaults()
            .setJson(false)
            .setOriginComments(false)
            .setComments(true)
            .setFormatted(true);
    return new EffectiveText(places).section(root).render(options);
  }

  private ConfigObject section(ConfigObject section) {
    ConfigObject commented = ConfigFactory.empty().root();
    for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
      ConfigValue value = entry.getValue();
      commented =
          commented.withValue(
              entry.getKey(),
              value instanceof ConfigObject child ? section(child) : commented(value));
    }
    return commented;
  }

  private ConfigValue commented(ConfigValue value) {
    List<String> comment = List.of(" " + places.of(value.origin()));
    return bare(value).withOrigin(ConfigOriginFactory.newSimple().withComments(comment));
  }

  /** The value without the comments of the files it comes from. */
  private static ConfigValue bare(ConfigValue value) {
    if (value instanceof ConfigObject object) {
      ConfigObject bare = ConfigFactory.empty().root();
      for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
        bare = bare.withValue(entry.getKey(), bare(entry.getValue()));
      }
      return bare;
    }
    if (value instanceof ConfigList list) {
      return ConfigValueFactory.fromIterable(list.stream().map(EffectiveText::bare).toList());
    }
    return value.withOrigin(ConfigOriginFactory.newSimple());
  }
}
