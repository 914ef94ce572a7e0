package dev.vopr.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A working directory with settings files, defaults and overrides for one test. */
final class Sandbox {
  private final Path directory;
  private final Map<String, String> options = new LinkedHashMap<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private String defaults = "vopr { }";

  Sandbox(Path directory) {
    this.directory = directory;
  }

  Sandbox defaults(String... lines) {
    defaults = String.join("\n", lines);
    return this;
  }

  /** Writes one settings file. */
  static Path fileIn(Path directory, String text) {
    try {
      return Files.writeString(directory.resolve("a.conf"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Sandbox file(String name, String... lines) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, String.join("\n", lines) + "\n");
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Sandbox option(String path, String value) {
    options.put(path, value);
    return this;
  }

  Sandbox property(String path, String value) {
    properties.put(path, value);
    return this;
  }

  SettingsSource load() {
    return load(Optional.empty());
  }

  SettingsSource load(String file) {
    return load(Optional.of(Path.of(file)));
  }

  /** The lines of all problems after the reading; empty if there is none. */
  List<String> problems(String file, Consumer<SettingsNode> reading) {
    return problems(() -> finish(load(file), reading));
  }

  /** As above, without a file. */
  List<String> problems(Consumer<SettingsNode> reading) {
    return problems(() -> finish(load(), reading));
  }

  private static void finish(SettingsSource source, Consumer<SettingsNode> reading) {
    reading.accept(source.root());
    source.finish();
  }

  private static List<String> problems(Runnable run) {
    SettingsException exception = catchThrowableOfType(SettingsException.class, run::run);
    return exception == null ? List.of() : List.of(exception.getMessage().split("\n", -1));
  }

  private SettingsSource load(Optional<Path> file) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setOriginDescription("reference.conf");
    return new Layers(
            this.options, properties, file, () -> ConfigFactory.parseString(this.defaults, options))
        .load(directory);
  }
}
