package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {
  private static final String[] SETTINGS = {
    "vopr { run.fault-time = 500 ms, network.loss = { min = 0.05, max = 0.2 }",
    "  process { crash = 0.5, interval = 100 ms }}",
  };

  @TempDir private Path directory;

  private static String hash(String compact) {
    return compact.replaceAll("(?s).*hash=(\\w+).*", "$1");
  }

  @Test
  void theWrittenPlanMakesTheSameRun() {
    String file = Cli.file(directory, SETTINGS);
    String plan = directory.resolve("plan.conf").toString();

    Cli written = Cli.run("plan", "-c", file, "--seed", "7", "-o", plan);
    Cli byChance = Cli.run("-c", file, "--seed", "7", "-n", "1", "--output", "compact");
    Cli byPlan = Cli.run("-c", plan, "--output", "compact");

    assertThat(written.code()).isZero();
    assertThat(written.out()).contains("faults of default, seed 7: SAFE").contains(plan);
    assertThat(byPlan.code()).as(byPlan.err()).isZero();
    assertThat(hash(byPlan.out())).isEqualTo(hash(byChance.out())).hasSize(16);
  }

  @Test
  void aDecisionThatFindsNoOccasionIsSaid() throws IOException {
    String file = Cli.file(directory, SETTINGS);
    String plan = Cli.run("plan", "-c", file, "--seed", "7").out();
    Path edited = directory.resolve("edited.conf");
    String never = "{ fault = loss, link = r0-r1, packet = 999999 }";
    Files.writeString(edited, plan.replace("decisions = [", "decisions = [\n    " + never));

    Cli run = Cli.run("-c", edited.toString());

    assertThat(run.out())
        .contains("1 decision had no occasion and did not strike")
        .contains("999999 }");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsSaid() {
    String nowhere = directory.resolve("missing/plan.conf").toString();

    Cli run = Cli.run("plan", "-c", Cli.file(directory, SETTINGS), "-o", nowhere);

    assertThat(run.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err()).contains(nowhere + ": cannot be written");
  }
}
