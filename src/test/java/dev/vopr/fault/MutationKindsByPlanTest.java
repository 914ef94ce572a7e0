package dev.vopr.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.byzantine.MessageFieldMutation;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.LossReason;
import dev.vopr.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of mutation in whole simulations: by a plan, by chance, and never. */
class MutationKindsByPlanTest {
  private static final long SEED = 5;
  private static final int SEEDS = 3;

  private static SimSystem sim;

  @BeforeAll
  static void createSystem() {
    sim = SimSystem.create("mutation-kinds-by-plan-test");
  }

  @AfterAll
  static void closeSystem() {
    sim.close();
  }

  /**
   * A liar that changes messages in one way.
   *
   * @param liar a replica
   * @param about what of its rule says which messages
   * @param parameters of the mutation
   * @param others what else has to be set, so that there are such messages
   */
  private record Lie(int liar, String about, String parameters, List<String> others) {
    static Lie of(int liar, String about, String parameters, String... others) {
      return new Lie(liar, about, parameters, List.of(others));
    }

    List<String> settings(String kind, String probability) {
      List<String> settings = new ArrayList<>(List.of("run.fault-time = 1500 ms"));
      settings.addAll(others);
      settings.add("byzantine.compromised = [" + liar + "]");
      settings.add(
          "byzantine.rules = [{ name = lie, %s probability = %s, mutation = { kind = %s %s } }]"
              .formatted(about, probability, kind, parameters));
      return settings;
    }
  }

  private static List<String> kinds() {
    return Stream.of(MessageFieldMutation.class.getPermittedSubclasses())
        .map(Class::getSimpleName)
        .map(name -> name.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT))
        .toList();
  }

  private static Lie lie(String kind) {
    String prepare = "message = [prepare],";
    return switch (kind) {
      case "inflate-commit-number" -> Lie.of(0, "message = [prepare, commit],", ", amount = 500");
      case "truncate-log-tail" -> Lie.of(0, prepare, ", keep = 0");
      case "conflicting-log-tail" -> Lie.of(0, prepare, ", parts = [timestamp]");
      case "op-number-mismatch" -> Lie.of(2, "message = [prepare-ok],", ", offset = -1");
      case "decrement-view-number" ->
          // Primaries are down for longer than they are trusted, so that views change.
          Lie.of(
              2,
              "",
              "",
              "run.fault-time = 4 s",
              "process.crash = 0.3",
              "process.down-min = 700 ms");
      case "invalid-range" ->
          Lie.of(2, "message = [get-entries],", ", lie = reversed", "network.loss = 0.3");
      case "declared-length" -> Lie.of(0, prepare, ", field = entries, length = 16000000");
      case "garbage-command" -> Lie.of(0, prepare, "");
      case "set-field" -> Lie.of(2, "", ", field = view-number, to = plus-one");
      case "change-list" -> Lie.of(0, prepare, "");
      case "fork" -> Lie.of(0, "", ", branches = [{ to = [1], mutation = { kind = drop } }]");
      case "composite" -> Lie.of(2, "", ", mutations = [{ kind = delay, max = 2 ms }]");
      case "delay" -> Lie.of(2, "", ", min = 1 ms, max = 80 ms");
      case "silence" -> Lie.of(2, "", ", min = 10 ms, max = 50 ms");
      case "flood" -> Lie.of(2, "", ", messages = 3");
      case "drop", "corrupt-checksum", "duplicate-message", "any-field", "replay" ->
          Lie.of(2, "", "");
      default -> throw new AssertionError("no row for the kind of mutation " + kind);
    };
  }

  private static boolean isTold(TraceEvent event) {
    return event instanceof TraceEvent.Mutated
        || (event instanceof TraceEvent.Lost lost && lost.reason() == LossReason.WITHHELD);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aPlanChangesTheMessagesThatItNamesAndNoOther(String kind) {
    Lie lie = lie(kind);
    FaultRun byChance = FaultRun.byChance(sim, SEED, lie.settings(kind, "0.5"));
    assertThat(byChance.struck(FaultKind.MUTATION)).hasSizeGreaterThan(2);
    List<Decision> chosen = byChance.struck(FaultKind.MUTATION).subList(0, 2);
    List<Decision> others = byChance.others(FaultKind.MUTATION);
    List<Decision> plan = new ArrayList<>(others);
    plan.addAll(chosen);

    FaultRun without = FaultRun.byPlan(sim, SEED, lie.settings(kind, "0"), others);
    FaultRun with = FaultRun.byPlan(sim, SEED, lie.settings(kind, "0"), plan);

    assertThat(with.struck(FaultKind.MUTATION)).as("seed %d", SEED).isEqualTo(chosen);
    assertThat(with.faults().unused()).doesNotContainAnyElementsOf(chosen);
    assertThat(with.count(MutationKindsByPlanTest::isTold)).isGreaterThanOrEqualTo(chosen.size());
    assertThat(without.count(MutationKindsByPlanTest::isTold)).isZero();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void onlyTheLiarLiesAndOnlyIfItIsToldTo(String kind) {
    Lie lie = lie(kind);
    for (long seed = 1; seed <= SEEDS; seed++) {
      FaultRun on = FaultRun.byChance(sim, seed, lie.settings(kind, "1"));
      FaultRun off = FaultRun.byChance(sim, seed, lie.settings(kind, "0"));

      assertThat(on.struck(FaultKind.MUTATION))
          .as("seed %d", seed)
          .allMatch(decision -> decision.liar() == lie.liar());
      assertThat(off.struck(FaultKind.MUTATION)).as("seed %d", seed).isEmpty();
      assertThat(off.count(MutationKindsByPlanTest::isTold)).as("seed %d", seed).isZero();
    }
  }
}
