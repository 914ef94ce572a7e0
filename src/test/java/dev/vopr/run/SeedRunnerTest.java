package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.byzantine.MutationTally;
import dev.vopr.cluster.WorkloadSettings;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.Measure;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimFailure;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceSink;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How single runs end, and what is counted in them. */
class SeedRunnerTest {
  /**
   * A primary that shows r1 another history than r2, and claims that it is committed. One of three
   * may crash, but not lie like this: plain VSR believes its primary.
   */
  static final String[] FORKING_PRIMARY = {
    "run.fault-time = 500 ms",
    "byzantine.compromised = [0]",
    """
    byzantine.rules = [
      { name = two-histories, message = [prepare], mutation = { kind = fork, branches = [
        { to = [1], mutation = { kind = composite, mutations = [
          { kind = conflicting-log-tail }, { kind = inflate-commit-number, amount = 100 } ] } } ] } }
    ]\
    """
  };

  private static final String SHORT = "run.fault-time = 500 ms";

  private static SimSystem sim;

  @BeforeAll
  static void createSystem() {
    sim = SimSystem.create("seed-runner-test");
  }

  @AfterAll
  static void closeSystem() {
    sim.close();
  }

  private static RunResult run(long seed, String... settings) {
    return run(seed, Jobs.scenario(settings));
  }

  private static RunResult run(long seed, Scenario scenario) {
    return new SeedRunner(sim, scenario).run(seed);
  }

  // ---- verdicts ---------------------------------------------------------------------------------

  @Test
  void healthyClusterIsSafe() {
    RunResult run = run(42, Jobs.ofFile("baseline.conf").scenario());

    assertThat(run.verdict()).as(run.reason()).isEqualTo(Verdict.SAFE);
    assertThat(run.seed()).isEqualTo(42);
    assertThat(run.reason()).isEmpty();
    assertThat(run.violation()).isEmpty();
    assertThat(run.failure()).isEmpty();
    assertThat(run.measures().get(Measure.COMMITTED)).isGreaterThanOrEqualTo(100);
    // Each of the two clients also had its session committed, which is no request of its own.
    assertThat(run.measures().get(Measure.ANSWERED) + 2)
        .isEqualTo(run.measures().get(Measure.COMMITTED));
    assertThat(run.checks()).isPositive();
    assertThat(run.events()).isGreaterThan(run.measures().get(Measure.DELIVERED));
    assertThat(run.nanos()).isGreaterThanOrEqualTo(10_000_000_000L);
  }

  @Test
  void clusterThatGetsNoTimeToSettleIsStalled() {
    // A delay longer than the time to settle leaves any outstanding request without its answer.
    RunResult run =
        run(
            7,
            SHORT,
            "run.settle-time = 1 ms",
            "network.latency.min = 20 ms",
            "network.latency.max = 20 ms",
            "workload.think-min = 0 s",
            "workload.think-max = 0 s");

    assertThat(run.verdict()).isEqualTo(Verdict.STALLED);
    assertThat(run.reason()).startsWith("requests without an answer: 4, replicas behind: ");
  }

  @Test
  void replicaThatCannotCatchUpInTimeIsNamed() {
    // r2 hears nothing while faults strike; its repair needs more than the time to settle.
    RunResult run =
        run(
            7,
            SHORT,
            "run.settle-time = 5 ms",
            "workload.clients = 1",
            "workload.operations = 3",
            "byzantine.compromised = [0]",
            "byzantine.rules = [{ name = silence, to = [2], mutation = { kind = drop } }]");

    assertThat(run.verdict()).isEqualTo(Verdict.STALLED);
    assertThat(run.reason())
        .isEqualTo(
            "requests without an answer: 0, replicas behind: r2 (NORMAL in view 0, op 0,"
                + " durable 0, commit 0, executed 0)");
  }

  @Test
  void runWithTooManyEventsIsStalled() {
    RunResult run = run(7, "run.max-events = 100");

    assertThat(run.verdict()).isEqualTo(Verdict.STALLED);
    assertThat(run.reason()).isEqualTo("the limit of 100 events was reached");
    assertThat(run.events()).isBetween(100L, 102L);
  }

  @Test
  void runThatMissesAGoalIsVacuousAndSaysWhich() {
    RunResult run =
        run(7, SHORT, "workload.operations = 1", "goals.committed = 5", "goals.lost = 1");

    assertThat(run.verdict()).isEqualTo(Verdict.VACUOUS);
    assertThat(run.reason()).isEqualTo("operations committed: 4, but at least 5 are wanted");
  }

  @Test
  void runThatReachesItsGoalsExactlyIsSafe() {
    RunResult run = run(7, SHORT, "workload.operations = 1", "goals.committed = 4");

    assertThat(run.verdict()).as(run.reason()).isEqualTo(Verdict.SAFE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void primaryThatTellsTwoHistoriesViolatesAgreementOfThoseWhoBelieveIt(long seed) {
    RunResult run = run(seed, FORKING_PRIMARY);

    assertThat(run.verdict()).as("seed %d: %s", seed, run.reason()).isEqualTo(Verdict.VIOLATION);
    assertThat(run.reason())
        .matches(
            "agreement: r[12] committed entry [0-9a-f]{16} at op 1,"
                + " but r[12] committed entry [0-9a-f]{16} there");
    assertThat(run.violation().orElseThrow().replicas()).containsExactlyInAnyOrder(1, 2);
    assertThat(run.violation().orElseThrow().op()).isEqualTo(1);
    assertThat(run.mutations()).extracting(tally -> tally.fate().name()).contains("HARMFUL");
  }

  @Test
  void actorThatThrowsCrashesTheRunAndIsNamedWithItsPlace() {
    Scenario scenario = Jobs.scenario(SHORT);
    WorkloadSettings noTenant = new WorkloadSettings(1, 0, 8, 16, 1_000_000, 1_000_000, 0);

    RunResult run = run(7, Jobs.withWorkload(scenario, noTenant));

    assertThat(run.verdict()).isEqualTo(Verdict.CRASHED);
    assertThat(run.seed()).isEqualTo(7);
    assertThat(run.reason())
        .matches(
            "step \\d+: /user/c0 threw java.lang.ArithmeticException: / by zero"
                + " \\(Workload.java:\\d+\\)");
    SimFailure failure = run.failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(SimFailure.Kind.EXCEPTION);
    assertThat(failure.nanos()).isEqualTo(1_000_000);
    assertThat(run.nanos()).isEqualTo(1_000_000);
  }

  @Test
  void actorThatThrowsAsItStartsCrashesTheRunToo() {
    Scenario scenario = Jobs.scenario(SHORT, "goals.committed = 1");
    WorkloadSettings noPause = new WorkloadSettings(2, 1, 8, 16, 9, 1, 0);

    RunResult run = run(7, Jobs.withWorkload(scenario, noPause));

    assertThat(run.verdict()).isEqualTo(Verdict.CRASHED);
    assertThat(run.reason()).matches("step \\d+: /user/c[01] threw .*no range to draw from.*");
    assertThat(run.count(Measure.COMMITTED)).isZero();
    assertThat(run(7, SHORT).verdict()).isEqualTo(Verdict.SAFE);
  }

  @Test
  void observerThatThrowsInTheMiddleLeavesTheSystemAsGoodAsNew() {
    SeedRunner runner = new SeedRunner(sim, Jobs.scenario(SHORT));
    RunResult before = runner.run(7);

    RunResult crashed = runner.run(7, new ThrowingSink(50));
    RunResult after = runner.run(7);

    assertThat(crashed.verdict()).isEqualTo(Verdict.CRASHED);
    assertThat(crashed.reason())
        .matches("step \\d+: /user/\\w+ threw java.lang.IllegalStateException: event 50 .*");
    assertThat(after).isEqualTo(before);
  }

  private static final class ThrowingSink implements TraceSink {
    private final int last;
    private int events;

    ThrowingSink(int last) {
      this.last = last;
    }

    @Override
    public boolean isOn() {
      return true;
    }

    @Override
    public void add(TraceEvent event) {
      if (++events >= last) {
        throw new IllegalStateException("event " + events);
      }
    }
  }

  @Test
  void tracedRunTakesTheSameStepsAsAnUntracedOne() {
    Scenario scenario = World.scenarioOf(7);

    RunResult traced = new SeedRunner(sim, scenario).run(7, new ThrowingSink(Integer.MAX_VALUE));

    assertThat(traced).isEqualTo(run(7, scenario));
  }

  @Test
  void otherSeedIsAnotherRun() {
    assertThat(run(8, SHORT).hash()).isNotEqualTo(run(7, SHORT).hash());
  }

  // ---- what is counted --------------------------------------------------------------------------

  @Test
  void configuredFaultsStrike() {
    RunResult run =
        run(
            7,
            "run.fault-time = 5 s",
            "network.loss = 0.05",
            "network.duplication = 0.05",
            "network.reordering = 0.05",
            "network.partitions.probability = 0.5");

    assertThat(run.verdict()).as(run.reason()).isEqualTo(Verdict.SAFE);
    assertThat(run.measures().get(Measure.LOST)).isPositive();
    assertThat(run.measures().get(Measure.DUPLICATED)).isPositive();
    assertThat(run.measures().get(Measure.REORDERED)).isPositive();
    assertThat(run.measures().get(Measure.PARTITIONED)).isPositive();
    assertThat(run.measures().get(Measure.RETRIED)).isPositive();
    assertThat(run.measures().get(Measure.GAPS)).isPositive();
  }

  @Test
  void faultsThatAreOffNeverStrike() {
    RunResult run = run(7, "run.fault-time = 5 s");

    assertThat(run.measures())
        .containsEntry(Measure.LOST, 0L)
        .containsEntry(Measure.DUPLICATED, 0L)
        .containsEntry(Measure.REORDERED, 0L)
        .containsEntry(Measure.PARTITIONED, 0L)
        .containsEntry(Measure.RETRIED, 0L)
        .containsEntry(Measure.MUTATED, 0L)
        .containsEntry(Measure.MUTATED_DELIVERED, 0L)
        .containsEntry(Measure.MUTATED_REJECTED, 0L)
        .containsEntry(Measure.MUTATED_FOLLOWED, 0L);
    assertThat(run.mutations()).isEmpty();
  }

  @Test
  void measuresOfMutationsAddUpToTheLedger() {
    RunResult run = run(7, Jobs.ofFile("lies.conf").scenario());

    long all = run.mutations().stream().mapToLong(MutationTally::count).sum();
    assertThat(run.measures().get(Measure.MUTATED)).isPositive().isEqualTo(all);
    assertThat(run.measures().get(Measure.MUTATED_DELIVERED))
        .isPositive()
        .isLessThanOrEqualTo(all)
        .isGreaterThanOrEqualTo(
            run.measures().get(Measure.MUTATED_REJECTED)
                + run.measures().get(Measure.MUTATED_FOLLOWED));
    assertThat(run.measures().get(Measure.MUTATED_REJECTED)).isPositive();
  }

  // ---- what can be chosen -----------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 7})
  void clustersOfAllSizesDoTheirWork(int replicas) {
    RunResult run =
        run(
            7,
            SHORT,
            "cluster.replicas = " + replicas,
            "network.loss = 0.02",
            "goals.committed = 5");

    assertThat(run.verdict()).as(run.reason()).isEqualTo(Verdict.SAFE);
  }

  @Test
  void interleavingsTakeTheSameSeedThroughDifferentRuns() {
    List<RunResult> runs =
        List.of("fifo", "random", "pct").stream()
            .map(name -> run(7, SHORT, "run.interleaving = " + name, "goals.committed = 5"))
            .toList();

    assertThat(runs).extracting(RunResult::verdict).containsOnly(Verdict.SAFE);
    assertThat(runs).extracting(RunResult::hash).doesNotHaveDuplicates();
  }

  @Test
  void pctParametersMatter() {
    RunResult one = run(7, SHORT, "run.interleaving = pct", "run.pct-depth = 2");
    RunResult other =
        run(7, SHORT, "run.interleaving = pct", "run.pct-depth = 50", "run.pct-steps = 100");

    assertThat(one.hash()).isNotEqualTo(other.hash());
  }
}
