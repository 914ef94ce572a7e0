package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttacksCommandTest {
  @TempDir private Path directory;

  private static Cli attacks(String... more) {
    String[] all = new String[more.length + 8];
    String[] always = {"attacks", "--seeds", "2", "--replicas", "3", "--workers", "1", "--seed=42"};
    System.arraycopy(always, 0, all, 0, always.length);
    System.arraycopy(more, 0, all, always.length, more.length);
    return Cli.run(all);
  }

  @Test
  void corruptFramesAreBlockedAndASecondStoryIsHarmfulAtPlainAndDetectedAtSigned() {
    Cli run =
        attacks(
            "--attack=corrupt-frames",
            "--attack=equivocating-prepare",
            "--level=plain",
            "--level=signed",
            "--format=csv");

    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("corrupt-frames,plain,3,2,blocked,1.000,FRAME_CHECKSUM,0,,")
        .contains("corrupt-frames,signed,3,2,blocked,1.000,FRAME_CHECKSUM,0,,")
        .contains("equivocating-prepare,plain,3,2,harmful,1.000,")
        .contains("equivocating-prepare,signed,3,2,detected,");
    assertThat(run.err()).contains("corrupt-frames, 3 replicas, plain: blocked");
  }

  @Test
  void theExampleOfAHarmfulAttackIsMadeSmaller() throws Exception {
    Cli run =
        Cli.runWith(
            Map.of("vopr.report.directory", directory.toString(), "vopr.minimize.runs", "40"),
            "attacks",
            "--attack=equivocating-prepare",
            "--level=plain",
            "--replicas=3",
            "--workers=1",
            "--seed=42",
            "--seeds=1",
            "--minimize",
            "--format=json");

    assertThat(run.code()).as(run.out() + run.err()).isZero();
    Path left = directory.resolve("attacks").resolve("equivocating-prepare-plain-3.conf");
    assertThat(run.out()).contains("\"minimised\":");
    assertThat(run.err()).contains(" are enough; make that run with -c " + left);
    Cli again = Cli.run("-c", left.toString(), "--output", "json");
    assertThat(again.out()).contains("\"verdict\":\"VIOLATION\"");
  }

  @Test
  void harmAtSignedThatNothingExplainsFails() throws Exception {
    Path lie = directory.resolve("silent.conf");
    // Nobody in a cluster without a quorum gets an answer, however well they sign.
    Files.writeString(
        lie,
        "vopr { name = silent, run { fault-time = 200 ms, settle-time = 1 ms }, byzantine {"
            + " compromised = [0], rules = [{ name = mute, mutation = { kind = drop } }] } }");
    Path catalogue = directory.resolve("catalogue.conf");
    Files.writeString(catalogue, "vopr.scenarios = [silent.conf]");

    Cli run = attacks("-c", catalogue.toString(), "--level=signed");

    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(ExitCode.UNEXPECTED.code());
    assertThat(run.out()).contains("harmful 100 % !").contains("STALLED");
  }

  @Test
  void aLieThatNeverArrivesIsNoPass() throws Exception {
    Path lie = directory.resolve("never.conf");
    Files.writeString(
        lie,
        "vopr { name = never, run.fault-time = 200 ms, byzantine { compromised = [0], rules = ["
            + "{ name = late, when { after-commits = 1000000 }, mutation = { kind = drop } }] } }");
    Path catalogue = directory.resolve("catalogue.conf");
    Files.writeString(catalogue, "vopr.scenarios = [never.conf]");

    Cli run = attacks("-c", catalogue.toString(), "--level=plain");

    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(ExitCode.VACUOUS.code());
    assertThat(run.out()).contains("never reached");
  }

  @Test
  void anUnknownAttackIsNamedWithThoseThatThereAre() {
    Cli run = attacks("--attack=flattery");

    assertThat(run.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err()).contains("there is no flattery").contains("equivocating-prepare");
  }
}
