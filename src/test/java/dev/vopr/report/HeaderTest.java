package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.scenario.Job;
import dev.vopr.scenario.Jobs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said before anything runs. */
class HeaderTest {
  private static final String TWO_WORKERS = "workers = 2";

  @Test
  void headerTellsTheClusterTheFaultsTheClaimAndTheSweep() {
    Golden.check("header-lies", Header.lines(Jobs.ofFile("lies.conf", TWO_WORKERS)));
  }

  @Test
  void crashesAndFaultyDisksAreTold() {
    Golden.check("header-chaos", Header.lines(Jobs.ofFile("chaos.conf", TWO_WORKERS)));
  }

  @Test
  void diskFaultsThatAreOffAreNotTold() {
    Job job =
        Jobs.of(
            TWO_WORKERS,
            "process.crash = 0.5",
            "process.max-down = 0",
            "storage.lost-disk = 0.5",
            "storage.faulty-disks = 0");

    assertThat(Header.lines(job))
        .noneMatch(line -> line.contains("crash") || line.contains("disk"));
  }

  @Test
  void headerOfOneRunSpeaksInTheSingular() {
    Golden.check("header-demo", Header.lines(Jobs.ofFile("demo.conf")));
  }

  @Test
  void headerOfTheDefaultsSaysThatNothingHasToBeReached() {
    Golden.check("header-default", Header.lines(Jobs.of(TWO_WORKERS)));
  }

  @Test
  void unusualSettingsAreTold() {
    Job job =
        Jobs.of(
            TWO_WORKERS,
            "network.latency.law = exponential",
            "fail-fast = true",
            "check-determinism = true",
            "expect = [safe, stalled]",
            "cluster.replicas = 5",
            "cluster.standbys = 2",
            "storage.bit-rot = 0.05",
            "network.loss = 0.00015",
            "byzantine.compromised = [1, 3]",
            "byzantine.rules = [{ name = a, mutation = { kind = drop } }]");

    Golden.check("header-unusual", Header.lines(job));
  }

  @Test
  void noLineIsTooLongHoweverLongTheDescriptionIs() {
    Job job =
        Jobs.of(
            "description = \"" + "a long story about a cluster ".repeat(20) + "\"",
            "name = \"" + "n".repeat(200) + "\"");

    List<String> lines = Header.lines(job);

    assertThat(lines).allMatch(line -> line.length() <= 110);
  }
}
