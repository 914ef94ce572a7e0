package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.run.FailingSeed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a failing seed to its directory, and back from there to the run. */
class ReplayTest {
  @TempDir private static Path base;

  private static final String SEED = Long.toString(FailingSeed.SEED);
  private static final String BEFORE = Long.toString(FailingSeed.SEED - 1);

  private static Cli sweep;

  private static Path run() {
    return base.resolve("vopr").resolve("signed").resolve(SEED);
  }

  private static Cli sweepInto(Path directory, String... more) {
    String[] common = {"-c", "conf/signed.conf", "--seed", BEFORE, "-n", "2", "--workers", "1"};
    String[] all = new String[common.length + more.length];
    System.arraycopy(common, 0, all, 0, common.length);
    System.arraycopy(more, 0, all, common.length, more.length);
    return Cli.runWith(
        Map.of(
            "vopr.vsr.hardening", "chained",
            "vopr.run.fault-time", "3 s",
            "vopr.report.directory", directory.toString()),
        all);
  }

  @BeforeAll
  static void failsWithOneOfTwoSeeds() {
    sweep = sweepInto(base.resolve("vopr"), "--junit", base.resolve("junit.xml").toString());
  }

  @Test
  void failingSeedIsReportedAndWrittenToADirectoryAndAPassingOneIsNot() throws IOException {
    assertThat(sweep.code()).isEqualTo(1);
    assertThat(sweep.out()).contains("VIOLATION ", "  all of it   " + run());
    assertThat(run().resolve("trace.jsonl")).exists();
    assertThat(run().resolveSibling(BEFORE)).doesNotExist();
    assertThat(Files.readString(base.resolve("junit.xml"))).contains("how it came, ");
  }

  @Test
  void passingSeedsAreWrittenOnlyIfThatIsAskedFor() {
    Path all = base.resolve("all");
    sweepInto(all, "--trace");
    Path none = base.resolve("none");
    Cli.runWith(
        Map.of(
            "vopr.report.directory", none.toString(),
            "vopr.report.trace", "none",
            "vopr.vsr.hardening", "chained",
            "vopr.run.fault-time", "3 s"),
        "-c",
        "conf/signed.conf",
        "--seed",
        SEED,
        "-n",
        "1");

    assertThat(all.resolve("signed").resolve(BEFORE)).isDirectory();
    assertThat(all.resolve("signed").resolve(SEED)).isDirectory();
    assertThat(none).doesNotExist();
  }

  @Test
  void runIsReplayedFromItsDirectoryItsPlanItsTraceAndAsTheLatest() {
    Map<String, String> properties =
        Map.of("vopr.report.directory", run().getParent().getParent().toString());
    List<Cli> replays =
        List.of(
            Cli.run("replay", run().toString()),
            Cli.run("replay", run().resolve("plan.conf").toString()),
            Cli.run("replay", run().resolve("trace.jsonl").toString()),
            Cli.runWith(properties, "replay", "latest"));

    assertThat(replays)
        .allSatisfy(
            replay -> {
              assertThat(replay.err()).isEmpty();
              assertThat(replay.code()).isZero();
              assertThat(replay.out()).contains(", as recorded.", "VIOLATION ");
            });
  }

  @Test
  void seedIsReplayedWithItsSettingsAndComparedWithWhatWasRecordedWithTheSame() {
    String directory = base.resolve("vopr").toString();
    Cli same =
        Cli.runWith(
            Map.of(
                "vopr.report.directory", directory,
                "vopr.vsr.hardening", "chained",
                "vopr.run.fault-time", "3 s"),
            "replay",
            SEED,
            "-c",
            "conf/signed.conf");
    Cli other =
        Cli.runWith(
            Map.of("vopr.report.directory", directory, "vopr.run.fault-time", "1 s"),
            "replay",
            SEED,
            "-c",
            "conf/signed.conf");

    assertThat(same.out()).contains(", as recorded.");
    assertThat(other.out()).contains("; nothing was recorded to compare it with.");
    assertThat(List.of(same.code(), other.code())).containsExactly(0, 0);
  }

  @Test
  void runThatTakesOtherStepsIsNondeterministicAndItsFirstDifferenceIsShown() throws IOException {
    List<String> lines = Files.readAllLines(run().resolve("trace.jsonl"));
    String changed =
        lines.get(700).replaceFirst("\"hash\":\"[0-9a-f]+\"", "\"hash\":\"0123456789abcdef\"");
    lines.set(700, changed);
    Path other = Files.write(base.resolve("other.jsonl"), lines);

    Cli replay = Cli.run("replay", other.toString());

    assertThat(replay.code()).isEqualTo(4);
    assertThat(replay.out())
        .contains(
            "first at event 700:", "(trace hash 0123456789abcdef)", "  recorded  ", "  now  ");
  }

  @Test
  void planWithAnotherHashIsNondeterministic() throws IOException {
    String plan = Files.readString(run().resolve("plan.conf"));
    Path other =
        Files.writeString(
            base.resolve("other.conf"),
            plan.replaceFirst("trace hash .{16}", "trace hash " + "0".repeat(16)));

    Cli replay = Cli.run("replay", other.toString());

    assertThat(replay.code()).isEqualTo(4);
    assertThat(replay.out()).contains("but 0000000000000000 was recorded");
  }

  @Test
  void clusterIsShownAfterAnEventOrATime() {
    Cli event = Cli.run("replay", run().toString(), "--until", "700");
    Cli time = Cli.run("replay", run().toString(), "--until", "1.2s");

    assertThat(event.out()).contains("  r0  normal").doesNotContain("  701 ←", "VIOLATION");
    assertThat(time.out()).contains("  r0  normal").doesNotContain("1,200.", "VIOLATION");
  }

  @Test
  void eventsAreSteppedThroughAtTheTerminal() {
    Cli steps = step("\nn\nwhat\nq\n", "--step");
    Cli whole = step("c\n", "--step", "--until", "1500");
    Cli ended = step("", "--step");

    assertThat(steps.out())
        .contains("\"what\" is none of these")
        .doesNotContain("the end of the run");
    assertThat(steps.out().split("  r0 ", -1)).as("three times the state").hasSizeGreaterThan(3);
    assertThat(steps.out()).contains(" strikes");
    assertThat(whole.out()).contains("the end of the run: VIOLATION");
    assertThat(ended.out()).doesNotContain("the end of the run");
    assertThat(List.of(steps.code(), whole.code(), ended.code())).containsOnly(0);
  }

  private static Cli step(String typed, String... options) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    try {
      String[] all = new String[options.length + 2];
      all[0] = "replay";
      all[1] = run().toString();
      System.arraycopy(options, 0, all, 2, options.length);
      return Cli.run(all);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void whatCannotBeReplayedIsRefusedWithARemedy() throws IOException {
    Path cut = base.resolve("cut.jsonl");
    Files.write(cut, Files.readAllLines(run().resolve("trace.jsonl")).subList(0, 50));
    Path empty = Files.createDirectories(base.resolve("empty"));

    Cli nothing = Cli.run("replay", "nothing");
    Cli damaged = Cli.run("replay", cut.toString());
    Cli noRun = Cli.run("replay", empty.toString());
    Cli noPoint = Cli.run("replay", run().toString(), "--until", "soon");
    Cli noLatest =
        Cli.runWith(Map.of("vopr.report.directory", empty.toString()), "replay", "latest");

    assertThat(nothing.err()).startsWith("nothing: is none of these: directory of a run, plan,");
    assertThat(damaged.err()).contains("cut.jsonl:50: the file ends after 49 events, but has ");
    assertThat(noRun.err()).contains("has neither trace.jsonl nor plan.conf; name the directory");
    assertThat(noPoint.err()).contains("--until: \"soon\" is neither an event");
    assertThat(noLatest.err()).contains("no run has been written to ");
    assertThat(List.of(nothing, damaged, noRun, noPoint, noLatest))
        .allSatisfy(cli -> assertThat(cli.code()).isEqualTo(2));
  }
}
