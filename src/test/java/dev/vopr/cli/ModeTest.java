package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mode simplified: a model instead of the cluster, and never taken for it. */
class ModeTest {
  private static final String LOSS =
      "vopr { name = lossy, iterations = 20, run.fault-time = 2 s, network.loss = 0.1, workers = 1 }";

  @TempDir private Path directory;

  private String file(String... lines) {
    return Cli.file(directory, lines);
  }

  @Test
  void headerAndSummarySayThatItIsTheModel() {
    Cli cli = Cli.run("-c", file(LOSS), "--mode", "simplified");

    assertThat(cli.code()).as(cli.out() + cli.err()).isZero();
    assertThat(cli.out())
        .contains("vopr · lossy (MODEL)", "  MODEL    not the cluster, but a model")
        .contains("SAFE · as expected · lossy (MODEL)", "  MODEL       a model was run, not the")
        .contains("-Dvopr.mode=simplified");
  }

  @Test
  void theClusterIsRunUnlessTheModelIsAskedFor() {
    Cli byDefault = Cli.run("-c", file(LOSS), "-n", "1", "--output", "json");
    Cli forced =
        Cli.run(
            "-c", file(LOSS), "-n", "1", "--output", "json", "--mode", "simplified", "--vsr-mode");

    assertThat(byDefault.out()).contains("\"mode\":\"vsr\"");
    assertThat(forced.out().lines().findFirst()).isEqualTo(byDefault.out().lines().findFirst());
  }

  @Test
  void programsAreToldAsWell() {
    String file = file(LOSS);

    assertThat(Cli.run("-c", file, "--mode", "simplified", "--output", "json").out())
        .contains("\"mode\":\"simplified\",\"leftOut\":[]");
    assertThat(Cli.run("-c", file, "--mode", "simplified", "--output", "compact").out())
        .startsWith("model:lossy SAFE runs=20");
  }

  @Test
  void theResultDoesNotDependOnTheNumberOfWorkers() {
    String file = file(LOSS);
    List<String> hashes =
        List.of("1", "2").stream()
            .map(
                workers ->
                    Cli.runWith(
                            Map.of("vopr.workers", workers),
                            "-c",
                            file,
                            "--mode",
                            "simplified",
                            "--output",
                            "compact")
                        .out())
            .toList();

    assertThat(hashes.get(0)).isNotBlank().isEqualTo(hashes.get(1));
  }

  @Test
  void aScenarioThatIsNotInTheModelIsRefused() {
    Cli cli =
        Cli.run("-c", file("vopr { name = rot, storage.bit-rot = 0.1 }"), "--mode", "simplified");

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err().strip())
        .isEqualTo(
            "rot: vopr.mode: is simplified, but this scenario is not in the model, because the model"
                + " has none of its faults: faults of disks");
  }

  @Test
  void inAListItIsNamedAndNotCountedAsAPass() {
    file("lossy.conf", LOSS);
    file("rot.conf", "vopr { name = rot, storage.bit-rot = 0.1 }");
    Cli cli =
        Cli.run(
            "-c",
            file("vopr { scenarios = [lossy.conf, rot.conf], iterations = 5 }"),
            "--mode",
            "simplified");

    assertThat(cli.code()).as(cli.out() + cli.err()).isZero();
    assertThat(cli.out())
        .contains("not in the model: rot, because the model has none of its faults")
        .contains("1 of 2 scenarios as expected");
  }

  @Test
  void aListOfWhichNothingIsInTheModelIsRefusedWithTheReasonOfEach() {
    file("rot.conf", "vopr { name = rot, storage.bit-rot = 0.1 }");
    file("drift.conf", "vopr { name = drift, clock.drift-max-ppm = 100 }");
    Cli cli =
        Cli.run("-c", file("vopr { scenarios = [rot.conf, drift.conf] }"), "--mode", "simplified");

    String each = ": vopr.mode: is simplified, but this scenario is not in the model, because the";
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err().strip().lines())
        .containsExactly(
            "drift" + each + " model has none of its faults: clocks",
            "rot" + each + " model has none of its faults: faults of disks");
  }

  @Test
  void aFailureOfTheModelIsToldWithTheStepsThatLedThere() {
    Cli cli =
        Cli.run(
            "-c",
            file(
                "vopr { name = liar, iterations = 40, workload.clients = 8, workers = 1",
                "  vsr.hardening = plain, cluster.replicas = 5",
                "  network.partitions { probability = 0.9, interval = 200 ms, min = 100 ms",
                "    max = 600 ms, kinds = [symmetric, isolate-one] }",
                "  process { crash = 0.2, down-max = 500 ms }",
                "  byzantine { compromised = [2], rules = [{ name = raise, probability = 0.5",
                "    message = [do-view-change, start-view, prepare, commit]",
                "    mutation = { kind = inflate-commit-number, amount = 5 } }] } }"),
            "--mode",
            "simplified");

    assertThat(cli.code()).as(cli.out() + cli.err()).isEqualTo(1);
    assertThat(cli.out()).contains("of the MODEL, at step", "a lie by rule raise", "steps before");
    assertThat(directory.resolve("target")).doesNotExist();
  }

  @Test
  void commandsThatNeedAClusterSaySo() {
    for (String command : List.of("plan", "minimize", "bench")) {
      Cli cli = Cli.runWith(Map.of("vopr.mode", "simplified"), command, "-c", file(LOSS));

      assertThat(cli.code()).as(command).isEqualTo(2);
      assertThat(cli.err()).as(command).contains("needs the plans and traces of a cluster");
    }
  }

  @Test
  void anUnknownModeIsNamed() {
    Cli cli = Cli.run("-c", file(LOSS), "--mode", "simple");

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains("vopr.mode", "simplified");
  }
}
