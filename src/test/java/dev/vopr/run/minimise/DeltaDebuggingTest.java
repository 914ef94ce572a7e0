package dev.vopr.run.minimise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.sim.SimRng;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeltaDebuggingTest {
  private int tests;

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private List<Integer> minimise(List<Integer> all, Predicate<List<Integer>> fails) {
    return DeltaDebugging.minimise(
        all,
        part -> {
          tests++;
          return fails.test(part) ? Optional.of(part) : Optional.empty();
        });
  }

  @Test
  void whatIsLeftIsTheOnlyCombinationThatFails() {
    for (long seed = 1; seed <= 50; seed++) {
      SimRng rng = SimRng.of(seed);
      List<Integer> needed =
          IntStream.range(0, 1 + rng.nextInt(6))
              .mapToObj(i -> rng.nextInt(300))
              .distinct()
              .toList();

      List<Integer> left = minimise(upTo(300), part -> part.containsAll(needed));

      assertThat(left).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(needed).isSorted();
    }
  }

  @Test
  void nothingIsLeftIfNothingIsNeeded() {
    assertThat(minimise(upTo(100), part -> true)).isEmpty();
    assertThat(tests).isEqualTo(1);
  }

  @Test
  void whatCannotBeSmallerComesBackUnchanged() {
    List<Integer> all = upTo(17);

    assertThat(minimise(all, part -> part.size() == all.size())).isEqualTo(all);
    assertThat(minimise(List.of(7), part -> part.contains(7))).containsExactly(7);
    assertThat(minimise(List.of(), part -> true)).isEmpty();
  }

  @Test
  void threeOfAThousandAreFoundWithFewTests() {
    List<Integer> needed = List.of(3, 501, 997);

    assertThat(minimise(upTo(1000), part -> part.containsAll(needed))).isEqualTo(needed);
    assertThat(tests).isLessThan(100);
  }

  @Test
  void ofSeveralCausesOneIsLeftAndNoneOfItCanBeLeftOut() {
    Predicate<List<Integer>> fails =
        part -> part.containsAll(List.of(1, 2, 3)) || part.containsAll(List.of(40, 41));

    List<Integer> left = minimise(upTo(64), fails);

    assertThat(left).isIn(List.of(1, 2, 3), List.of(40, 41));
  }

  @Test
  void noSingleElementCanBeLeftOutEvenIfMoreOfThemMayHideTheFailure() {
    for (long seed = 1; seed <= 50; seed++) {
      long salt = seed;
      List<Integer> all = upTo(40);
      // A part fails or not as if by chance, the whole fails.
      Predicate<List<Integer>> fails =
          part -> part.size() == all.size() || SimRng.mix(part.hashCode() * 31L + salt) % 3 == 0;

      List<Integer> left = minimise(all, fails);

      assertThat(fails.test(left)).as("seed %d", seed).isTrue();
      for (int i = 0; i < left.size(); i++) {
        List<Integer> smaller = new ArrayList<>(left);
        smaller.remove(i);
        assertThat(smaller.isEmpty() || !fails.test(smaller))
            .as("seed %d: %s without %d", seed, left, left.get(i))
            .isTrue();
      }
    }
  }

  @Test
  void whatTheTestReportsToHaveHadNoSayIsLeftOutWithoutFurtherTests() {
    List<Integer> left =
        DeltaDebugging.minimise(
            upTo(1024),
            part -> {
              tests++;
              return part.contains(600) ? Optional.of(List.of(600)) : Optional.empty();
            });

    assertThat(left).containsExactly(600);
    assertThat(tests).isLessThan(6);
  }
}
