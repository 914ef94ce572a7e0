package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.config.JobReader;
import dev.vopr.scenario.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

  // ---- several scenarios ------------------------------------------------------------------------

  @Test
  void severalScenariosAreATableAndTheWorstExitCode() {
    Cli.file(directory, "good.conf", "vopr {", SHORT, "name = good }");
    Cli.file(directory, "empty.conf", "vopr {", SHORT, "name = empty, goals.lost = 1 }");
    Cli.file(
        directory,
        Stream.concat(Stream.of("bad.conf"), Stream.of(violation("[safe]")))
            .toArray(String[]::new));

    Cli cli = run("vopr { scenarios = [good.conf, empty.conf, bad.conf] }");

    assertThat(cli.code()).as(cli.err()).isEqualTo(1);
    assertThat(cli.out())
        .contains("vopr · 3 scenarios, one after the other; 12 runs in all")
        .containsPattern("SAFE +ok +good +4 +0 ")
        .containsPattern("VACUOUS +NOT +empty +4 +0 ")
        .contains("<<< MISSED: packets lost ≥ 1")
        .containsPattern("VIOLATION +NOT +default +4 +[1-4] ")
        .contains("VIOLATION · NOT as expected · default", "VACUOUS · NOT as expected · empty")
        .doesNotContain("SAFE · as expected · good")
        .contains(" -Dvopr.scenario=default -Dvopr.iterations=1 -Dvopr.seed=")
        .contains("1 of 3 scenarios as expected; 12 runs, ");
  }

  @Test
  void scenarioIsChosenFromAFileOrFromTheLibrary() {
    String[] few = {"-n", "2", "--output", "compact"};
    String file = Cli.file(directory, "vopr.scenarios = [baseline, " + "conf/lies.conf]");

    Cli fromFile = Cli.run("-c", file, "--scenario", "baseline", few[0], few[1], few[2], few[3]);
    Cli fromLibrary = Cli.run("--scenario", "baseline", few[0], few[1], few[2], few[3]);

    assertThat(fromFile.out()).startsWith("baseline SAFE runs=2 ").isEqualTo(fromLibrary.out());
  }

  @Test
  void scenariosAreListedWithTheirClaims() {
    String list = Cli.run("scenarios").out();

    assertThat(list)
        .contains("baseline\n  a healthy cluster")
        .contains("  expect SAFE; reach: operations committed ≥ 100, requests answered ≥ 100");
    assertThat(Cli.run("scenarios", "-c", "conf/lies.conf").out()).endsWith("1 scenario\n");
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
  void jsonOutputIsAnObjectForEachRunAndOneForTheScenario() {
    Cli cli = Cli.run("-c", "conf/demo.conf", "--output", "json", "-n", "2");

    assertThat(cli.code()).isZero();
    assertThat(cli.out().lines()).hasSize(3);
    assertThat(cli.out().lines().limit(2))
        .allMatch(line -> line.startsWith("{\"type\":\"run\",\"scenario\":\"demo\",\"seed\":"));
    assertThat(cli.out().lines().skip(2))
        .allMatch(line -> line.startsWith("{\"type\":\"scenario\",\"scenario\":\"demo\","))
        .allMatch(line -> line.contains("\"verdict\":\"SAFE\",\"asExpected\":true"));
  }

  @Test
  void sweepEndsWhenItsTimeIsOver() {
    Cli cli =
        Cli.run("-c", "conf/demo.conf", "--for", "1ms", "-n", "1000000", "--output", "compact");

    assertThat(cli.code()).as("not an interruption").isZero();
    assertThat(cli.out()).matches("demo SAFE runs=[1-9]\\d{0,2} unexpected=0 .*\\R");
  }

  @Test
  void junitHasACaseForEachScenarioAndEachFailingSeed() throws java.io.IOException {
    Path report = directory.resolve("reports/junit.xml");
    String file = Cli.file(directory, violation("[safe]"));

    Cli.run("-c", file, "-n", "1", "--seed", "42", "--junit", report.toString());

    String xml = java.nio.file.Files.readString(report);
    assertThat(xml)
        .contains("<testsuite name=\"vopr\" tests=\"2\" failures=\"2\"")
        .contains("name=\"scenario\"", "<failure message=\"VIOLATION, not as expected\">")
        .contains("name=\"seed 42\"", "<failure message=\"VIOLATION\">VIOLATION agreement");
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
            "The invariants evidence",
            "SAFE · as expected · demo");
    assertThat(out.lines()).allMatch(line -> line.length() <= 110 || line.contains(" mvn "));
  }

  @Test
  void sameCommandGivesTheSameHash() {
    String[] arguments = {"-c", "conf/lies.conf", "-n", "2", "--output", "compact"};

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
  @ValueSource(strings = {"run", "config", "bench", "scenarios"})
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
  @ValueSource(strings = {"baseline", "lies", "demo"})
  void shownSettingsCanBeUsedAsAFileForTheSameJob(String name) {
    Path file = Path.of("conf", name + ".conf");

    Cli cli = Cli.run("config", "-c", file.toString());

    assertThat(cli.code()).isZero();
    assertThat(cli.err()).isEmpty();
    Job shown = JobReader.read(Optional.of(Path.of(Cli.file(directory, cli.out()))), Map.of());
    Job original = JobReader.read(Optional.of(file), Map.of());
    assertThat(shown.scenario()).isEqualTo(original.scenario());
    assertThat(shown.sweep()).isEqualTo(original.sweep());
    assertThat(shown.report()).isEqualTo(original.report());
    assertThat(List.of(shown.isNarrated(), shown.output(), shown.junit()))
        .isEqualTo(List.of(original.isNarrated(), original.output(), original.junit()));
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
  @ValueSource(strings = {"baseline", "lies", "demo"})
  void filesThatComeWithTheProgramPass(String name) {
    Cli cli = Cli.run("-c", "conf/" + name + ".conf", "-n", "6", "--check-determinism");

    assertThat(cli.code()).as(cli.out()).isZero();
    assertThat(cli.out().lines()).allMatch(line -> line.length() <= 110 || line.contains(" mvn "));
  }
}
