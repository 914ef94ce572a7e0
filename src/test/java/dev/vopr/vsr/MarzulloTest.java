package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Marzullo.Agreement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Marzullo's algorithm against examples, and against brute force on all small inputs. */
class MarzulloTest {

  private static Agreement intersect(long... ends) {
    long[] low = new long[ends.length / 2];
    long[] high = new long[ends.length / 2];
    for (int i = 0; i < low.length; i++) {
      low[i] = ends[2 * i];
      high[i] = ends[2 * i + 1];
    }
    return Marzullo.intersect(low, high, low.length);
  }

  @Test
  void examplesOfTheLiteratureHold() {
    // The three of the article on Marzullo's algorithm in Wikipedia.
    assertThat(intersect(8, 12, 11, 13, 10, 12)).isEqualTo(new Agreement(11, 12, 3));
    assertThat(intersect(8, 12, 11, 13, 14, 15)).isEqualTo(new Agreement(11, 12, 2));
    assertThat(intersect(8, 9, 8, 12, 10, 12)).isEqualTo(new Agreement(8, 9, 2));
  }

  @Test
  void withoutSourcesNobodyAgrees() {
    assertThat(intersect().sources()).isZero();
  }

  @Test
  void intervalsThatTouchAgreeOnOnePoint() {
    assertThat(intersect(-5, 3, 3, 9)).isEqualTo(new Agreement(3, 3, 2));
  }

  @Test
  void onlyTheFirstIntervalsCount() {
    assertThat(Marzullo.intersect(new long[] {1, 5, 5}, new long[] {2, 9, 9}, 1))
        .isEqualTo(new Agreement(1, 2, 1));
  }

  @ParameterizedTest
  @CsvSource({"1, 7", "2, 6", "3, 5", "4, 4", "5, 3"})
  void allSmallInputsGiveWhatBruteForceFinds(int count, int highest) {
    List<long[]> intervals = new ArrayList<>();
    for (long low = 0; low <= highest; low++) {
      for (long high = low; high <= highest; high++) {
        intervals.add(new long[] {low, high});
      }
    }
    long cases = Math.round(Math.pow(intervals.size(), count));
    long[] ends = new long[2 * count];
    for (long number = 0; number < cases; number++) {
      long rest = number;
      for (int i = 0; i < count; i++) {
        long[] interval = intervals.get((int) (rest % intervals.size()));
        ends[2 * i] = interval[0];
        ends[2 * i + 1] = interval[1];
        rest /= intervals.size();
      }
      Agreement found = intersect(ends);
      Agreement expected = bruteForce(ends, highest);
      if (!found.equals(expected)) {
        assertThat(found).as("case %d", number).isEqualTo(expected);
      }
    }
    assertThat(cases).isGreaterThan(30);
  }

  /** Tries each point: which intervals contain it, and what have those in common? */
  private static Agreement bruteForce(long[] ends, long highest) {
    Agreement best = new Agreement(0, 0, 0);
    for (long point = 0; point <= highest; point++) {
      long low = Long.MIN_VALUE;
      long high = Long.MAX_VALUE;
      int sources = 0;
      for (int i = 0; i < ends.length; i += 2) {
        if (ends[i] <= point && point <= ends[i + 1]) {
          sources++;
          low = Math.max(low, ends[i]);
          high = Math.min(high, ends[i + 1]);
        }
      }
      boolean isBetter =
          sources > best.sources()
              || (sources == best.sources() && high - low < best.high() - best.low());
      best = isBetter ? new Agreement(low, high, sources) : best;
    }
    return best;
  }
}
