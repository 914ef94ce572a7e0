package dev.vopr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vopr.run.OtherJvm;
import dev.vopr.run.RunResult;
import dev.vopr.run.SeedHashes;
import dev.vopr.run.SeedRunner;
import dev.vopr.run.Sweep;
import dev.vopr.run.SweepResult;
import dev.vopr.run.World;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Job;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.sim.SimSystem;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same seed takes the same steps: in another JVM, without a compiler, on another JDK, in
 * another order of the seeds, with any number of workers. And the comparison that shows this is
 * shown to find what is not deterministic.
 *
 * <p>The second JVM takes the seeds in the opposite order, because HotSpot's identity hashes are
 * the same in each JVM that took the same steps before.
 */
class DeterminismTest {
  private static final long FIRST = 1_000;
  private static final long SEEDS = 1_000;
  private static final long LAST = FIRST + SEEDS - 1;
  private static final long INTERPRETED_SEEDS = 25;
  private static final long OTHER_JDK_SEEDS = 200;
  private static final int RUNS_BEFORE = 500;

  /** Starts sooner; what has no need of the optimizing compiler does without. */
  private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1");

  private static final long PLANTED_SEEDS = 5;

  /** What the compared runs are full of. */
  private static final List<Measure> FREQUENT =
      List.of(
          Measure.LOST,
          Measure.DUPLICATED,
          Measure.PARTITIONED,
          Measure.MUTATED,
          Measure.CRASHED,
          Measure.VIEWS_STARTED);

  /** What some of them meet. */
  private static final List<Measure> RARE =
      List.of(
          Measure.TORN,
          Measure.WRITE_ERRORS,
          Measure.CORRUPTED,
          Measure.DISKS_LOST,
          Measure.RECOVERED);

  @TempDir private static Path directory;

  private static OtherJvm upwards;
  private static OtherJvm downwards;
  private static OtherJvm interpreted;
  private static Optional<OtherJvm> otherJdk;

  @BeforeAll
  static void startJvms() {
    Path home = OtherJvm.thisHome();
    upwards = OtherJvm.start(directory, home, QUICK, World.CLUSTER, FIRST, SEEDS, 1);
    downwards = OtherJvm.start(directory, home, QUICK, World.CLUSTER, LAST, SEEDS, -1);
    interpreted =
        OtherJvm.start(
            directory, home, List.of("-Xint"), World.CLUSTER, FIRST, INTERPRETED_SEEDS, 1);
    otherJdk =
        OtherJvm.otherHome()
            .map(
                other ->
                    OtherJvm.start(
                        directory, other, QUICK, World.CLUSTER, FIRST, OTHER_JDK_SEEDS, 1));
  }

  @AfterAll
  static void endJvms() {
    List.of(upwards, downwards, interpreted).forEach(OtherJvm::close);
    otherJdk.ifPresent(OtherJvm::close);
  }

  @Test
  void thousandSeedsGiveTheSameHashesInTwoJvms() {
    SeedHashes one = upwards.hashes();
    SeedHashes other = downwards.hashes();

    assertThat(one.size()).isEqualTo((int) SEEDS);
    assertThat(one.distinct()).as("different seeds, different runs").isEqualTo(SEEDS);
    assertThat(other.size()).isEqualTo((int) SEEDS);
    assertThat(one.firstDifference(other)).isEmpty();
  }

  @Test
  void interpretedJvmGivesTheSameHashes() {
    SeedHashes slow = interpreted.hashes();

    assertThat(slow.size()).isEqualTo((int) INTERPRETED_SEEDS);
    assertThat(upwards.hashes().firstDifference(slow)).isEmpty();
  }

  @Test
  void anotherJdkGivesTheSameHashes() {
    assumeTrue(otherJdk.isPresent(), "no other JDK found; VOPR_OTHER_JAVA names one");

    SeedHashes other = otherJdk.orElseThrow().hashes();

    assertThat(other.size()).isEqualTo((int) OTHER_JDK_SEEDS);
    assertThat(upwards.hashes().firstDifference(other)).isEmpty();
  }

  @Test
  void systemThatMadeFiveHundredRunsGivesTheSameHashesAsAFreshOne() {
    SeedHashes fresh = new SeedHashes();
    for (long seed = 1; seed <= 6; seed++) {
      try (SimSystem sim = SimSystem.create("fresh")) {
        fresh.add(seed, World.CLUSTER.hash(sim, seed));
      }
    }
    SeedHashes reused = new SeedHashes();
    SeedHashes before = new SeedHashes();
    try (SimSystem sim = SimSystem.create("reused")) {
      for (long seed = FIRST; seed < FIRST + RUNS_BEFORE; seed++) {
        before.add(seed, World.CLUSTER.hash(sim, seed));
      }
      for (long seed = 1; seed <= 6; seed++) {
        reused.add(seed, World.CLUSTER.hash(sim, seed));
      }
    }

    assertThat(fresh.firstDifference(reused)).isEmpty();
    // This JVM has the optimizing compiler, which the other ones do without.
    assertThat(upwards.hashes().firstDifference(before)).isEmpty();
  }

  @Test
  void twoWorkersGiveTheSameResultAsOne() {
    SweepResult one = sweep(1);
    SweepResult two = sweep(2);

    assertThat(one.runs()).isEqualTo(80);
    assertThat(two.hash()).isEqualTo(one.hash());
    assertThat(two.runs()).isEqualTo(one.runs());
    assertThat(two.verdicts()).isEqualTo(one.verdicts());
    assertThat(two.totals()).isEqualTo(one.totals());
    assertThat(two.reached()).isEqualTo(one.reached());
    assertThat(two.mutations()).isEqualTo(one.mutations()).isNotEmpty();
    assertThat(two.events()).isEqualTo(one.events());
    assertThat(two.nanos()).isEqualTo(one.nanos());
    assertThat(two.checks()).isEqualTo(one.checks());
  }

  private static SweepResult sweep(int workers) {
    Job job = Jobs.of("iterations = 80");
    Scenario scenario = World.scenarioOf(0);
    return new Sweep(scenario, Jobs.withWorkers(job.sweep(), workers), (run, soFar) -> {}).run();
  }

  @Test
  void runsThatAreComparedAreFullOfFaultsAndLies() {
    try (SimSystem sim = SimSystem.create("faults")) {
      Map<Countable, Long> totals = new LinkedHashMap<>();
      for (long seed = FIRST; seed < FIRST + 90; seed++) {
        RunResult run = new SeedRunner(sim, World.scenarioOf(seed)).run(seed);
        run.measures().forEach((measure, count) -> totals.merge(measure, count, Long::sum));
      }

      for (Measure measure : FREQUENT) {
        assertThat(totals.get(measure)).as("%s", measure).isGreaterThan(60);
      }
      for (Measure measure : RARE) {
        assertThat(totals.get(measure)).as("%s", measure).isPositive();
      }
    }
  }

  // ---- the comparison can fail ------------------------------------------------------------------

  @Test
  void comparisonFindsNoFaultWithAnActorThatKeepsItsOrder() {
    assertThat(compareTwoRuns(World.ORDERED_BROADCAST)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"HASH_ORDERED_BROADCAST", "WALL_CLOCK"})
  void comparisonOfTwoJvmsNamesTheFirstSeedOfAPlantedDefect(World world) {
    assertThat(compareTwoJvms(world)).hasValueSatisfying(DeterminismTest::namesTheFirstSeeds);
  }

  @ParameterizedTest
  @EnumSource(names = {"HASH_ORDERED_BROADCAST", "WALL_CLOCK"})
  void comparisonOfTwoRunsNamesTheFirstSeedOfAPlantedDefect(World world) {
    assertThat(compareTwoRuns(world)).hasValueSatisfying(DeterminismTest::namesTheFirstSeeds);
  }

  /** A defect strikes each seed with near certainty, so one of the very first is named. */
  private static void namesTheFirstSeeds(String difference) {
    assertThat(difference).matches("seed [012]: hash [0-9a-f]+ here, [0-9a-f]+ there");
  }

  private static Optional<String> compareTwoJvms(World world) {
    Path home = OtherJvm.thisHome();
    try (OtherJvm one = OtherJvm.start(directory, home, QUICK, world, 0, PLANTED_SEEDS, 1);
        OtherJvm other =
            OtherJvm.start(directory, home, QUICK, world, PLANTED_SEEDS - 1, PLANTED_SEEDS, -1)) {
      return one.hashes().firstDifference(other.hashes());
    }
  }

  private static Optional<String> compareTwoRuns(World world) {
    SeedHashes first = new SeedHashes();
    SeedHashes second = new SeedHashes();
    try (SimSystem sim = SimSystem.create("twice")) {
      for (long seed = 0; seed < PLANTED_SEEDS; seed++) {
        first.add(seed, world.hash(sim, seed));
        second.add(seed, world.hash(sim, seed));
      }
    }
    return first.firstDifference(second);
  }
}
