package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.report.Outcome;
import dev.vopr.run.SweepResult;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Jobs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeds that failed before. */
class RememberedSeedsTest {
  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private RememberedSeeds load(Path file) {
    return RememberedSeeds.load(file, stream(err));
  }

  @Test
  void seedsAreRememberedByScenarioUntilTheyAreForgotten() {
    Path file = directory.resolve("new").resolve("failures");
    RememberedSeeds seeds = load(file);
    seeds.remember("one", 7);
    seeds.remember("two of them", -8);
    seeds.remember("one", 9);
    seeds.remember("one", 7);
    seeds.save();

    RememberedSeeds again = load(file);
    assertThat(again.of("one")).containsExactly(7L, 9L);
    assertThat(again.of("two of them")).containsExactly(-8L);
    assertThat(again.of("three")).isEmpty();
    again.forget("one", 7);
    again.save();
    assertThat(load(file).of("one")).containsExactly(9L);
  }

  @Test
  void damagedLinesAreToldAndLeftOut() throws IOException {
    Path file = directory.resolve("failures");
    Files.write(file, List.of("7 one", "", "seven one", "99999999999999999999 one", "8 one"));

    assertThat(load(file).of("one")).containsExactly(7L, 8L);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("failures:3: is left out: it is no seed and scenario, such as")
        .contains("failures:4: is left out");
  }

  @Test
  void fileThatIsNoFileIsToldAndNothingIsRemembered() {
    assertThat(load(directory).of("one")).isEmpty();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot be read, and no seed is");
  }

  @Test
  void onlyTheLastOnesAreKept() throws IOException {
    Path file = directory.resolve("failures");
    RememberedSeeds seeds = load(file);
    for (int seed = 0; seed < 500; seed++) {
      seeds.remember("one", seed);
    }
    seeds.save();

    assertThat(Files.readAllLines(file)).hasSize(200).last().isEqualTo("499 one");
    assertThat(load(file).of("one")).hasSize(20).last().isEqualTo(499L);
  }

  /** It stalls, because nothing can settle in a millisecond. */
  private Job failing(String... more) {
    String[] settings = {
      "run.fault-time = 500 ms",
      "run.settle-time = 1 ms",
      "network.latency.max = 50 ms",
      "iterations = 2",
      "workers = 1",
      "report.trace = none",
      "report.remembered = " + directory.resolve("failures")
    };
    String[] all = Arrays.copyOf(settings, settings.length + more.length);
    System.arraycopy(more, 0, all, settings.length, more.length);
    return Jobs.of(all);
  }

  private List<SweepResult> run(Job job, Map<String, String> environment) {
    Failures failures = Failures.create(stream(out), stream(err), environment);
    try (Sweeps sweeps = Sweeps.create(stream(err))) {
      List<SweepResult> results = failures.runRemembered(job, sweeps);
      Outcome outcome = sweeps.run(job, (run, soFar) -> {});
      failures.take(outcome);
      return results;
    }
  }

  @Test
  void seedsThatFailAreRunFirstNextTimeAndForgottenOnceTheyPass() throws IOException {
    assertThat(run(failing(), Map.of())).as("nothing is known yet").isEmpty();
    assertThat(Files.readAllLines(directory.resolve("failures"))).contains("42 default");

    Job mended = failing("run.settle-time = 30 s");
    List<SweepResult> still = run(failing("seed = 100"), Map.of());
    assertThat(still).isNotEmpty();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("failed before, and does again: seed 42, STALLED");

    assertThat(run(mended, Map.of())).isEmpty();
    assertThat(Files.readAllLines(directory.resolve("failures"))).isEmpty();
  }

  @Test
  void nothingIsRememberedByABuildServerOrForPrograms() {
    run(failing(), Map.of("CI", "true"));
    run(failing("report.output = compact"), Map.of());
    run(failing("iterations = 1"), Map.of());

    assertThat(directory.resolve("failures")).doesNotExist();
  }
}
