package dev.vopr.storage;

import static dev.vopr.storage.StorageTestbed.HEALTHY;
import static dev.vopr.storage.StorageTestbed.entry;
import static dev.vopr.storage.StorageTestbed.filled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Plan;
import dev.vopr.net.LatencyLaw;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long writes take, by each law, and on a disk that is slow. */
class DiskLatencyTest {
  private static final long SEED = 9;
  private static final int WRITES = 2_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private static StorageSettings with(LatencyLaw law) {
    return new StorageSettings(
        law, 3, 512, HEALTHY.writes(), HEALTHY.reads(), HEALTHY.rest(), HEALTHY.slow(), 0, false);
  }

  private static StorageSettings slow(double probability, int disk) {
    return HEALTHY.with(
        new StorageSettings.Slow(
            probability,
            10 * MILLI,
            10_000 * SECOND,
            10_000 * SECOND,
            new LatencyLaw.Uniform(100 * MILLI, 1_200 * MILLI),
            List.of(disk)));
  }

  /** Returns the times of so many writes of one stage, in order. */
  private static List<Long> times(StorageTestbed bed, int count) {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int before = bed.answers.size();
      long begin = bed.sim.nowNanos();
      bed.write(List.of(entry(1, filled(9, i))));
      while (bed.answers.size() == before) {
        bed.sim.advance(2 * SECOND);
      }
      times.add(bed.answers.get(before).nanos() - begin);
    }
    return times;
  }

  private static List<Long> sorted(StorageTestbed bed) {
    List<Long> times = times(bed, WRITES);
    Collections.sort(times);
    return times;
  }

  @Test
  void constantLawGivesOneTime() {
    try (StorageTestbed bed =
        new StorageTestbed(SEED, with(new LatencyLaw.Constant(7_000)), false)) {
      assertThat(sorted(bed)).containsOnly(7_000L);
    }
  }

  @Test
  void uniformLawGivesEachQuarterItsShare() {
    try (StorageTestbed bed =
        new StorageTestbed(SEED, with(new LatencyLaw.Uniform(1_000, 9_000)), false)) {
      List<Long> times = sorted(bed);

      assertThat(times).allMatch(time -> time >= 1_000 && time <= 9_000);
      for (int quarter = 1; quarter < 4; quarter++) {
        assertThat(times.get(WRITES * quarter / 4))
            .as("seed %d", SEED)
            .isBetween(1_000 + quarter * 2_000 - 300L, 1_000 + quarter * 2_000 + 300L);
      }
    }
  }

  @Test
  void exponentialLawHasItsMedianAndItsTail() {
    try (StorageTestbed bed =
        new StorageTestbed(SEED, with(new LatencyLaw.Exponential(1_000, 2_000, 100_000)), false)) {
      List<Long> times = sorted(bed);

      // The median of the exponential part is its mean times ln 2, its 99th percentile times ln
      // 100.
      assertThat(times.get(WRITES / 2)).as("seed %d", SEED).isBetween(1_620L, 1_770L);
      assertThat(times.get(WRITES * 99 / 100)).as("seed %d", SEED).isBetween(4_800L, 6_600L);
    }
  }

  @Test
  void disksMayHaveALatencyOfTheirOwn() {
    StorageSettings settings =
        new StorageSettings(
            new LatencyLaw.Constant(1_000),
            3,
            512,
            HEALTHY.writes(),
            HEALTHY.reads(),
            HEALTHY.rest(),
            HEALTHY.slow(),
            0,
            false,
            List.of(
                new StorageSettings.OwnLatency(List.of(1, 2), new LatencyLaw.Constant(2_000)),
                new StorageSettings.OwnLatency(List.of(0, 1), new LatencyLaw.Constant(3_000))));

    try (StorageTestbed bed = new StorageTestbed(SEED, settings, false)) {
      assertThat(times(bed, 3)).containsOnly(3_000L);
    }
    assertThat(settings.latencyOf(1)).isEqualTo(new LatencyLaw.Constant(2_000));
    assertThat(settings.latencyOf(3)).isEqualTo(new LatencyLaw.Constant(1_000));
    assertThat(settings.with(HEALTHY.slow())).isEqualTo(settings);
  }

  @Test
  void slowDiskHasAPercentileAboveOneSecondAndOnlyThatDiskHas() {
    try (StorageTestbed slow = new StorageTestbed(SEED, slow(1, 0), false);
        StorageTestbed other = new StorageTestbed(SEED, slow(1, 1), false)) {
      slow.sim.advance(10 * MILLI);
      other.sim.advance(10 * MILLI);
      List<Long> slowTimes = sorted(slow);

      assertThat(slowTimes.get(WRITES * 99 / 100)).as("seed %d", SEED).isGreaterThan(SECOND);
      assertThat(slowTimes).allMatch(time -> time >= 100 * MILLI && time <= 1_200 * MILLI);
      assertThat(sorted(other)).containsOnly(1_000L);
      assertThat(slow.faults.struck(FaultKind.SLOW_DISK)).isEqualTo(1);
      assertThat(other.faults.struck(FaultKind.SLOW_DISK)).isZero();
    }
  }

  @Test
  void diskIsSlowAsLongAsIsDecidedAndNotOnceHealed() {
    Plan plan = new Plan(List.of(new Decision(FaultKind.SLOW_DISK, 0, 2, 5 * MILLI, 0)));
    try (StorageTestbed bed = new StorageTestbed(SEED, slow(0, 0), false, Optional.of(plan));
        StorageTestbed healed = new StorageTestbed(SEED, slow(1, 0), false)) {
      bed.sim.advance(20 * MILLI - 2_000);
      bed.write(List.of(entry(1, filled(9, 1))));
      bed.sim.advance(1_000);
      assertThat(bed.answers).hasSize(1);
      bed.sim.advance(2_000);
      bed.write(List.of(entry(1, filled(9, 1))));
      bed.sim.advance(5 * MILLI);
      assertThat(bed.answers).hasSize(1);
      bed.sim.advance(1_200 * MILLI);
      assertThat(times(bed, 3)).containsOnly(1_000L);

      healed.sim.advance(10 * MILLI);
      healed.tell(SimStorage.Heal.INSTANCE);
      assertThat(times(healed, 3)).containsOnly(1_000L);
    }
  }

  @Test
  void faultsDoNotShiftTheTimesOfOtherOperations() {
    StorageSettings settings = with(new LatencyLaw.Uniform(1_000, 9_000));
    Plan plan = new Plan(List.of(new Decision(FaultKind.WRITE_ERROR, 0, 3, 0, -5)));
    try (StorageTestbed plain = new StorageTestbed(SEED, settings, false);
        StorageTestbed failing = new StorageTestbed(SEED, settings, false, Optional.of(plan))) {
      assertThat(times(failing, 20)).isEqualTo(times(plain, 20));
      assertThat(failing.faults.struck()).isEqualTo(1);
    }
  }
}
