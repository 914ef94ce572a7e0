package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.byzantine.MutationFate;
import dev.vopr.byzantine.TwinSettings;
import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Plan;
import dev.vopr.scenario.Countable;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimSystem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A compromised replica that runs as two copies. */
class TwinsTest {
  private static final String LIAR = "byzantine.compromised = [0]";
  private static final int SEEDS = 40;

  private final SimSystem sim = SimSystem.create("twins");

  @AfterEach
  void close() {
    sim.close();
  }

  private static Scenario twins(String share, String... more) {
    String[] settings = new String[more.length + 3];
    settings[0] = LIAR;
    settings[1] = "byzantine.twins.share = " + share;
    settings[2] = "run.fault-time = 3 s";
    System.arraycopy(more, 0, settings, 3, more.length);
    return Jobs.scenario(settings);
  }

  private static long said(RunResult run) {
    return run.mutations().stream()
        .filter(tally -> tally.rule().equals(TwinSettings.RULE))
        .mapToLong(tally -> tally.count())
        .sum();
  }

  @Test
  void withoutAShareNothingIsDifferentFromAnHonestReplica() {
    RunResult honest = new SeedRunner(sim, Jobs.scenario(LIAR, "run.fault-time = 3 s")).run(1);

    RunResult off = new SeedRunner(sim, twins("0")).run(1);

    assertThat(off.hash()).isEqualTo(honest.hash());
    assertThat(off.mutations()).isEmpty();
    assertThat(off.count(new Countable.Struck(FaultKind.TWIN))).isZero();
  }

  /** Then the second copy simply is the replica: it does what a correct one does. */
  @Test
  void ifAllTalkToTheSecondCopyItIsThePrimary() {
    Scenario scenario = twins("1", "vsr.hardening = signed", "goals.committed = 50");

    RunResult run = new SeedRunner(sim, scenario).run(1);

    assertThat(run.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(said(run)).isGreaterThan(100);
    assertThat(run.count(new Countable.Lie(TwinSettings.RULE))).isGreaterThan(100);
    assertThat(run.count(Measure.ANSWERED)).isGreaterThan(50);
  }

  @Test
  void onlyLinksOfTheLiarAreTurnedOverAndEachOnceInAnInterval() {
    Scenario scenario = twins("0.3", "byzantine.twins.interval = 10 ms");

    RunResult run = new SeedRunner(sim, scenario).run(1);

    Set<List<Long>> occasions = new LinkedHashSet<>();
    for (Decision decision : run.faults().plan().decisions()) {
      assertThat(decision.kind()).isEqualTo(FaultKind.TWIN);
      assertThat(decision.first()).isZero();
      assertThat(occasions.add(List.of(decision.place(), decision.number()))).isTrue();
    }
    assertThat(occasions).hasSizeGreaterThan(30);
    assertThat(run.count(new Countable.Struck(FaultKind.TWIN))).isEqualTo(occasions.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "chained", "signed"})
  void aPlanMakesTheSameRun(String level) {
    Scenario scenario = twins("0.5", "vsr.hardening = " + level);
    RunResult byChance = new SeedRunner(sim, scenario).run(3);
    Plan plan = byChance.faults().plan();
    assertThat(plan.decisions()).isNotEmpty();

    RunResult byPlan =
        new SeedRunner(sim, Jobs.oneRun(scenario, Jobs.withPlan(scenario.simulation(), plan)))
            .run(3);

    assertThat(byPlan.hash()).isEqualTo(byChance.hash());
    assertThat(byPlan.faults().unused()).isEmpty();
  }

  /** No line of attack code tells two histories here. */
  @Test
  void twoPrimariesWithOneNameBreakAgreement() {
    SeedRunner runner = new SeedRunner(sim, twins("0.5"));
    int broken = 0;
    long harmful = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      RunResult run = runner.run(seed);
      broken += run.verdict() == Verdict.VIOLATION ? 1 : 0;
      harmful +=
          run.mutations().stream()
              .filter(tally -> tally.fate() == MutationFate.HARMFUL)
              .mapToLong(tally -> tally.count())
              .sum();
      assertThat(run.verdict()).isNotEqualTo(Verdict.CRASHED);
    }

    assertThat(broken).isGreaterThan(SEEDS / 4);
    assertThat(harmful).isPositive();
  }

  @Test
  void whatTheCopiesSignContradictsItselfAndNobodyElseIsAccused() {
    SeedRunner runner = new SeedRunner(sim, twins("0.5", "vsr.hardening = signed"));
    long evidence = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      RunResult run = runner.run(seed);
      evidence += run.count(Measure.EVIDENCE);
      assertThat(run.verdict()).isIn(List.of(Verdict.SAFE, Verdict.VIOLATION, Verdict.DETECTED));
      run.violation().ifPresent(it -> assertThat(it.invariant()).isNotEqualTo("evidence"));
    }

    assertThat(evidence).isPositive();
  }
}
