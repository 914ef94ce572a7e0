package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.scenario.Job;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The simulator as a test of the protocol: the first seeds of what canaries are hunted with, and of
 * signed clusters, and of each attack at level signed, with all audits. The profile {@code
 * mutation-simulator} has no other test, and takes more seeds by the system property {@code
 * simulated.seeds}.
 */
class SimulatedSeedsTest {
  private static final int SEEDS = Integer.getInteger("simulated.seeds", 2);

  private static final List<String> FILES =
      List.of(
          "canaries.conf",
          "canaries-lies.conf",
          "signed-chaos.conf",
          "canaries-clocks.conf",
          "canaries-buffers.conf");

  /** The last ones run the longest, and tell the least. */
  private static int seeds(String file) {
    return switch (file) {
      case "canaries.conf" -> 4 * SEEDS;
      case "canaries-lies.conf", "signed-chaos.conf" -> SEEDS;
      default -> 1;
    };
  }

  static Stream<Arguments> runs() {
    List<Arguments> runs = new ArrayList<>();
    for (String file : FILES) {
      for (long seed = 1; seed <= seeds(file); seed++) {
        runs.add(Arguments.of(file, seed));
      }
    }
    return runs.stream();
  }

  @ParameterizedTest
  @MethodSource("runs")
  void runEndsWell(String file, long seed) {
    assertEndsWell(file, seed, Jobs.ofFile(file));
  }

  private static void assertEndsWell(String name, long seed, Job job) {
    Set<Verdict> good = EnumSet.of(Verdict.SAFE, Verdict.VACUOUS);
    good.addAll(job.scenario().expected());

    RunResult run = run(job, seed);

    assertThat(good).as("%s, seed %d: %s", name, seed, run.reason()).contains(run.verdict());
  }

  /** Each lie by itself: what others let pass, one of them needs (docs/HARDENING.md). */
  static Stream<Arguments> attacks() {
    List<Arguments> runs = new ArrayList<>();
    for (Job job : Jobs.allOfFile("attacks.conf", "vsr.hardening = signed")) {
      for (long seed = 1; seed <= Math.max(1, SEEDS / 2); seed++) {
        runs.add(Arguments.of(job.scenario().name(), seed, job));
      }
    }
    return runs.stream();
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("attacks")
  void attackAtLevelSignedEndsAsExpected(String name, long seed, Job job) {
    assertEndsWell(name, seed, job);
  }

  @Test
  void secondRunTakesTheSameSteps() {
    Job job = Jobs.ofFile("canaries.conf");

    assertThat(run(job, 1).hash()).isEqualTo(run(job, 1).hash());
  }

  private static RunResult run(Job job, long seed) {
    try (SimSystem sim = SimSystem.create("simulated-seeds")) {
      return new SeedRunner(sim, job.scenario()).run(seed);
    }
  }
}
