package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.config.JobReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program from its arguments to its exit code. */
class MainTest {
  private static final String SHORT = "  run.fault-time = 200 ms, iterations = 4, workers = 2";

  @TempDir private Path directory;

  private Cli run(String... lines) {
    return Cli.run("-c", Cli.file(directory, lines));
  }

  // ---- exit codes -------------------------------------------------------------------------------

  @Test
  void expectedOutcomeIsZero() {
    Cli cli = run("vopr {", SHORT, "goals.committed = 1", "}");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out()).contains("SAFE · as expected · default · 4 of 4 runs: 4 SAFE");
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void unexpectedStallIsOne() {
    Cli cli = run("vopr {", SHORT, "run { fault-time = 5 s, max-events = 100 }", "}");

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.out())
        .contains("STALLED · NOT as expected")
        .contains("the limit of 100 events was reached")
        .contains("  repeat it   mvn exec:java -Dconfig.file=")
        .contains(" -Dvopr.iterations=1 -Dvopr.seed=42");
  }

  @Test
  void unexpectedViolationIsOne() {
    Cli cli = run(violation("[safe]"));

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.out())
        .contains("VIOLATION · NOT as expected")
        .containsPattern("agreement: r\\d committed entry \\w{16} at op 1, but r\\d committed")
        .contains("HARMFUL");
  }

  @Test
  void expectedViolationIsZero() {
    Cli cli = run(violation("[violation]"));

    assertThat(cli.code()).as(cli.out()).isZero();
    assertThat(cli.out()).contains("VIOLATION · as expected");
  }

  private static String[] violation(String expected) {
    return new String[] {
      "vopr {",
      SHORT,
      "expect = " + expected,
      "byzantine { compromised = [0], rules = [ { name = two-histories, message = [prepare]",
      "  mutation = { kind = fork, branches = [ { to = [1], mutation = { kind = composite",
      "    mutations = [ { kind = conflicting-log-tail }",
      "                  { kind = inflate-commit-number, amount = 9 } ] } } ] } } ] }",
      "}"
    };
  }

  @Test
  void violationThatWasExpectedButNotFoundIsThree() {
    Cli cli = run("vopr {", SHORT, "expect = [violation]", "}");

    assertThat(cli.code()).isEqualTo(3);
    assertThat(cli.out()).contains("SAFE · NOT as expected");
  }

  @Test
  void vacuousIsThree() {
    Cli cli = run("vopr {", SHORT, "goals.lost = 1", "}");

    assertThat(cli.code()).isEqualTo(3);
    assertThat(cli.out())
        .contains("VACUOUS · NOT as expected")
        .contains("<<< MISSED: packets lost ≥ 1 (in 0 % of the runs)");
  }

  // ---- output -----------------------------------------------------------------------------------

  @Test
  void compactOutputIsOneLine() {
    Cli cli = Cli.run("-c", "conf/demo.conf", "--output", "compact", "-n", "3");

    assertThat(cli.code()).isZero();
    assertThat(cli.out().lines()).hasSize(1);
    assertThat(cli.out()).matches("demo SAFE runs=3 unexpected=0 events=\\d+ hash=[0-9a-f]{16}\\R");
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void noOutputIsNone() {
    Cli cli = Cli.run("-c", "conf/demo.conf", "--output", "none");

    assertThat(cli.code()).isZero();
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void demoTellsItsStoryBetweenHeaderAndSummary() {
    String out = Cli.run("-c", "conf/demo.conf").out();

    assertThat(out)
        .containsSubsequence(
            "vopr · demo",
            "The story of seed ",
            "c0 wants: ",
            "commits and executes op 1: 2 of 3 replicas have it, a quorum",
            "c0 has the answer to its request 3",
            "were checked after each",
            "SAFE · as expected · demo");
    assertThat(out.lines()).allMatch(line -> line.length() <= 110 || line.contains(" mvn "));
  }

  @Test
  void sameCommandGivesTheSameHash() {
    String[] arguments = {"-c", "conf/byzantine.conf", "-n", "2", "--output", "compact"};

    assertThat(Cli.run(arguments)).isEqualTo(Cli.run(arguments));
  }

  @Test
  void runIsTheDefaultCommand() {
    assertThat(Cli.run("run", "-c", "conf/demo.conf", "--output", "compact"))
        .isEqualTo(Cli.run("-c", "conf/demo.conf", "--output", "compact"));
  }

  @Test
  void commandsToRepeatCarryWhatWasSetOnTopOfTheFile() {
    Cli cli =
        Cli.runWith(
            Map.of("vopr.run.max-events", "100", "vopr.name", "it's mine"),
            "-c",
            "conf/baseline.conf",
            "-n",
            "2",
            "--seed=7",
            "--check-determinism");

    assertThat(cli.out())
        .contains(
            "  repeat it   mvn exec:java -Dconfig.file=conf/baseline.conf"
                + " -Dvopr.check-determinism=true -Dvopr.name='it'\\''s mine'"
                + " -Dvopr.run.max-events=100 -Dvopr.iterations=1 -Dvopr.seed=7\n");
  }

  // ---- help -------------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void helpTellsEveryExitCode(ExitCode code) {
    String help = Cli.run("--help").out();

    assertThat(help).containsPattern("\\n +" + code.code() + " +" + code.meaning() + "\\R");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "config", "bench"})
  void everyCommandIsListedAndHasItsOwnHelp(String command) {
    assertThat(Cli.run("--help").out()).containsPattern("\\n +" + command + " +[A-Z]");

    Cli cli = Cli.run(command, "--help");

    assertThat(cli.code()).isZero();
    assertThat(cli.out()).startsWith("Usage: vopr " + command + " ").contains("--seed");
  }

  @Test
  void versionIsTold() {
    assertThat(Cli.run("--version").out()).startsWith("vopr 0.1");
  }

  // ---- settings ---------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"baseline", "byzantine", "demo"})
  void shownSettingsCanBeUsedAsAFileForTheSameJob(String name) {
    Path file = Path.of("conf", name + ".conf");

    Cli cli = Cli.run("config", "-c", file.toString());

    assertThat(cli.code()).isZero();
    assertThat(cli.err()).isEmpty();
    assertThat(JobReader.read(Optional.of(Path.of(Cli.file(directory, cli.out()))), Map.of()))
        .isEqualTo(JobReader.read(Optional.of(file), Map.of()));
  }

  @Test
  void shownSettingsTellWhereTheyComeFrom() {
    Cli cli = Cli.runWith(Map.of("vopr.iterations", "3"), "config", "--seed=9");

    assertThat(cli.out())
        .containsPattern("# command line\\s+seed=\"?9")
        .containsPattern("# system property\\s+iterations=\"?3")
        .containsPattern("# reference.conf:\\d+\\s+workers=0");
  }

  @Test
  void optionsWinOverPropertiesAndTheseOverTheFile() {
    String file = Cli.file(directory, "vopr { seed = 1, iterations = 1, name = file }");
    Map<String, String> properties = Map.of("vopr.seed", "2", "vopr.iterations", "2");

    String shown = Cli.runWith(properties, "config", "-c", file, "--seed", "3").out();

    assertThat(shown)
        .containsPattern("\\sseed=\"?3\"?\\s")
        .containsPattern("\\siterations=\"?2\"?\\s")
        .containsPattern("\\sname=file\\s");
  }

  @Test
  void optionForTheFileWinsOverTheProperty() {
    String file = Cli.file(directory, "vopr { name = chosen }");

    String shown = Cli.runWith(Map.of("config.file", "conf/demo.conf"), "config", "-c", file).out();

    assertThat(shown).contains("name=chosen");
  }

  @ParameterizedTest
  @ValueSource(strings = {"baseline", "byzantine", "demo"})
  void filesThatComeWithTheProgramPass(String name) {
    Cli cli = Cli.run("-c", "conf/" + name + ".conf", "-n", "6", "--check-determinism");

    assertThat(cli.code()).as(cli.out()).isZero();
    assertThat(cli.out().lines()).allMatch(line -> line.length() <= 110 || line.contains(" mvn "));
  }
}
