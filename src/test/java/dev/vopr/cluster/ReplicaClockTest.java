package dev.vopr.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.sim.SimRng;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From virtual time to what the clocks of one replica show, and back. */
class ReplicaClockTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;

  private static ReplicaClock clock(long offset, long beginning, int driftPpm) {
    return new ReplicaClock(offset, beginning, driftPpm, 10 * SECOND);
  }

  private static ReplicaClock exact() {
    return clock(0, 0, 0);
  }

  private static long error(ReplicaClock clock, long nanos) {
    return clock.read(nanos).wall() - ReplicaClock.trueWall(nanos);
  }

  @Test
  void clockWithoutFaultsIsExact() {
    ReplicaClock clock = exact();

    for (long nanos : new long[] {0, 1, 999_999_999, 1_000 * DAY}) {
      assertThat(clock.read(nanos).monotonic()).isEqualTo(nanos);
      assertThat(error(clock, nanos)).isZero();
      assertThat(clock.instantOf(nanos)).isEqualTo(nanos);
    }
    assertThat(clock.instantOf(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void offsetsAreThoseOfTheTwoClocks() {
    ReplicaClock clock = clock(-300, 500, 0);

    assertThat(clock.read(40).monotonic()).isEqualTo(540);
    assertThat(error(clock, 40)).isEqualTo(-300);
  }

  @Test
  void driftIsThatOfBothClocksUntilTheTimeServiceCorrectsTheWallClock() {
    ReplicaClock fast = clock(0, 0, 80);
    ReplicaClock slow = clock(5, 0, -500);

    assertThat(fast.read(4 * SECOND).monotonic()).isEqualTo(4 * SECOND + 320_000);
    assertThat(slow.read(4 * SECOND).monotonic()).isEqualTo(4 * SECOND - 2_000_000);
    assertThat(error(fast, 4 * SECOND)).isEqualTo(320_000);
    assertThat(error(slow, 4 * SECOND)).isEqualTo(5 - 2_000_000);
    assertThat(error(slow, 10 * SECOND)).as("corrected").isEqualTo(5);
    assertThat(error(slow, 14 * SECOND)).isEqualTo(5 - 2_000_000);
    assertThat(slow.read(14 * SECOND).monotonic()).isEqualTo(14 * SECOND - 7_000_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {-100_000, -1_000, -81, -1, 0, 1, 80, 999, 100_000})
  void alarmRingsAtTheFirstInstantAtWhichTheMonotonicClockIsThere(int driftPpm) {
    ReplicaClock clock = clock(0, 1_000, driftPpm);
    SimRng rng = SimRng.of(3);
    for (int i = 0; i < 20_000; i++) {
      // Long and short times alike: of each length in bits.
      long monotonic = 1_001 + (rng.nextLong(1_000 * DAY) >> rng.nextInt(56));

      long instant = clock.instantOf(monotonic);

      assertThat(clock.read(instant).monotonic())
          .as("never early")
          .isGreaterThanOrEqualTo(monotonic);
      assertThat(clock.read(instant - 1).monotonic()).as("never late").isLessThan(monotonic);
    }
  }

  @Test
  void alarmForAnInstantThatHasPassedRingsAtOnce() {
    assertThat(clock(0, 1_000, 50).instantOf(999)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {-100_000, 100_000})
  void alarmBeyondTheEndOfTimeNeverRings(int driftPpm) {
    assertThat(clock(0, 0, driftPpm).instantOf(Long.MAX_VALUE - 1)).isPositive();
    assertThat(clock(0, 0, -100_000).instantOf(Long.MAX_VALUE - 1)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void stepMovesTheWallClockOnlyAndBackAgain() {
    ReplicaClock clock = exact();

    clock.step(-3_600 * SECOND);
    assertThat(error(clock, 50)).isEqualTo(-3_600 * SECOND);
    assertThat(clock.read(50).monotonic()).isEqualTo(50);
    clock.step(0);

    assertThat(error(clock, 60)).isZero();
  }

  @Test
  void frozenWallClockStandsStillAndThenCatchesUp() {
    ReplicaClock clock = clock(7, 0, 0);

    clock.freeze(100);
    assertThat(clock.read(100).wall()).isEqualTo(ReplicaClock.trueWall(107));
    assertThat(clock.read(900).wall()).isEqualTo(ReplicaClock.trueWall(107));
    assertThat(clock.read(900).monotonic()).isEqualTo(900);
    clock.unfreeze();

    assertThat(error(clock, 901)).isEqualTo(7);
  }

  @Test
  void failedTimeSourceSaysSomethingElseEachTime() {
    ReplicaClock clock = exact();
    Set<Long> errors = new TreeSet<>();

    clock.fail(1_000, SimRng.of(7));
    for (long nanos = 0; nanos < 5_000; nanos++) {
      assertThat(clock.read(nanos).monotonic()).isEqualTo(nanos);
      errors.add(error(clock, nanos));
    }
    clock.endFailure();

    // 5,000 draws of 2,001 values leave out about 8 % of them.
    assertThat(errors).hasSizeBetween(1_700, 1_950);
    assertThat(errors).allMatch(error -> Math.abs(error) <= 1_000);
    assertThat(errors).anyMatch(error -> error < -950).anyMatch(error -> error > 950);
    assertThat(error(clock, 5_000)).isZero();
  }

  @Test
  void healedClockIsExactAndItsMonotonicClockDoesNotJump() {
    ReplicaClock clock = clock(70, 900, 1_000);
    clock.step(5_000);
    clock.freeze(SECOND);
    clock.fail(SECOND, SimRng.of(7));
    long before = clock.read(3 * SECOND).monotonic();

    clock.heal(3 * SECOND);

    assertThat(clock.read(3 * SECOND).monotonic()).isEqualTo(before);
    assertThat(clock.read(4 * SECOND).monotonic()).isEqualTo(before + SECOND);
    assertThat(clock.instantOf(before + SECOND)).isEqualTo(4 * SECOND);
    assertThat(error(clock, 3 * SECOND)).isZero();
    assertThat(error(clock, 5 * SECOND)).isZero();
  }

  @Test
  void noTimePassesWhileTheReplicaIsPausedAndTheWallClockIsSetRightAfterwards() {
    ReplicaClock clock = clock(300, 0, 80);

    long before = clock.read(4 * SECOND).monotonic();
    clock.pause(4 * SECOND);
    assertThat(clock.read(9 * SECOND)).isEqualTo(clock.read(4 * SECOND));
    assertThat(clock.read(9 * SECOND).monotonic()).isEqualTo(before);
    clock.resume(9 * SECOND);

    assertThat(clock.read(9 * SECOND).monotonic()).isEqualTo(before);
    assertThat(clock.read(10 * SECOND).monotonic()).isEqualTo(before + SECOND + 80_000);
    assertThat(clock.instantOf(before + SECOND + 80_000)).isEqualTo(10 * SECOND);
    assertThat(error(clock, 10 * SECOND)).isEqualTo(300);
  }
}
