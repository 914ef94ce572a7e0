package dev.vopr.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimRngTest {
  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

  @Test
  void valuesOfASeedNeverChange() {
    SimRng rng = SimRng.of(42);

    assertThat(new long[] {rng.nextLong(), rng.nextLong(), rng.nextLong(1000)})
        .as("seed 42: committed plans and seeds in reports depend on these values")
        .containsExactly(0x57E1FABA65107204L, 0xF4ABD143FEB24055L, 486);
    assertThat(SimRng.of(42).fork("network").nextLong()).isEqualTo(0x246BDAFD95023BEDL);
    assertThat(SimRng.of(42).fork("disk", 2).nextLong()).isEqualTo(0x46635EEF2EAB93E4L);
    assertThat(SimRng.of(42).keyed(7, 9)).isEqualTo(0xE017A55795186FC0L);
  }

  @Test
  void aForkDoesNotDependOnWhatWasDrawnBefore() {
    SimRng fresh = SimRng.of(7);
    SimRng used = SimRng.of(7);
    for (int i = 0; i < 100; i++) {
      used.nextLong();
    }

    assertThat(used.fork("disk").nextLong()).isEqualTo(fresh.fork("disk").nextLong());
    assertThat(used.fork("disk", 3).nextLong()).isEqualTo(fresh.fork("disk", 3).nextLong());
    assertThat(used.keyed(1, 2)).isEqualTo(fresh.keyed(1, 2));
  }

  @Test
  void aForkDoesNotShiftItsParent() {
    SimRng alone = SimRng.of(7);
    SimRng forked = SimRng.of(7);

    forked.fork("new consumer").nextLong();

    assertThat(forked.nextLong()).isEqualTo(alone.nextLong());
  }

  @Test
  void forksOfDifferentNamesIndexesAndSeedsDiffer() {
    TreeSet<Long> first = new TreeSet<>();
    int forks = 0;
    for (long seed = -50; seed < 50; seed++) {
      SimRng rng = SimRng.of(seed);
      first.add(rng.nextLong());
      first.add(rng.fork("").nextLong());
      first.add(rng.fork("a").nextLong());
      first.add(rng.fork("a").fork("a").nextLong());
      forks += 4;
      for (long index = -2; index < 8; index++) {
        first.add(rng.fork("a", index).nextLong());
        first.add(rng.fork("b", index).nextLong());
        forks += 2;
      }
    }

    assertThat(first).hasSize(forks);
  }

  @Test
  void keyedDrawsDependOnBothPartsOfTheKey() {
    SimRng rng = SimRng.of(1).fork("links");
    TreeSet<Long> draws = new TreeSet<>();
    for (long major = 0; major < 100; major++) {
      for (long minor = 0; minor < 100; minor++) {
        draws.add(rng.keyed(major, minor));
      }
    }

    assertThat(draws).hasSize(10_000);
  }

  @Test
  void keyedDrawsOfNeighboursAreUniform() {
    SimRng rng = SimRng.of(3).fork("links");
    int[] hits = new int[16];
    for (long link = 0; link < 40; link++) {
      for (long message = 0; message < 1_000; message++) {
        hits[(int) SimRng.scale(rng.keyed(link, message), 16)]++;
      }
    }

    assertThat(chiSquare(hits)).as("seed 3, 15 degrees of freedom").isLessThan(CHI_SQUARE_15);
  }

  @Test
  void noKeyOfSeedZeroIsTheLuckiestDraw() {
    assertThat(SimRng.of(0).keyed(0, 0)).isNotZero();
    assertThat(SimRng.of(0).nextLong()).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, -1, Long.MIN_VALUE, 1L << 32})
  void drawsBelowABoundAreUniform(long seed) {
    SimRng rng = SimRng.of(seed);
    int[] hits = new int[16];
    for (int i = 0; i < 40_000; i++) {
      hits[rng.nextInt(16)]++;
    }

    assertThat(chiSquare(hits)).as("seed %d", seed).isLessThan(CHI_SQUARE_15);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        1,
        2,
        3,
        10,
        1_000_003,
        (1L << 32) + 1,
        (1L << 62) - 1,
        1L << 62,
        (1L << 62) + 1,
        Long.MAX_VALUE
      })
  void scaleIsTheHighWordOfTheUnsignedProduct(long bound) {
    SimRng rng = SimRng.of(bound);
    for (int i = 0; i < 1_000; i++) {
      assertScaled(rng.nextLong(), bound);
    }
    for (long bits : new long[] {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -2, -1}) {
      assertScaled(bits, bound);
    }
  }

  private static void assertScaled(long bits, long bound) {
    BigInteger unsigned = BigInteger.valueOf(bits).mod(TWO_TO_64);
    long expected = unsigned.multiply(BigInteger.valueOf(bound)).shiftRight(64).longValueExact();

    assertThat(SimRng.scale(bits, bound))
        .as("%x scaled to %d", bits, bound)
        .isEqualTo(expected)
        .isBetween(0L, bound - 1);
  }

  @Test
  void scaleReachesBothEndsOfItsRange() {
    assertThat(SimRng.scale(0, 1L << 62)).isZero();
    assertThat(SimRng.scale(-1, 1L << 62)).isEqualTo((1L << 62) - 1);
    assertThat(SimRng.scale(-1, 1)).isZero();
    assertThat(SimRng.scale(-1, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE - 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aBoundBelowOneIsRefused(long bound) {
    assertThatThrownBy(() -> SimRng.of(1).nextLong(bound))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1, but is " + bound);
  }

  @Test
  void betweenIncludesBothEnds() {
    SimRng rng = SimRng.of(5);
    TreeSet<Long> drawn = new TreeSet<>();
    for (int i = 0; i < 200; i++) {
      drawn.add(rng.between(-1, 2));
    }

    assertThat(drawn).containsExactly(-1L, 0L, 1L, 2L);
    assertThat(rng.between(9, 9)).isEqualTo(9);
  }

  @Test
  void betweenRefusesWhatIsNoRange() {
    SimRng rng = SimRng.of(5);

    assertThatThrownBy(() -> rng.between(2, 1)).hasMessageContaining("2 to 1");
    assertThatThrownBy(() -> rng.between(Long.MIN_VALUE, Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rng.between(Long.MAX_VALUE, Long.MIN_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void chanceHoldsItsProbabilityAndDrawsOnceEitherWay() {
    SimRng rng = SimRng.of(11);
    int struck = 0;
    for (int i = 0; i < 10_000; i++) {
      struck += rng.chance(0.2) ? 1 : 0;
    }
    SimRng counted = SimRng.of(11);
    for (int i = 0; i < 10_000; i++) {
      counted.nextLong();
    }

    assertThat(struck / 10_000.0).isCloseTo(0.2, within(0.02));
    assertThat(rng.nextLong()).isEqualTo(counted.nextLong());
  }

  @Test
  void impossibleAndCertainChancesAreSo() {
    SimRng rng = SimRng.of(12);
    for (int i = 0; i < 1_000; i++) {
      assertThat(rng.chance(0)).isFalse();
      assertThat(rng.chance(1)).isTrue();
    }
    assertThat(SimRng.toUnit(-1)).isLessThan(1.0);
    assertThat(SimRng.toUnit(0)).isZero();
  }

  /** The value that chi square with 15 degrees of freedom exceeds once in 100,000 times. */
  private static final double CHI_SQUARE_15 = 50.5;

  private static double chiSquare(int[] hits) {
    double all = 0;
    for (int count : hits) {
      all += count;
    }
    double expected = all / hits.length;
    double sum = 0;
    for (int count : hits) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
  }
}
