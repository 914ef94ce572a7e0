package dev.vopr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/** Our {@code reference.conf}, told apart from those of Akka and other libraries. */
final class ReferenceDefaults {
  private ReferenceDefaults() {}

  /**
   * The section {@code vopr} of each {@code reference.conf} that has one; the first wins.
   *
   * @throws com.typesafe.config.ConfigException if one of them is not HOCON
   * @throws IllegalStateException if none of them has the section: the build is broken
   */
  static Config load(ClassLoader loader) {
    Config defaults = ConfigFactory.empty();
    for (URL resource : resources(loader)) {
      String text = read(resource);
      // Parsing Akka's thousands of lines would only take time.
      if (text.contains(SettingsSource.ROOT)) {
        ConfigParseOptions options =
            ConfigParseOptions.defaults()
                .setOriginDescription(Places.REFERENCE)
                .setClassLoader(loader);
        Config parsed = ConfigFactory.parseString(text, options);
        defaults = defaults.withFallback(parsed.root().withOnlyKey(SettingsSource.ROOT).toConfig());
      }
    }
    if (defaults.root().isEmpty()) {
      throw new IllegalStateException(
          "no reference.conf on the class path has a section vopr; build the project again");
    }
    return defaults;
  }

  private static List<URL> resources(ClassLoader loader) {
    try {
      return Collections.list(loader.getResources("reference.conf"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(URL resource) {
    try {
      URLConnection connection = resource.openConnection();
      connection.setUseCaches(false);
      try (InputStream stream = connection.getInputStream()) {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
