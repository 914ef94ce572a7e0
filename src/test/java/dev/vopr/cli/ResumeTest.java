package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.config.JobReader;
import dev.vopr.report.JsonText;
import dev.vopr.report.Outcome;
import dev.vopr.report.Summary;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Mode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep that was interrupted goes on where it stopped. */
class ResumeTest {
  @TempDir private Path directory;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Job job(boolean isResumed, String... more) {
    String file =
        Cli.file(
            directory,
            "vopr { name = long, iterations = 12, workers = 2, run.fault-time = 500 ms",
            "  network.loss = 0.1, report.output = none",
            "  report.progress = \"" + directory.resolve("progress") + "\"",
            String.join("\n", more),
            "}");
    return JobReader.read(
        Optional.of(Path.of(file)), Map.of("vopr.run.resume", Boolean.toString(isResumed)));
  }

  /** Makes the sweep of a job and interrupts it after so many runs, or not at all. */
  private Outcome run(Job job, int interruptAfter) {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    try (Sweeps sweeps = Sweeps.create(stream)) {
      return sweeps.run(
          job,
          (run, soFar) -> {
            if (soFar.runs() == interruptAfter) {
              sweeps.stop();
            }
          });
    }
  }

  private List<Path> kept() throws IOException {
    Path kept = directory.resolve("progress");
    if (!Files.exists(kept)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(kept)) {
      return files.toList();
    }
  }

  /** All that is printed for programs, but for the time that it took. */
  private static String json(Outcome outcome) {
    return JsonText.ofScenario(outcome).replaceAll("\"wallNanos\":\\d+", "");
  }

  @Test
  void anInterruptedSweepComesToTheSameResultInTheEnd() throws IOException {
    Outcome whole = run(job(false), 0);
    assertThat(kept()).isEmpty();

    Outcome begun = run(job(false), 4);
    assertThat(begun.result().isInterrupted()).isTrue();
    assertThat(begun.result().runs()).isBetween(4L, 11L);
    assertThat(kept()).hasSize(1);
    Outcome resumed = run(job(true), 0);

    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("long: goes on after " + begun.result().runs() + " of 12 runs");
    assertThat(json(resumed)).isEqualTo(json(whole));
    assertThat(ExitCode.of(resumed.result())).isEqualTo(ExitCode.of(whole.result()));
    assertThat(kept()).isEmpty();
  }

  @Test
  void theSummarySaysHowToGoOn() {
    Outcome begun = run(job(false), 4);

    assertThat(Summary.lines(begun.job(), begun.result(), 1, "vopr"))
        .contains("  go on       vopr -Dvopr.seed=42 -Dvopr.iterations=12 -Dvopr.run.resume=true");
  }

  @Test
  void anotherSweepIsNeverGoneOnWith() throws IOException {
    run(job(false), 4);
    List<Path> first = kept();

    for (String change :
        List.of(
            "network.loss = 0.2",
            "seed = 43",
            "iterations = 13",
            "goals.committed = 1",
            "mode = " + Mode.SIMPLIFIED.name().toLowerCase(Locale.ROOT))) {
      Outcome other = run(job(true, change), 0);
      assertThat(other.result().runs()).as(change).isGreaterThanOrEqualTo(12);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .as(change)
          .contains("nothing is kept of a sweep with these settings")
          .doesNotContain("goes on after");
    }
    assertThat(kept()).isEqualTo(first);
  }

  @Test
  void workersAndOutputMayChange() {
    run(job(false), 4);

    run(job(true, "workers = 1", "report.runs = 1"), 0);

    assertThat(err.toString(StandardCharsets.UTF_8)).contains("long: goes on after ");
  }

  @Test
  void aDamagedFileIsToldAndLeftAside() throws IOException {
    Outcome whole = run(job(false), 0);
    run(job(false), 4);
    Path file = kept().get(0);
    Files.writeString(file, Files.readString(file).replace("\"runs\":", "\"runs\":1"));

    Outcome anew = run(job(true), 0);

    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(file + ": is left aside, because it is damaged; the sweep begins anew");
    assertThat(json(anew)).isEqualTo(json(whole));
  }
}
