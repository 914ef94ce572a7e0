package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.config.RunSettings;
import dev.vopr.run.FailingSeed;
import dev.vopr.run.RunResult;
import dev.vopr.run.minimise.MinimiseListener;
import dev.vopr.run.minimise.Minimised;
import dev.vopr.run.minimise.Minimiser;
import dev.vopr.run.minimise.Reproducer;
import dev.vopr.run.trace.TraceFiles;
import dev.vopr.run.trace.TracedRun;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.MinimizeSettings;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecord;
import dev.vopr.trace.TraceSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failed runs, so that a person understands them. */
class FailureTextTest {
  private static final long SEED = FailingSeed.SEED;

  private static final Trace VIOLATION = trace(FailingSeed.JOB, SEED);

  private static final Trace SMALL = trace(Jobs.ofFile("demo.conf"), 1);

  /** With so many, nothing more can be left out. */
  private static final long MOST_RUNS = 1_000;

  static Trace trace(Job job, long seed) {
    return trace(job, seed, 50_000);
  }

  private static Trace trace(Job job, long seed, long maxEvents) {
    try (SimSystem sim = SimSystem.create("failure-test")) {
      return TracedRun.make(sim, job.scenario(), job.plans(), seed, maxEvents).trace();
    }
  }

  @Test
  void violationIsToldWithTheValuesThatConflictAndHowItCame() {
    List<String> lines = FailureText.lines(VIOLATION, "target/vopr/signed/" + SEED);

    Golden.check("failure-violation", lines);
    assertThat(lines).hasSizeLessThanOrEqualTo(FailureText.MAX_LINES);
    assertThat(lines).anyMatch(line -> line.contains("[mutated by r2: "));
  }

  @Test
  void minimisedRunIsToldInPlaceOfTheOriginalWithTheSettingsThatItsFaultsCameFrom() {
    FailedRun run = minimised();

    List<String> lines = FailureText.lines(run, "target/vopr/signed/" + SEED);

    Golden.check("failure-minimised", lines);
    assertThat(lines).hasSizeLessThanOrEqualTo(FailureText.MAX_LINES);
    assertThat(run.original()).isEqualTo(VIOLATION);
    assertThat(FailureJson.of(run)).contains("\"originalEvents\" : ", "\"runs\" : ");
  }

  private static FailedRun minimised() {
    FailedRun run = minimise(FailingSeed.JOB, SEED, VIOLATION);
    FailedRun.Smaller smaller = run.smaller().orElseThrow();
    // The wall clock has no place in a golden file.
    return new FailedRun(
        run.original(),
        Optional.of(
            new FailedRun.Smaller(
                smaller.trace(),
                smaller.decisionsBefore(),
                smaller.decisions(),
                smaller.isComplete(),
                smaller.runs(),
                2_300_000_000L)));
  }

  private static FailedRun minimise(Job job, long seed, Trace original) {
    try (SimSystem sim = SimSystem.create("minimised-test")) {
      RunResult run = Reproducer.on(sim).run(job.scenario(), seed, TraceSink.OFF);
      RunSettings settings = RunSettings.of(original.header().settings(), Map.of());
      Minimised minimised =
          new Minimiser(
                  Reproducer.on(sim), new MinimizeSettings(0, MOST_RUNS), MinimiseListener.OFF)
              .shorten(settings, run)
              .orElseThrow();
      return Shrinking.of(sim, original, minimised, 50_000);
    }
  }

  @Test
  void directoryOfAMinimisedRunTellsThatAndKeepsTheOriginal(@TempDir Path base) throws IOException {
    FailedRun run = new FailedRun(VIOLATION, Optional.of(smallerThatIs(SMALL)));

    Path directory = RunDirectory.write(base, run);
    Path original = directory.resolve(RunDirectory.ORIGINAL);

    assertThat(TraceFiles.read(directory.resolve("trace.jsonl")).header())
        .isEqualTo(SMALL.header());
    assertThat(TraceFiles.read(original.resolve("trace.jsonl")).header())
        .isEqualTo(VIOLATION.header());
    assertThat(Files.readString(directory.resolve("plan.conf")))
        .isEqualTo(SMALL.header().settings());
    assertThat(Files.readString(directory.resolve("report.html")))
        .containsSubsequence("\"label\":\"original\"", "\"label\":\"minimised\"");
    assertThat(Files.readString(original.resolve("report.html")))
        .doesNotContain("\"label\":\"minimised\"");

    RunDirectory.write(base, VIOLATION);

    assertThat(original).as("it is of a run that is no longer there").doesNotExist();
  }

  private static FailedRun.Smaller smallerThatIs(Trace trace) {
    return new FailedRun.Smaller(trace, 55, 1, true, 61, 2_300_000_000L);
  }

  @Test
  void runThatCrashesIsToldByWhatWasUnderWay() {
    List<TraceRecord> records = VIOLATION.records().subList(0, 2_000);
    TraceHeader old = VIOLATION.header();
    TraceHeader header =
        new TraceHeader(
            old.scenario(),
            old.seed(),
            old.members(),
            old.standbys(),
            old.clients(),
            old.compromised(),
            old.hardening(),
            old.limits(),
            old.signatureBytes(),
            "CRASHED",
            "r2 failed: IllegalStateException: a quorum has acknowledged, op 12",
            "",
            old.hash(),
            records.size(),
            old.settings(),
            old.origins());

    List<String> lines = FailureText.lines(new Trace(header, records), "target/vopr/signed/7");

    Golden.check("failure-crashed", lines);
    assertThat(lines).hasSizeLessThanOrEqualTo(FailureText.MAX_LINES);
  }

  @Test
  void runThatStallsIsToldByWhereItsReplicasStand() {
    Job job = Jobs.ofFile("chaos.conf", "run.fault-time = 1 s", "run.settle-time = 1 ms");

    List<String> lines = FailureText.lines(trace(job, 5), "target/vopr/chaos/5");

    Golden.check("failure-stalled", lines);
    assertThat(lines).hasSizeLessThanOrEqualTo(FailureText.MAX_LINES);
  }

  @Test
  void runThatStandsStillForLongIsToldByWhatHappenedBeforeTheEventsThatAreKept() {
    Job job = Jobs.ofFile("chaos.conf", "run.fault-time = 1 s", "run.settle-time = 1 ms");
    Trace whole = trace(job, 5);
    Trace end = trace(job, 5, 100);

    List<String> lines = FailureText.lines(end, "target/vopr/chaos/5");

    Golden.check("failure-stalled-end", lines);
    assertThat(end.records()).hasSize(100);
    assertThat(known(lines))
        .as("all but the messages since then is known")
        .isEqualTo(known(FailureText.lines(whole, "target/vopr/chaos/5")));
    assertThat(lines).anyMatch(line -> line.startsWith("  since then     from "));
  }

  /** Returns what is told before the messages that arrived in vain. */
  private static List<String> known(List<String> lines) {
    int end = 0;
    while (!lines.get(end).startsWith("  missing")) {
      end++;
    }
    return lines.subList(0, end);
  }

  @Test
  void storyLeadsFromTheLieToTheStepThatBrokeTheRule() {
    List<TraceRecord> past = Past.of(VIOLATION);

    assertThat(past).contains(VIOLATION.violation().orElseThrow());
    assertThat(past)
        .allSatisfy(
            record ->
                assertThat(record.ordinal()).isLessThanOrEqualTo(VIOLATION.header().events()));
    assertThat(past.size()).isLessThan(80);
    assertThat(Past.of(trace(Jobs.ofFile("demo.conf"), 1))).isEmpty();
  }

  @Test
  void longStoryIsCutToItsLimitButKeepsItsLies() {
    List<TraceRecord> past = Past.of(VIOLATION, Evidence.of(VIOLATION).events());
    for (int lines = 3; lines <= 10; lines++) {
      List<String> story = StoryText.of(VIOLATION, past, Set.of(), lines);

      assertThat(story).hasSizeLessThanOrEqualTo(lines);
      assertThat(story).anyMatch(line -> line.contains("[mutated by r2: "));
      assertThat(story).allMatch(line -> line.length() <= Paragraph.WIDTH);
    }
  }

  @Test
  void rowsMarkWhoIsDownPausedImpairedOrCutOff() {
    Job job = Jobs.ofFile("chaos.conf", "run.fault-time = 3 s");
    Trace trace = trace(job, 7);
    ClusterState state = new ClusterState(trace.header());
    StringBuilder seen = new StringBuilder();
    for (TraceRecord record : trace.records()) {
      state.apply(record.event());
      for (int replica = 0; replica < trace.header().replicas(); replica++) {
        seen.append(state.marks(replica));
      }
    }

    assertThat(seen.toString()).contains("crashed", "cut off from ");
    assertThat(state.marks(0)).as("all is healed at the end").isEmpty();
    assertThat(state.rows(0)).hasSize(trace.header().replicas());
  }

  @Test
  void lanesShowWhoSendsToWhom() {
    Lanes lanes = new Lanes(List.of(0, 1, 2));

    assertThat(lanes.names()).isEqualTo("r0    r1    r2    ");
    assertThat(lanes.arrow(0, 2, '●', false)).isEqualTo("●───────────▶     ");
    assertThat(lanes.arrow(2, 1, '◆', true)).isEqualTo("│     ✗─────◆     ");
    assertThat(lanes.at(1, '■')).isEqualTo("│     ■     │     ");
  }

  @Test
  void directoryOfARunHasAllThatIsKnownOfIt(@TempDir Path base) throws IOException {
    Path directory = RunDirectory.write(base, VIOLATION);

    assertThat(directory).isEqualTo(base.resolve("signed").resolve(Long.toString(SEED)));
    assertThat(RunDirectory.latest(base).toRealPath()).isEqualTo(directory.toRealPath());
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("failure.txt", "failure.json", "plan.conf", "trace.jsonl");
    }
    assertThat(Files.readString(directory.resolve("failure.json")))
        .contains("\"invariant\" : ", "\"op\" : ", "\"compromised\"");
    assertThat(RunDirectory.of(base, "a/b c", 1)).isEqualTo(base.resolve("a-b-c").resolve("1"));
  }

  @Test
  void whereThereAreNoLinksAFileNamesTheLatestRun(@TempDir Path base) throws IOException {
    Files.writeString(base.resolve("latest"), "signed/44\n");

    assertThat(RunDirectory.latest(base)).isEqualTo(base.resolve("signed/44"));
  }

  @Test
  void annotationIsOneLine() {
    String line = Annotations.of(VIOLATION, List.of("100 % wrong", "r0: no"));

    assertThat(line)
        .matches("::error title=VIOLATION [a-z-]+ · event \\d+%2C\\d+ · .*")
        .endsWith("::100 %25 wrong%0Ar0: no")
        .doesNotContain("\n");
  }
}
