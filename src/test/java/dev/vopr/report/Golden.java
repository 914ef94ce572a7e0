package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Compares a report with the text that is kept of it. With {@code -Dgolden.write=true} the texts
 * are written instead; read the difference before it is committed.
 */
final class Golden {
  private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden");
  private static final boolean IS_WRITTEN = Boolean.getBoolean("golden.write");

  private Golden() {}

  static void check(String name, List<String> lines) {
    Path file = DIRECTORY.resolve(name + ".txt");
    try {
      if (IS_WRITTEN) {
        Files.createDirectories(DIRECTORY);
        Files.write(file, lines);
      }
      assertThat(String.join("\n", lines))
          .as("%s; after a wanted change, run the test with -Dgolden.write=true", file)
          .isEqualTo(String.join("\n", Files.readAllLines(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
