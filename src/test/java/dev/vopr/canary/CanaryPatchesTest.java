package dev.vopr.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The patches of this project; each has to be made anew when the code that it changes changes. */
class CanaryPatchesTest {
  private static final Path DIRECTORY = Path.of("src/canaries");
  private static final Sources SOURCES = Sources.at(Path.of("src/main/java"));

  static Stream<Canary> planted() {
    return CanaryFile.readAll(DIRECTORY).stream().filter(canary -> !canary.diffs().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("planted")
  void patchAppliesAndCompiles(Canary canary) {
    assertThatCode(() -> Compiler.compile(canary, SOURCES)).doesNotThrowAnyException();
  }

  @Test
  void settingsOfAllCanariesExist() {
    assertThat(CanaryFile.readAll(DIRECTORY))
        .allMatch(canary -> Files.exists(Hunt.file(Path.of("conf"), canary.settings())));
  }

  @Test
  void canariesTripWhatThereIs() {
    List<String> trips =
        CanaryFile.readAll(DIRECTORY).stream()
            .flatMap(each -> Stream.concat(each.trips().stream(), each.expected().stream()))
            .toList();

    assertThat(Trips.ALL).containsAll(trips);
  }

  @Test
  void protocolHoldsNoTraceOfCanaries() throws Exception {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/vopr"))) {
      List<Path> others =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.toString().contains("canary"))
              .filter(file -> !file.toString().contains("cli"))
              .toList();

      for (Path file : others) {
        assertThat(Files.readString(file).toLowerCase(Locale.ROOT))
            .as(file.toString())
            .doesNotContain("canary");
      }
    }
  }
}
