package dev.vopr.run.minimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vopr.check.Violation;
import dev.vopr.config.RunSettings;
import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Plan;
import dev.vopr.run.FaultRecord;
import dev.vopr.run.Results;
import dev.vopr.run.RunResult;
import dev.vopr.scenario.MinimizeSettings;
import dev.vopr.scenario.Scenario;
import dev.vopr.scenario.Verdict;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.TraceHash;
import dev.vopr.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** Minimising with runs that are made up, so that it is known what has to come out. */
class MinimiserTest {
  private static final long SEED = 7;
  private static final long EVENTS = 3_000;
  private static final MinimizeSettings UNLIMITED = new MinimizeSettings(0, 1_000_000);

  private final List<Scenario> made = new ArrayList<>();

  /** A run that breaks an invariant if {@code fails} says so. */
  private static RunResult run(
      List<Decision> struck, List<Decision> unused, boolean fails, String invariant) {
    TraceHash hash = new TraceHash();
    struck.forEach(decision -> hash.add(decision.place() * 1_000_003 + decision.number()));
    RunResult plain = Results.run(SEED, fails ? Verdict.VIOLATION : Verdict.SAFE, "");
    return new RunResult(
        SEED,
        plain.verdict(),
        hash.value(),
        EVENTS,
        100_000_000L,
        plain.checks(),
        plain.measures(),
        List.of(),
        plain.timing(),
        new FaultRecord(new Plan(struck), true, unused, Map.of()),
        fails
            ? Optional.of(new Violation(invariant, "made up", List.of(0), 1, 1))
            : Optional.empty(),
        Optional.empty(),
        "");
  }

  private Reproducer failingIf(Predicate<Scenario> fails) {
    return (scenario, seed, trace) -> {
      made.add(scenario);
      return run(decisions(scenario), List.of(), fails.test(scenario), "made-up");
    };
  }

  private static List<Decision> decisions(Scenario scenario) {
    return scenario.simulation().plan().orElseThrow().decisions();
  }

  private static List<Decision> losses(int count) {
    List<Decision> losses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      losses.add(new Decision(FaultKind.LOSS, Decision.link(0, 1 + i % 2), 1 + i, 0, 0));
    }
    return losses;
  }

  private static Optional<Minimised> minimise(
      Reproducer reproducer, MinimizeSettings limits, String settings, List<Decision> original) {
    return new Minimiser(reproducer, limits, MinimiseListener.OFF)
        .minimise(RunSettings.of(settings, Map.of()), run(original, List.of(), true, "made-up"));
  }

  @Test
  void whatIsLeftAreTheFaultsThatTheFailureNeeds() {
    for (long seed = 1; seed <= 10; seed++) {
      SimRng rng = SimRng.of(seed);
      List<Decision> all = losses(200);
      List<Decision> needed =
          List.of(all.get(rng.nextInt(60)), all.get(60 + rng.nextInt(60)), all.get(199));

      Minimised minimised =
          minimise(
                  failingIf(scenario -> decisions(scenario).containsAll(needed)),
                  UNLIMITED,
                  "",
                  all)
              .orElseThrow();

      assertThat(minimised.run().faults().plan().decisions()).as("seed %d", seed).isEqualTo(needed);
      assertThat(minimised.before().decisions()).isEqualTo(200);
      assertThat(minimised.after().decisions()).isEqualTo(3);
      assertThat(minimised.isComplete()).isTrue();
    }
  }

  @Test
  void anotherInvariantIsAnotherFailure() {
    List<Decision> all = losses(20);
    Decision needed = all.get(13);
    Reproducer otherwise =
        (scenario, seed, trace) -> {
          boolean isAsBefore = decisions(scenario).contains(needed);
          return run(decisions(scenario), List.of(), true, isAsBefore ? "made-up" : "another");
        };

    Minimised minimised = minimise(otherwise, UNLIMITED, "", all).orElseThrow();

    assertThat(minimised.failure()).isEqualTo(new Failure(Verdict.VIOLATION, "made-up"));
    assertThat(minimised.run().faults().plan().decisions()).containsExactly(needed);
  }

  @Test
  void faultsWithoutAnOccasionAreLeftOut() {
    List<Decision> all = losses(20);
    Decision needed = all.get(4);
    Reproducer reproducer =
        (scenario, seed, trace) -> {
          List<Decision> planned = decisions(scenario);
          List<Decision> unused = planned.stream().filter(one -> one.number() > 10).toList();
          List<Decision> struck = planned.stream().filter(one -> one.number() <= 10).toList();
          return run(struck, unused, planned.contains(needed), "made-up");
        };

    Minimised minimised = minimise(reproducer, UNLIMITED, "", all).orElseThrow();

    assertThat(minimised.run().faults().plan().decisions()).containsExactly(needed);
    assertThat(minimised.run().faults().unused()).isEmpty();
  }

  @Test
  void clusterLoadAndSettingsBecomeAsSmallAsTheFailureAllows() {
    String settings =
        "vopr { cluster.replicas = 5, cluster.standbys = 2, workload { clients = 9, keys = 3 },"
            + " network.loss = 0.1, vsr.ping = 90 ms }";
    List<Decision> all = new ArrayList<>(losses(6));
    all.add(new Decision(FaultKind.LOSS, Decision.link(6, 0), 1, 0, 0));
    Decision needed = all.get(2);

    Minimised minimised =
        minimise(
                failingIf(
                    scenario ->
                        decisions(scenario).contains(needed)
                            && scenario.simulation().workload().clients() >= 3
                            && scenario.simulation().workload().operations() != 1
                            && scenario.simulation().workload().keys() == 3),
                UNLIMITED,
                settings,
                all)
            .orElseThrow();

    assertThat(minimised.settings().paths())
        .contains("workload.clients", "workload.keys", "workload.operations", "vsr.ping")
        .doesNotContain("network.loss", "cluster.replicas", "cluster.standbys");
    assertThat(minimised.after().replicas()).isEqualTo(3);
    assertThat(minimised.after().clients()).isEqualTo(3);
    assertThat(minimised.text()).contains("operations=2").contains("7 → 3 replicas");
  }

  @Test
  void whatStrikesAReplicaThatIsLeftOutStrikesAnother() {
    List<Decision> all =
        List.of(
            new Decision(FaultKind.CRASH, 4, 2, 1_000_000, 0),
            new Decision(FaultKind.LOSS, Decision.link(3, 1), 1, 0, 0));

    Minimised minimised =
        minimise(
                failingIf(scenario -> decisions(scenario).size() == 2),
                UNLIMITED,
                "vopr.cluster.replicas = 5",
                all)
            .orElseThrow();

    assertThat(minimised.after().replicas()).isEqualTo(3);
    assertThat(minimised.run().faults().plan().decisions())
        .containsExactly(
            new Decision(FaultKind.CRASH, 1, 1, 1_000_000, 0),
            new Decision(FaultKind.LOSS, Decision.link(0, 1), 1, 0, 0));
  }

  @Test
  void rulesOfTheMutatorAreLeftOutAndTheFaultsOfOthersFollowTheirRule() {
    String rule = "{ name = %s, mutation = { kind = drop } }";
    String settings =
        "vopr.byzantine { compromised = [2], rules = [ %s, %s, %s ] }"
            .formatted(rule.formatted("one"), rule.formatted("two"), rule.formatted("three"));
    List<Decision> all =
        List.of(
            new Decision(FaultKind.MUTATION, Decision.lie(0, 2, 1), 3, 0, 0),
            new Decision(FaultKind.MUTATION, Decision.lie(1, 2, 0), 5, 0, 0),
            new Decision(FaultKind.MUTATION, Decision.lie(2, 2, Decision.ALL), 7, 0, 0));
    Predicate<Scenario> fails =
        scenario ->
            decisions(scenario).stream()
                .anyMatch(
                    one ->
                        one.number() == 5
                            && scenario
                                .simulation()
                                .byzantine()
                                .rules()
                                .get(one.first())
                                .name()
                                .equals("two"));

    Minimised minimised = minimise(failingIf(fails), UNLIMITED, settings, all).orElseThrow();

    assertThat(minimised.run().faults().plan().decisions())
        .containsExactly(new Decision(FaultKind.MUTATION, Decision.lie(0, 2, 0), 5, 0, 0));
    assertThat(minimised.text()).contains("name=two").doesNotContain("name=one");
  }

  @Test
  void runsThatTakeMuchLongerThanTheOriginalAreGivenUp() {
    minimise(failingIf(scenario -> decisions(scenario).size() == 3), UNLIMITED, "", losses(3));

    List<Scenario> bounded = made.subList(0, made.size() - 1);
    assertThat(bounded)
        .allMatch(scenario -> scenario.simulation().maxEvents() == 2 * EVENTS + 2_000);
  }

  private static final long BOUND_NANOS = 100_000_000_000L;

  /** The cluster settles {@code took} nanoseconds after the faults, unless its time ends before. */
  private Reproducer settlingAfter(ToLongFunction<List<Decision>> took) {
    return (scenario, seed, trace) -> {
      made.add(scenario);
      List<Decision> struck = decisions(scenario);
      long settling = took.applyAsLong(struck);
      long bound = scenario.simulation().settleBoundNanos();
      return stalled(
          struck, settling > bound, scenario.simulation().faultNanos() + Math.min(settling, bound));
    };
  }

  private static RunResult stalled(List<Decision> struck, boolean isStalled, long nanos) {
    RunResult plain = run(struck, List.of(), false, "");
    return new RunResult(
        SEED,
        isStalled ? Verdict.STALLED : Verdict.SAFE,
        plain.hash(),
        EVENTS,
        nanos,
        plain.checks(),
        plain.measures(),
        List.of(),
        plain.timing(),
        plain.faults(),
        Optional.empty(),
        Optional.empty(),
        "");
  }

  private Minimised minimiseStalled(ToLongFunction<List<Decision>> took, List<Decision> all) {
    return new Minimiser(settlingAfter(took), UNLIMITED, MinimiseListener.OFF)
        .minimise(
            RunSettings.of("vopr.run.settle-time = 100 s", Map.of()),
            stalled(all, true, 2 * BOUND_NANOS))
        .orElseThrow();
  }

  private long runsWithAllTheirTime() {
    return made.stream()
        .filter(scenario -> scenario.simulation().settleBoundNanos() >= BOUND_NANOS)
        .count();
  }

  @Test
  void candidatesForAStalledRunGetAShareOfTheTimeAndWhatIsLeftGetsAllOfIt() {
    List<Decision> all = losses(200);
    List<Decision> needed = List.of(all.get(40), all.get(140));

    Minimised minimised =
        minimiseStalled(
            struck -> struck.containsAll(needed) ? 2 * BOUND_NANOS : 1_000_000_000L, all);

    assertThat(minimised.failure()).isEqualTo(new Failure(Verdict.STALLED, Failure.IDLE));
    assertThat(minimised.run().faults().plan().decisions()).isEqualTo(needed);
    assertThat(made.get(made.size() - 1).simulation().settleBoundNanos())
        .isGreaterThanOrEqualTo(BOUND_NANOS);
    assertThat(runsWithAllTheirTime()).isLessThan(made.size() / 5);
  }

  @Test
  void whatSettlesLateIsNotTakenForStalled() {
    List<Decision> all = losses(60);
    List<Decision> needed = List.of(all.get(7), all.get(33));

    Minimised minimised =
        minimiseStalled(
            struck -> {
              long left = struck.stream().filter(needed::contains).count();
              return left == 2 ? 2 * BOUND_NANOS : left == 1 ? BOUND_NANOS / 3 : 1_000_000_000L;
            },
            all);

    assertThat(minimised.run().verdict()).isEqualTo(Verdict.STALLED);
    assertThat(minimised.run().faults().plan().decisions()).isEqualTo(needed);
    assertThat(minimised.isComplete()).isTrue();
  }

  @Test
  void aLimitThatIsReachedLeavesARunThatStallsWithAllItsTime() {
    List<Decision> all = losses(60);
    Decision needed = all.get(33);
    for (int most = 2; most < 60; most++) {
      Minimised minimised =
          new Minimiser(
                  settlingAfter(
                      struck -> struck.contains(needed) ? 2 * BOUND_NANOS : BOUND_NANOS / 3),
                  new MinimizeSettings(0, most),
                  MinimiseListener.OFF)
              .minimise(
                  RunSettings.of("vopr.run.settle-time = 100 s", Map.of()),
                  stalled(all, true, 2 * BOUND_NANOS))
              .orElseThrow();

      assertThat(minimised.run().faults().plan().decisions()).contains(needed);
    }
  }

  @Test
  void whatCannotBeSmallerComesBackUnchanged() {
    List<Decision> all = List.of(new Decision(FaultKind.LOSS, Decision.link(0, 1), 3, 0, 0));
    String settings = "vopr { name = small, workload.clients = 3 }";

    Minimised minimised =
        minimise(
                failingIf(
                    scenario ->
                        decisions(scenario).equals(all)
                            && scenario.simulation().faultNanos() == 10_000_000_000L
                            && scenario.simulation().workload().operations() == 0
                            && scenario.simulation().workload().clients() == 3
                            && scenario.simulation().network().latency().drawNanos(0) == 100_000
                            && scenario.simulation().storage().latency().drawNanos(0) != 100_000),
                UNLIMITED,
                settings,
                all)
            .orElseThrow();

    assertThat(minimised.after()).isEqualTo(minimised.before());
    assertThat(minimised.run().faults().plan().decisions()).isEqualTo(all);
    assertThat(minimised.settings().paths()).containsExactly("name", "workload.clients");
  }

  @Test
  void aLimitOfRunsLeavesTheSmallestRunSoFar() {
    List<Decision> all = losses(200);
    List<Decision> needed = List.of(all.get(3), all.get(150));
    Predicate<Scenario> fails = scenario -> decisions(scenario).containsAll(needed);

    Minimised minimised =
        minimise(failingIf(fails), new MinimizeSettings(0, 12), "", all).orElseThrow();

    assertThat(minimised.isComplete()).isFalse();
    assertThat(minimised.run().faults().plan().decisions())
        .containsAll(needed)
        .hasSizeBetween(3, 199);
    assertThat(minimised.text()).contains("A limit was reached");
    assertThat(minimised.bisection()).isEmpty();
  }

  @Test
  void onceStoppedItMakesNoMoreRunsThanTheOneThatShowsWhatItHas() {
    List<Decision> all = losses(200);
    List<Minimiser> minimiser = new ArrayList<>();
    Reproducer reproducer = failingIf(scenario -> decisions(scenario).contains(all.get(9)));
    MinimiseListener listener =
        (step, runs, decisions) -> {
          if (decisions < 200) {
            minimiser.get(0).stop();
          }
        };
    minimiser.add(new Minimiser(reproducer, UNLIMITED, listener));

    Minimised minimised =
        minimiser
            .get(0)
            .minimise(RunSettings.of("", Map.of()), run(all, List.of(), true, "made-up"))
            .orElseThrow();
    int before = made.size();

    assertThat(minimiser.get(0).isStopped()).isTrue();
    assertThat(minimised.isComplete()).isFalse();
    assertThat(minimised.bisection()).isEmpty();
    assertThat(minimised.after().decisions()).isBetween(1, 199);
    assertThat(made).hasSize(before);
    assertThat((long) before).isEqualTo(minimised.runs() + 1);
  }

  @Test
  void aPlanThatMakesAnotherRunIsRefused() {
    assertThat(minimise(failingIf(scenario -> false), UNLIMITED, "", losses(4))).isEmpty();
  }

  @Test
  void aRunThatDoesNotFailIsRefused() {
    Minimiser minimiser = new Minimiser(failingIf(any -> true), UNLIMITED, MinimiseListener.OFF);
    RunSettings settings = RunSettings.of("", Map.of());
    RunResult safe = run(losses(2), List.of(), false, "none");

    assertThatThrownBy(() -> minimiser.minimise(settings, safe))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not fail");
    assertThat(TraceSink.OFF.isOn()).isFalse();
  }
}
