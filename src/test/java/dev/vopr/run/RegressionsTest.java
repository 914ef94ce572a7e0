package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.config.JobReader;
import dev.vopr.scenario.Job;
import dev.vopr.sim.SimSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that failed once, with all their faults. */
class RegressionsTest {
  private static final Path DIRECTORY = Path.of("conf", "regressions");

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void runEndsAsItsFileExpects(Path file) {
    Job job = JobReader.read(Optional.of(file), Map.of());

    try (SimSystem sim = SimSystem.create("regressions")) {
      RunResult run = new SeedRunner(sim, job.scenario()).run(job.sweep().seed());

      assertThat(job.scenario().expected())
          .as("%s: %s", file, run.reason())
          .contains(run.verdict());
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void fileHasThePlanOfOneRunAndSaysWhatWasWrong(Path file) throws IOException {
    Job job = JobReader.read(Optional.of(file), Map.of());
    List<String> lines = Files.readAllLines(file);

    assertThat(job.scenario().simulation().plan()).isPresent();
    assertThat(job.sweep().iterations()).isEqualTo(1);
    assertThat(lines.get(0)).matches("# .{20,}");
  }

  @Test
  void thereAreSome() throws IOException {
    assertThat(files()).isNotEmpty();
  }
}
