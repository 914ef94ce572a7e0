package dev.vopr.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vopr.sim.SimRng;
import dev.vopr.sim.TraceHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final long SEED = 7;
  private static final long LINK = Decision.link(0, 2);

  private final TraceHash hash = new TraceHash();

  private Faults byChance() {
    return Faults.byChance(hash, SimRng.of(SEED));
  }

  private static long upToAThousand(long bits) {
    return 1 + SimRng.scale(bits, 1_000);
  }

  private static List<Decision> ask(Faults faults, double probability, int times) {
    List<Decision> struck = new ArrayList<>();
    for (int n = 1; n <= times; n++) {
      faults
          .strike(FaultKind.REORDERING, LINK, n, probability, FaultsTest::upToAThousand)
          .ifPresent(struck::add);
    }
    return struck;
  }

  @Test
  void chanceStrikesAsOftenAsItIsToldTo() {
    int times = 100_000;

    int struck = ask(byChance(), 0.1, times).size();

    // Standard deviation: 95.
    assertThat((double) struck).as("seed %d", SEED).isCloseTo(10_000, within(480.0));
  }

  @Test
  void withProbabilityZeroNothingStrikesAndWithOneAllDoes() {
    assertThat(ask(byChance(), 0, 1_000)).isEmpty();
    assertThat(ask(byChance(), 1, 1_000)).hasSize(1_000);
  }

  @Test
  void whatStrikesDoesNotDependOnWhatElseIsAsked() {
    List<Decision> alone = ask(byChance(), 0.1, 1_000);
    Faults asked = byChance();
    asked.strikes(FaultKind.LOSS, LINK, 1, 0.5);
    asked.strikes(FaultKind.REORDERING, Decision.link(2, 0), 1, 0.5);

    assertThat(ask(asked, 0.1, 1_000)).isEqualTo(alone);
  }

  @Test
  void aPlanStrikesWithTheSameAmountsWhereChanceDidWhateverTheProbability() {
    Faults chance = byChance();
    List<Decision> struck = ask(chance, 0.1, 1_000);
    Faults planned = Faults.byPlan(new TraceHash(), SimRng.of(SEED + 1), chance.plan());

    assertThat(ask(planned, 0, 1_000)).isEqualTo(struck).isNotEmpty();
    assertThat(planned.unused()).isEmpty();
  }

  @Test
  void aPlanWithoutOneDecisionStrikesEverywhereElse() {
    Faults chance = byChance();
    List<Decision> struck = new ArrayList<>(ask(chance, 0.1, 1_000));
    struck.remove(3);
    Faults planned = Faults.byPlan(new TraceHash(), SimRng.of(SEED), new Plan(struck));

    assertThat(ask(planned, 0.1, 1_000)).isEqualTo(struck);
  }

  @Test
  void aDecisionThatFindsNoOccasionIsReported() {
    Decision early = new Decision(FaultKind.REORDERING, LINK, 5, 100, 0);
    Decision never = new Decision(FaultKind.REORDERING, LINK, 5_000, 100, 0);
    Faults planned =
        Faults.byPlan(new TraceHash(), SimRng.of(SEED), new Plan(List.of(early, never)));

    ask(planned, 0, 1_000);

    assertThat(planned.unused()).containsExactly(never);
  }

  @Test
  void whatStruckIsCountedAndGoesIntoTheHash() {
    long before = hash.value();
    Faults faults = byChance();

    Optional<Decision> missed = faults.strike(FaultKind.CRASH, 1, 1, 0, Faults.NO_AMOUNT);
    assertThat(missed).isEmpty();
    assertThat(hash.value()).isEqualTo(before);

    assertThat(faults.strikes(FaultKind.CRASH, 1, 1, 1)).isTrue();
    assertThat(hash.value()).isNotEqualTo(before);
    assertThat(faults.struck(FaultKind.CRASH)).isEqualTo(1);
    assertThat(faults.struck()).isEqualTo(1);
  }

  @Test
  void aPlanAsksForTheSameTimersAsChanceAndStrikesItsOwnKindsOnly() {
    Plan plan = new Plan(List.of(new Decision(FaultKind.CRASH, 1, 1, 10, 0)));
    Faults planned = Faults.byPlan(hash, SimRng.of(SEED), plan);

    assertThat(planned.isPossible(FaultKind.CRASH, 0)).isTrue();
    assertThat(planned.isPossible(FaultKind.LOSS, 0)).isFalse();
    assertThat(planned.isPossible(FaultKind.LOSS, 0.1)).isTrue();
    assertThat(planned.strikes(FaultKind.LOSS, LINK, 1, 1)).isFalse();
  }

  @Test
  void theNameOfAKindIsUnique() {
    List<String> keys = new ArrayList<>();
    for (FaultKind kind : FaultKind.values()) {
      keys.add(kind.key());
    }

    assertThat(keys).doesNotHaveDuplicates().contains("late-replay");
  }
}
