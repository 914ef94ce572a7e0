package dev.vopr.storage;

import static dev.vopr.storage.StorageTestbed.HEALTHY;
import static dev.vopr.storage.StorageTestbed.entry;
import static dev.vopr.storage.StorageTestbed.filled;
import static dev.vopr.storage.StorageTestbed.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.FaultKind;
import dev.vopr.vsr.Replica;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a disk keeps, and what it may do to it. */
class SimStorageTest {
  private static final long SEED = 31;
  private static final int SECTOR = 512;
  private static final Bytes OLD = filled(3 * SECTOR, 1);
  private static final Bytes NEW = filled(3 * SECTOR, 2);

  private static StorageTestbed healthy() {
    return new StorageTestbed(SEED, HEALTHY, true);
  }

  private static StorageSettings corrupting(double corruption, double lostDisk) {
    return HEALTHY.with(new StorageSettings.Rest(1_000_000, 0, 0, corruption, lostDisk));
  }

  private static StorageSettings failing(double writeError) {
    return HEALTHY.with(new StorageSettings.Writes(writeError, 0, 1, 1, 0, 0, 0));
  }

  // ---- without faults ---------------------------------------------------------------------------

  @Test
  void newDiskHoldsWhatAReplicaFormatsItWith() {
    try (StorageTestbed bed = healthy()) {
      assertThat(bed.read(Zone.values())).isNotEmpty().isEqualTo(Replica.format());
    }
  }

  @Test
  void writeIsAnsweredOnceAllItsStagesAreDone() {
    try (StorageTestbed bed = healthy()) {
      long id = bed.write(List.of(entry(3, OLD)), List.of(header(3, NEW)));
      bed.sim.advance(1_999);
      assertThat(bed.answers).isEmpty();
      bed.sim.advance(1);

      assertThat(bed.answers)
          .containsExactly(
              new StorageTestbed.Answer(2_000, new DiskCompletion(id, true, List.of())));
      assertThat(bed.read(Zone.ENTRIES, 3)).isEqualTo(OLD);
      assertThat(bed.read(Zone.HEADERS, 3)).isEqualTo(NEW);
      assertThat(bed.counters.writes()).isEqualTo(1);
    }
  }

  @Test
  void slotsAreReadByZoneAndUnwrittenOnesAreEmpty() {
    try (StorageTestbed bed = healthy()) {
      bed.write(List.of(entry(9, NEW), entry(2, OLD), header(2, NEW)));
      bed.sim.advance(1_000);

      assertThat(bed.read(Zone.ENTRIES)).containsExactly(entry(2, OLD), entry(9, NEW));
      assertThat(bed.read(Zone.HEADERS)).containsExactly(header(2, NEW));
      assertThat(bed.read(Zone.HEADERS, 9)).isEqualTo(Bytes.EMPTY);
    }
  }

  @Test
  void laterWriteReplacesAnEarlierOne() {
    try (StorageTestbed bed = healthy()) {
      bed.write(List.of(entry(1, OLD)));
      bed.sim.advance(1_000);
      bed.write(List.of(entry(1, filled(7, 5))));
      bed.sim.advance(1_000);

      assertThat(bed.read(Zone.ENTRIES)).containsExactly(entry(1, filled(7, 5)));
    }
  }

  @Test
  void stagesTakeTimesWithinTheirBounds() {
    StorageSettings settings = StorageSettings.healthy(1_000, 9_000);
    try (StorageTestbed bed = new StorageTestbed(SEED, settings, false)) {
      Set<Long> times = new LinkedHashSet<>();
      for (int i = 0; i < 300; i++) {
        long begin = bed.sim.nowNanos();
        bed.write(List.of(entry(0, OLD)), List.of(header(0, OLD)));
        bed.sim.advance(20_000);
        times.add(bed.answers.get(i).nanos() - begin);
      }

      assertThat(times).hasSizeGreaterThan(200).allMatch(time -> time >= 2_000 && time <= 18_000);
      assertThat(times).anyMatch(time -> time < 6_000).anyMatch(time -> time > 14_000);
    }
  }

  @Test
  void whatIsDoneSurvivesPowerLossAndAge() {
    try (StorageTestbed bed = healthy()) {
      bed.write(List.of(entry(1, OLD)), List.of(header(1, OLD)));
      bed.sim.advance(2_000);
      List<Block> before = bed.read(Zone.values());

      for (int i = 0; i < 20; i++) {
        bed.tell(SimStorage.PowerLoss.INSTANCE);
        bed.tell(SimStorage.Age.INSTANCE);
      }

      assertThat(bed.read(Zone.values())).isEqualTo(before);
      assertThat(bed.faults.struck(FaultKind.TORN_WRITE)).isZero();
    }
  }

  // ---- power loss -------------------------------------------------------------------------------

  @Test
  void whatIsUnderWayIsThereAfterAStopInGoodOrder() {
    try (StorageTestbed bed = healthy()) {
      bed.write(List.of(entry(1, NEW)), List.of(header(1, NEW)));
      bed.sim.advance(500);
      bed.tell(SimStorage.Flush.INSTANCE);

      assertThat(bed.read(Zone.ENTRIES, 1)).isEqualTo(NEW);
      assertThat(bed.read(Zone.HEADERS, 1)).isEqualTo(NEW);
      assertThat(bed.faults.struck()).isZero();
      assertThat(bed.counters.writes()).isEqualTo(1);
    }
  }

  @Test
  void readOnlyDiskFailsAllWritesUntilItIsOneNoMore() {
    try (StorageTestbed bed = healthy()) {
      bed.tell(new SimStorage.ReadOnly(true));
      bed.write(List.of(entry(1, OLD)));
      bed.sim.advance(2_000);
      bed.tell(new SimStorage.ReadOnly(false));
      bed.write(List.of(entry(2, NEW)));
      bed.sim.advance(2_000);

      assertThat(bed.answers)
          .extracting(it -> it.completion().isDone())
          .containsExactly(false, true);
      assertThat(bed.read(Zone.ENTRIES, 1).length()).isZero();
      assertThat(bed.read(Zone.ENTRIES, 2)).isEqualTo(NEW);
    }
  }

  @Test
  void nothingIsOnAReformattedDisk() {
    try (StorageTestbed bed = healthy()) {
      bed.write(List.of(entry(1, OLD)));
      bed.sim.advance(2_000);
      bed.tell(SimStorage.Reformat.INSTANCE);

      assertThat(bed.read(Zone.ENTRIES, 1).length()).isZero();
      assertThat(bed.read(Zone.VIEW_RECORD, 0).length()).isZero();
    }
  }

  /** Overwrites three slots in three stages, and loses the power in the middle of the second. */
  private static StorageTestbed torn(long seed, long at) {
    StorageTestbed bed = new StorageTestbed(seed, HEALTHY, false);
    bed.write(List.of(entry(1, OLD), entry(2, OLD), entry(3, OLD)));
    bed.sim.advance(1_000);
    bed.answers.clear();
    bed.write(List.of(entry(1, NEW)), List.of(entry(2, NEW)), List.of(entry(3, NEW)));
    bed.sim.advance(at);
    bed.tell(SimStorage.PowerLoss.INSTANCE);
    bed.sim.advance(10_000);
    return bed;
  }

  @Test
  void powerLossTearsTheStageUnderWayAndNoOther() {
    Set<String> seen = new LinkedHashSet<>();
    for (long seed = 0; seed < 150; seed++) {
      try (StorageTestbed bed = torn(seed, 1_500)) {
        assertThat(bed.answers).as("seed %d", seed).isEmpty();
        assertThat(bed.faults.struck(FaultKind.TORN_WRITE)).isEqualTo(1);
        assertThat(bed.counters.writes()).isEqualTo(1);
        assertThat(bed.read(Zone.ENTRIES, 1)).as("an earlier stage, seed %d", seed).isEqualTo(NEW);
        assertThat(bed.read(Zone.ENTRIES, 3)).as("a later stage, seed %d", seed).isEqualTo(OLD);
        seen.add(sectors(bed.read(Zone.ENTRIES, 2)));
      }
    }

    // Every mixture of old and new sectors comes up, and nothing that is neither.
    assertThat(seen)
        .containsExactlyInAnyOrder("111", "112", "121", "122", "211", "212", "221", "222");
  }

  /** Returns the value of each sector; within one, all bytes are the same. */
  private static String sectors(Bytes content) {
    StringBuilder sectors = new StringBuilder();
    byte[] bytes = content.toArray();
    assertThat(bytes).hasSize(3 * SECTOR);
    for (int start = 0; start < bytes.length; start += SECTOR) {
      for (int i = start; i < start + SECTOR; i++) {
        assertThat(bytes[i]).isEqualTo(bytes[start]);
      }
      sectors.append(bytes[start]);
    }
    return sectors.toString();
  }

  @Test
  void blocksOfOneStageAreTornIndependently() {
    Set<String> seen = new LinkedHashSet<>();
    for (long seed = 0; seed < 100; seed++) {
      try (StorageTestbed bed = new StorageTestbed(seed, HEALTHY, false)) {
        bed.write(List.of(entry(1, filled(8, 2)), entry(2, filled(8, 2))));
        bed.sim.advance(500);
        bed.tell(SimStorage.PowerLoss.INSTANCE);
        seen.add(isWritten(bed, 1) + " " + isWritten(bed, 2));
      }
    }

    assertThat(seen)
        .containsExactlyInAnyOrder("true true", "true false", "false true", "false false");
  }

  private static boolean isWritten(StorageTestbed bed, int slot) {
    return bed.read(Zone.ENTRIES, slot).equals(filled(8, 2));
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 1_001, 1_999})
  void stageIsDoneAtItsVeryInstant(long at) {
    for (long seed = 0; seed < 20; seed++) {
      try (StorageTestbed bed = torn(seed, at)) {
        assertThat(bed.read(Zone.ENTRIES, 1)).as("seed %d", seed).isEqualTo(NEW);
        assertThat(bed.read(Zone.ENTRIES, 3)).as("seed %d", seed).isEqualTo(OLD);
      }
    }
  }

  @Test
  void diskWritesAgainAfterPowerLoss() {
    try (StorageTestbed bed = torn(SEED, 1_500)) {
      long id = bed.write(List.of(entry(2, NEW)));
      bed.sim.advance(1_000);

      assertThat(bed.answers).hasSize(1);
      assertThat(bed.answers.get(0).completion())
          .isEqualTo(new DiskCompletion(id, true, List.of()));
      assertThat(bed.read(Zone.ENTRIES, 2)).isEqualTo(NEW);
    }
  }

  // ---- write errors -----------------------------------------------------------------------------

  private static int failures(StorageTestbed bed, int writes) {
    int failures = 0;
    for (int i = 0; i < writes; i++) {
      bed.write(List.of(entry(i, NEW)));
      bed.sim.advance(1_000);
      boolean isDone = bed.answers.get(i).completion().isDone();
      failures += isDone ? 0 : 1;
    }
    return failures;
  }

  @Test
  void attemptsFailAtTheirRateAndHalfOfThemDoAPart() {
    try (StorageTestbed bed = new StorageTestbed(SEED, failing(0.1), true)) {
      int failures = failures(bed, 2_000);

      assertThat(failures).as("seed %d", SEED).isBetween(150, 250);
      assertThat(bed.faults.struck(FaultKind.WRITE_ERROR)).isEqualTo(failures);
      assertThat(bed.counters.writes()).isEqualTo(2_000 - failures);
      // Of three sectors, a part of a write that is done in part is most often one or two of them.
      int untouched = 2_000 - bed.read(Zone.ENTRIES).size();
      assertThat(untouched).isBetween(failures * 5 / 10, failures * 8 / 10);
    }
  }

  @Test
  void noAttemptFailsWhenTheRateIsZeroNorOnceHealed() {
    try (StorageTestbed bed = new StorageTestbed(SEED, failing(0), true)) {
      assertThat(failures(bed, 500)).isZero();
    }
    try (StorageTestbed bed = new StorageTestbed(SEED, failing(1), true)) {
      bed.tell(SimStorage.Heal.INSTANCE);

      assertThat(failures(bed, 500)).isZero();
      assertThat(bed.faults.struck(FaultKind.WRITE_ERROR)).isZero();
    }
  }

  @Test
  void everyAttemptFailsWhenTheRateIsOne() {
    try (StorageTestbed bed = new StorageTestbed(SEED, failing(1), true)) {
      assertThat(failures(bed, 50)).isEqualTo(50);
      assertThat(bed.counters.writes()).isZero();
    }
  }

  // ---- corruption and loss ----------------------------------------------------------------------

  /** Writes so many slots, lets the disk age, and returns for each whether it is as it was. */
  private static List<Boolean> intact(StorageTestbed bed, int slots) {
    List<Block> blocks = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      blocks.add(entry(slot, filled(64, slot + 1)));
    }
    bed.write(blocks);
    bed.sim.advance(1_000);
    assertThat(bed.read(Zone.ENTRIES)).isEqualTo(blocks);
    bed.tell(SimStorage.Age.INSTANCE);
    return bed.read(Zone.ENTRIES).stream().map(blocks::contains).toList();
  }

  @Test
  void slotsOfAFaultyDiskAreCorruptAtTheirRate() {
    try (StorageTestbed bed = new StorageTestbed(SEED, corrupting(0.3, 0), true)) {
      List<Boolean> intact = intact(bed, 200);

      assertThat(intact).hasSize(200);
      assertThat(intact).filteredOn(isIntact -> !isIntact).hasSizeBetween(40, 80);
      // Other zones as well: the copies of the view record.
      long inEntries = intact.stream().filter(isIntact -> !isIntact).count();
      assertThat(bed.counters.corruptions())
          .isBetween(inEntries, inEntries + Replica.format().size());
    }
  }

  @Test
  void sparedDisksDoNotRot() {
    try (StorageTestbed bed = new StorageTestbed(SEED, corrupting(1, 0), false)) {
      assertThat(intact(bed, 50)).containsOnly(true);
      assertThat(bed.counters.corruptions()).isZero();
    }
    try (StorageTestbed bed = new StorageTestbed(SEED, corrupting(0, 0), true)) {
      assertThat(intact(bed, 50)).containsOnly(true);
      assertThat(bed.counters.corruptions()).isZero();
    }
    try (StorageTestbed bed = new StorageTestbed(SEED, corrupting(1, 1), true)) {
      bed.tell(SimStorage.Heal.INSTANCE);
      assertThat(intact(bed, 50)).hasSize(50).containsOnly(true);
      assertThat(bed.faults.struck()).isZero();
    }
  }

  @Test
  void lostDiskIsEmpty() {
    try (StorageTestbed bed = new StorageTestbed(SEED, corrupting(0, 1), true)) {
      assertThat(intact(bed, 50)).isEmpty();
      assertThat(bed.read(Zone.values())).isEmpty();
      assertThat(bed.faults.struck(FaultKind.LOST_DISK)).isEqualTo(1);
    }
  }

  @Test
  void disksAreLostAtTheirRateAndNeverIfTheyAreSpared() {
    try (StorageTestbed bed = new StorageTestbed(SEED, corrupting(0, 0.25), true)) {
      for (int i = 0; i < 1_000; i++) {
        bed.tell(SimStorage.Age.INSTANCE);
      }

      assertThat(bed.faults.struck(FaultKind.LOST_DISK)).as("seed %d", SEED).isBetween(200L, 300L);
    }
    try (StorageTestbed bed = new StorageTestbed(SEED, corrupting(0, 1), false)) {
      bed.tell(SimStorage.Age.INSTANCE);

      assertThat(bed.faults.struck(FaultKind.LOST_DISK)).isZero();
      assertThat(bed.read(Zone.values())).isEqualTo(Replica.format());
    }
  }

  @Test
  void nothingRotsOrIsLostUnlessTheDiskAges() {
    try (StorageTestbed bed = new StorageTestbed(SEED, corrupting(1, 1), true)) {
      bed.write(List.of(entry(1, OLD)));
      bed.sim.advance(1_000);
      bed.tell(SimStorage.PowerLoss.INSTANCE);
      bed.sim.advance(1_000_000_000);

      assertThat(bed.read(Zone.ENTRIES)).containsExactly(entry(1, OLD));
    }
  }

  @Test
  void sameSeedTearsAlikeAndAnotherOneDoesNot() {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    for (long seed = 0; seed < 20; seed++) {
      try (StorageTestbed one = torn(seed, 1_500);
          StorageTestbed other = torn(seed, 1_500)) {
        first.add(sectors(one.read(Zone.ENTRIES, 2)));
        second.add(sectors(other.read(Zone.ENTRIES, 2)));
      }
    }

    assertThat(first).isEqualTo(second);
    assertThat(Set.copyOf(first)).hasSizeGreaterThan(2);
  }
}
