package dev.vopr.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.FaultRun.Occasion;
import dev.vopr.run.SeedRunner;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Universe;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of fault in whole simulations: by a plan, always, never, and at a rate. What it does to
 * a packet, a disk or a replica is tested where it is done.
 */
class FaultKindsTest {
  private static final long SEED = 3;
  private static final int SEEDS = 4;
  private static final String SHORT = "run.fault-time = 1001 ms";
  private static final String LONG = "run.fault-time = 6001 ms";
  private static final double RATE = 0.3;

  private static SimSystem sim;

  @BeforeAll
  static void createSystem() {
    sim = SimSystem.create("fault-kinds-test");
  }

  @AfterAll
  static void closeSystem() {
    sim.close();
  }

  private static Set<Occasion> occasions(List<Decision> decisions) {
    Set<Occasion> occasions = new TreeSet<>();
    decisions.forEach(decision -> occasions.add(Occasion.of(decision)));
    return occasions;
  }

  // ---- by a plan --------------------------------------------------------------------------------

  /** Returns what happened, but for the decisions about it. */
  private static List<String> happened(FaultRun run) {
    List<String> happened = new ArrayList<>();
    for (TraceEvent event : run.events()) {
      if (event instanceof TraceEvent.Sent sent) {
        happened.add("Sent " + sent.nanos() + Arrays.hashCode(sent.frame().toArray()));
      } else if (!(event instanceof TraceEvent.Struck)) {
        happened.add(event.getClass().getSimpleName() + event.nanos());
      }
    }
    return happened;
  }

  @ParameterizedTest
  @EnumSource(FaultKind.class)
  void aPlanStrikesWhereItSaysAndNowhereElse(FaultKind kind) {
    FaultRow row = FaultRow.of(kind);
    List<String> sometimes = row.settings(row.sometimes(), SHORT);
    long seed = SEED;
    FaultRun byChance = FaultRun.byChance(sim, seed, sometimes);
    while (byChance.struck(kind).size() < 3) {
      byChance = FaultRun.byChance(sim, ++seed, sometimes);
    }
    // Up to the third strike it is the same run; then there are occasions that the plan leaves out.
    List<Decision> chosen = byChance.struck(kind).subList(0, 2);
    List<Decision> others = byChance.others(kind);
    List<Decision> plan = new ArrayList<>(others);
    plan.addAll(chosen);
    List<String> settings = row.settings(row.byPlan(), SHORT);

    FaultRun without = FaultRun.byPlan(sim, seed, settings, others);
    FaultRun with = FaultRun.byPlan(sim, seed, settings, plan);

    assertThat(without.struck(kind)).as("seed %d", seed).isEmpty();
    assertThat(with.struck(kind)).as("seed %d", seed).isEqualTo(chosen);
    assertThat(with.faults().struck(kind)).isEqualTo(chosen.size());
    assertThat(with.faults().unused()).doesNotContainAnyElementsOf(chosen);
    assertThat(happened(with)).as("seed %d", seed).isNotEqualTo(happened(without));
    row.sign()
        .ifPresent(
            sign -> assertThat(with.count(sign) - without.count(sign)).isEqualTo(chosen.size()));
  }

  // ---- by chance --------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(FaultKind.class)
  void switchedOnItStrikesAtEveryOccasionAndAtNoOther(FaultKind kind) {
    FaultRow row = FaultRow.of(kind);

    FaultRun run = FaultRun.byChance(sim, SEED, row.settings(row.always(), SHORT));

    Set<Occasion> struck = occasions(run.struck(kind));
    Set<Occasion> possible = row.occasions().apply(run);
    assertThat(struck).isNotEmpty().isSubsetOf(possible);
    assertThat(row.isExact() ? possible : struck).isEqualTo(struck);
    assertThat(run.struck(kind)).hasSameSizeAs(struck);
  }

  @ParameterizedTest
  @EnumSource(FaultKind.class)
  void switchedOffItNeverStrikes(FaultKind kind) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      FaultRun run = FaultRun.byChance(sim, seed, FaultRow.of(kind).settings("0", SHORT));

      assertThat(run.struck(kind)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void nothingStrikesByDefault() {
    for (long seed = 1; seed <= 5 * SEEDS; seed++) {
      FaultRun run = FaultRun.byChance(sim, seed, List.of(SHORT));

      assertThat(run.faults().struck()).as("seed %d", seed).isZero();
    }
  }

  private static List<FaultKind> kindsWithARate() {
    return Stream.of(FaultKind.values()).filter(kind -> FaultRow.of(kind).isRate()).toList();
  }

  @ParameterizedTest
  @MethodSource("kindsWithARate")
  void itStrikesAtItsRate(FaultKind kind) {
    FaultRow row = FaultRow.of(kind);

    FaultRun run = FaultRun.byChance(sim, SEED, row.settings(String.valueOf(RATE), LONG));

    Set<Occasion> struck = occasions(run.struck(kind));
    Set<Occasion> possible = row.occasions().apply(run);
    double deviation = Math.sqrt(possible.size() * RATE * (1 - RATE));
    assertThat(possible).as("seed %d", SEED).hasSizeGreaterThan(15).containsAll(struck);
    assertThat(Math.abs(struck.size() - RATE * possible.size()))
        .as("%d of %d with seed %d", struck.size(), possible.size(), SEED)
        .isLessThan(3 * deviation);
  }

  // ---- in sweeps --------------------------------------------------------------------------------

  private static Set<FaultKind> possible(Scenario scenario) {
    Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
    for (FaultKind kind : FaultKind.values()) {
      if (Universe.possible(scenario, 1).contains(new Countable.Struck(kind))) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  @Test
  void sweepsReachEachKind() {
    Set<FaultKind> left = EnumSet.allOf(FaultKind.class);
    for (String file :
        List.of(
            "canaries",
            "attacks/twins",
            "signed-chaos",
            "clocks",
            "scenarios/gray-failures",
            "chaos")) {
      Scenario scenario = Jobs.ofFile(file + ".conf").scenario();
      Set<FaultKind> possible = possible(scenario);
      SeedRunner runner = new SeedRunner(sim, scenario);
      for (long seed = 1; seed <= SEEDS && !Collections.disjoint(possible, left); seed++) {
        for (Decision decision : runner.run(seed).faults().plan().decisions()) {
          left.remove(decision.kind());
        }
      }
    }

    assertThat(left).isEmpty();
  }
}
