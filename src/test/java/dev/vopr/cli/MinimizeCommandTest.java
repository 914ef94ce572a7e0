package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MinimizeCommandTest {
  /** The primary shows r1 another history than r2, and the network loses packets besides. */
  private static final String[] FORKING = {
    "vopr { name = forking, run.fault-time = 500 ms, network.loss = { min = 0.05, max = 0.2 }",
    "  vsr.hardening = plain",
    "  byzantine { compromised = [0], rules = [",
    "    { name = two-histories, message = [prepare], mutation = { kind = fork, branches = [",
    "      { to = [1], mutation = { kind = composite, mutations = [",
    "        { kind = conflicting-log-tail }, { kind = inflate-commit-number, amount = 100 }",
    "      ] } } ] } }",
    "  ] } }",
  };

  @TempDir private Path directory;

  private static String hash(String compact) {
    return compact.replaceAll("(?s).*hash=(\\w+).*", "$1");
  }

  @Test
  void theWrittenFileMakesASmallerRunThatFailsInTheSameWay() throws IOException {
    String file = Cli.file(directory, FORKING);
    Path small = directory.resolve("small.conf");

    Cli run = Cli.run("minimize", "3", "-c", file, "-o", small.toString());
    Cli again = Cli.run("-c", small.toString(), "--output", "compact");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("seed 3 of forking · VIOLATION · agreement: ")
        .containsPattern("decisions +[0-9]+ → 1")
        .contains("nothing more can be left out")
        .contains("{ fault = mutation, rule = 0, link = r0-all, packet = 1, ")
        .contains("The point of no return is at ")
        .contains("written to " + small)
        .contains("trace hash " + hash(again.out()));
    assertThat(Files.readString(small))
        .contains("# Minimised: seed 3 fails with VIOLATION agreement, trace hash ")
        .doesNotContain("loss");
    assertThat(again.code()).isEqualTo(ExitCode.UNEXPECTED.code());
    assertThat(again.out()).contains("VIOLATION");
  }

  @Test
  void aPlanIsMinimisedAsAFile() throws IOException {
    String file = Cli.file(directory, FORKING);
    String plan = directory.resolve("plan.conf").toString();
    Path fromPlan = directory.resolve("from-plan.conf");
    Path fromSeed = directory.resolve("from-seed.conf");
    Cli.run("plan", "-c", file, "--seed", "3", "-o", plan);

    Cli ofPlan = Cli.run("minimize", plan, "-o", fromPlan.toString());
    Cli ofSeed = Cli.run("minimize", "-c", file, "--seed", "3", "-o", fromSeed.toString());

    assertThat(ofPlan.code()).as(ofPlan.err()).isZero();
    assertThat(ofSeed.code()).as(ofSeed.err()).isZero();
    assertThat(Files.readString(fromPlan)).isEqualTo(Files.readString(fromSeed));
  }

  @Test
  void systemPropertiesShapeTheOriginalAndNothingElse() throws IOException {
    String file = Cli.file(directory, FORKING);
    Path small = directory.resolve("small.conf");

    Cli run =
        Cli.runWith(
            Map.of("vopr.workload.clients", "3"),
            "minimize",
            "3",
            "-c",
            file,
            "-o",
            small.toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("clients +3 → [12]");
    assertThat(Files.readString(small)).contains("clients=");
  }

  @Test
  void aSeedThatDoesNotFailIsSaid() {
    Cli run =
        Cli.run(
            "minimize", "3", "-c", Cli.file(directory, "vopr.run.fault-time = 200 ms"), "-o", "x");

    assertThat(run.code()).isEqualTo(ExitCode.VACUOUS.code());
    assertThat(run.err()).contains("seed 3 of default is SAFE: there is nothing to minimise");
  }

  @Test
  void aLimitOfRunsIsSaid() {
    String file = Cli.file(directory, FORKING);
    String small = directory.resolve("small.conf").toString();

    Cli run =
        Cli.runWith(Map.of("vopr.minimize.runs", "2"), "minimize", "3", "-c", file, "-o", small);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("a limit was reached, so it may become smaller still");
  }

  @Test
  void wrongLimitsAndPlacesAreSaid() {
    String file = Cli.file(directory, FORKING);
    String nowhere = directory.resolve("missing/small.conf").toString();

    Cli limits = Cli.run("minimize", "3", "-c", file, "--for", "soon");
    Cli place = Cli.run("minimize", "3", "-c", file, "-o", nowhere);
    Cli plan = Cli.run("minimize", directory.resolve("missing.conf").toString());

    assertThat(limits.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(limits.err()).contains("vopr.minimize.for");
    assertThat(place.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(place.err()).contains(nowhere + ": cannot be written");
    assertThat(plan.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(plan.err()).contains("missing.conf");
  }
}
