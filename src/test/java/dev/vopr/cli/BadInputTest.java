package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with the input, a person reads what is wrong, where, and what to do. */
class BadInputTest {
  private static final int LONGEST_LINE = 400;

  @TempDir private Path directory;

  /** The error is told on standard error, and nothing else happens. */
  private static String error(Cli cli) {
    assertThat(cli.code()).as(cli.err()).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err())
        .isNotBlank()
        .doesNotContain("\tat ", "Exception", "java.", "com.typesafe", "defect of VOPR");
    assertThat(cli.err().lines()).allMatch(line -> line.length() < LONGEST_LINE);
    return cli.err().strip();
  }

  private String errorIn(String... lines) {
    return error(Cli.run("-c", Cli.file(directory, lines))).replace(directory + "/", "");
  }

  @Test
  void missingFile() {
    String file = directory.resolve("absent.conf").toString();

    assertThat(error(Cli.run("-c", file))).startsWith(file + ": there is no such file; ");
    assertThat(error(Cli.runWith(Map.of("config.file", file)))).contains("there is no such file");
  }

  @Test
  void nearlyRightNameOfAFileIsSuggested() {
    assertThat(error(Cli.run("-c", "conf/byzantin.conf")))
        .endsWith("did you mean -Dconfig.file=conf/byzantine.conf?");
  }

  @Test
  void directoryInsteadOfAFile() {
    assertThat(error(Cli.run("-c", directory.toString()))).contains("is a directory, not a file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          vopr { seed = 1              | ends within braces
          vopr { network { loss = } }  | a value is missing
          vopr { name = "a }           | does not end on its line
          vopr { seed = ${nowhere} }   | is not defined; define nowhere
          vopr.expect = [safe          | close it with ]
          """)
  void syntaxError(String text, String what) {
    assertThat(errorIn("# one", text))
        .matches("(?s)test.conf:\\d: .*" + what.replace("]", "\\]") + ".*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          network.los = 0.1 | vopr.network.los: unknown setting; did you mean vopr.network.loss?
          network.loss = much | vopr.network.loss: "much" is not a number; give a probability from 0 to 1
          network.loss = 1.5 | vopr.network.loss: 1.5 is above 1.0; give a probability from 0 to 1
          network = 3 | vopr.network: 3 is not a section
          cluster.replicas = 2 | vopr.cluster.replicas: 2 is below 3; give a whole number from 3 to 7
          cluster.replicas = 4 | vopr.cluster.replicas: 4 is not of the form 2f + 1; give 3, 5 or 7
          seed = 99999999999999999999 | vopr.seed: 99999999999999999999 does not fit in 64 bits
          seed = abc | vopr.seed: "abc" is not a whole number; give a whole number
          fail-fast = maybe | vopr.fail-fast: "maybe" is neither true nor false
          run.interleaving = fair | vopr.run.interleaving: "fair" is not a choice; give one of fifo, random,
          run.fault-time = 10 | vopr.run.fault-time: 10 has no unit
          byzantine.compromised = [0, 1] | vopr.byzantine.compromised: 2 of 3 replicas; at most f = 1
          byzantine.compromised = [3] | vopr.byzantine.compromised[0]: 3 is above 2
          network.latency { min = 9 ms, max = 1 ms } | vopr.network.latency.min: is above max; make it at
          workload { think-min = 2 s, think-max = 1 s } | vopr.workload.think-min: is above think-max
          client { retry = 2 s, retry-cap = 1 s } | vopr.client.retry: is above retry-cap
          network.partitions { min = 2 s, max = 1 s } | vopr.network.partitions.min: is above max
          network.partitions { probability = 0.1, kinds = [] } | vopr.network.partitions.kinds: is empty;
          vsr.frame-bytes = 1 KiB | vopr.vsr.frame-bytes: a full log tail needs 35920 bytes
          vsr.operation-bytes = 48 B, workload.value-bytes = 16 B | vopr.workload.value-bytes: a
          expect = [] | vopr.expect: is empty; name at least one verdict
          expect = [vacuous] | vopr.expect: vacuous and nondeterministic runs are never a pass
          byzantine.rules = [{ name = a, mutation = { kind = drop } }] | vopr.byzantine.rules: nobody is
          """)
  void wrongSettingIsNamedWithItsPlace(String setting, String what) {
    assertThat(errorIn("vopr {", "  name = bad", "  " + setting, "}"))
        .startsWith("test.conf:3: ")
        .contains(what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          name = a, from = [0], mutation = { kind = drop } | r0 is not compromised, so the rule would never
          name = a, to = [7], mutation = { kind = drop } | 7 is no node; replicas are 0 to 2, clients 1000
          name = a, mutation = { kind = dorp } | did you mean drop?
          name = a, mutation = { kind = delay, min = 2 s, max = 1 s } | mutation.min: is above max
          name = a, mutation = { kind = op-number-mismatch, offset = 0 } | 0 changes nothing
          name = a, mutation = { kind = fork, branches = [] } | a fork needs at least one
          name = "", mutation = { kind = drop } | name: is empty
          name = a, mutation = { kind = composite, mutations = [] } | a composite needs at least one
          """)
  void wrongRuleIsNamedWithItsPlace(String rule, String what) {
    assertThat(
            errorIn(
                "vopr.byzantine {", "compromised = [2]", "rules = [", "{ " + rule + " }", "] }"))
        .startsWith("test.conf:4: vopr.byzantine.rules[0].")
        .contains(what);
  }

  @Test
  void allProblemsAreToldAtOnceInTheOrderOfTheFile() {
    String error =
        errorIn(
            "vopr {",
            "  cluster.replicas = 4",
            "  network { loss = 2, duplication = -1 }",
            "  seeds = 3",
            "  workload.clients = 0",
            "}");

    assertThat(error.lines().map(line -> line.split(": ", 3)[1]))
        .containsExactly(
            "vopr.cluster.replicas",
            "vopr.network.duplication",
            "vopr.network.loss",
            "vopr.seeds",
            "vopr.workload.clients");
  }

  @Test
  void ruleNamesDiffer() {
    assertThat(
            errorIn(
                "vopr.byzantine { compromised = [2], rules = [",
                "  { name = a, mutation = { kind = drop } }",
                "  { name = a, mutation = { kind = drop } } ] }"))
        .isEqualTo(
            "test.conf:3: vopr.byzantine.rules[1].name:"
                + " another rule is called a too; names must differ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --seed=abc                  | command line: vopr.seed: "abc" is not a whole number
          --seed=99999999999999999999 | command line: vopr.seed: 99999999999999999999 does not fit
          --iterations=0              | command line: vopr.iterations: 0 is below 1
          --workers=65                | command line: vopr.workers: 65 is above 64
          --output=loud               | command line: vopr.report.output: "loud" is not a choice
          --seeed=1                   | Unknown option: '--seeed=1'
          --seed                      | Missing required parameter for option '--seed'
          play                        | Unmatched argument at index 0: 'play'
          """)
  void wrongOption(String argument, String what) {
    assertThat(error(Cli.run(argument))).startsWith(what);
  }

  @Test
  void wrongOptionLeadsToTheHelp() {
    assertThat(error(Cli.run("--seeed=1"))).contains("--seed").endsWith("See --help.");
  }

  @Test
  void wrongSystemProperty() {
    assertThat(error(Cli.runWith(Map.of("vopr.network.loss", "1.5"))))
        .startsWith("system property: vopr.network.loss: 1.5 is above 1.0");
    assertThat(error(Cli.runWith(Map.of("vopr.network.los", "0.5"))))
        .startsWith("system property: vopr.network.los: unknown setting");
  }

  @ParameterizedTest
  @CsvSource({"config", "bench", "run"})
  void everyCommandChecksItsSettings(String command) {
    assertThat(error(Cli.run(command, "--seed=abc"))).startsWith("command line: vopr.seed");
  }

  @Test
  void roundsOfABenchmarkAreBounded() {
    assertThat(error(Cli.run("bench", "--rounds=0")))
        .startsWith("--rounds: 0 is not from 1 to 1000");
    assertThat(error(Cli.run("bench", "--rounds=many"))).startsWith("Invalid value for option");
  }
}
