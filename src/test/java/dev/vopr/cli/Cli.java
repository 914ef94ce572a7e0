package dev.vopr.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the program did when it was started with some arguments.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record Cli(int code, String out, String err) {

  static Cli run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Main.run(arguments, stream(out), stream(err));
    return new Cli(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** As above, with system properties that last as long as the run. */
  static Cli runWith(Map<String, String> properties, String... arguments) {
    properties.forEach(System::setProperty);
    try {
      return run(arguments);
    } finally {
      properties.keySet().forEach(System::clearProperty);
    }
  }

  /** Writes a settings file and returns its path; the first line may be its name instead. */
  static String file(Path directory, String... lines) {
    boolean isNamed = lines[0].endsWith(".conf");
    String name = isNamed ? lines[0] : "test.conf";
    try {
      return Files.write(
              directory.resolve(name), List.of(lines).subList(isNamed ? 1 : 0, lines.length))
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
