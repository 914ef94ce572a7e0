package dev.vopr.storage;

import static dev.vopr.storage.StorageTestbed.HEALTHY;
import static dev.vopr.storage.StorageTestbed.entry;
import static dev.vopr.storage.StorageTestbed.filled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultFamily;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Plan;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault of disks: where it strikes, how often, and that it does not when it is off. */
class DiskFaultsTest {
  private static final long SEED = 5;
  private static final int SLOTS = 40;
  private static final long MILLI = 1_000_000;
  private static final Bytes OLD = filled(1024, 1);
  private static final Bytes NEW = filled(1024, 2);

  private static StorageTestbed bed(StorageSettings settings) {
    return new StorageTestbed(SEED, settings, true);
  }

  private static StorageTestbed planned(FaultKind kind, long number, long amount, long detail) {
    Plan plan = new Plan(List.of(new Decision(kind, 0, number, amount, detail)));
    StorageSettings settings = HEALTHY.with(new StorageSettings.Rest(MILLI, 0, 0, 0, 0));
    return new StorageTestbed(SEED, settings, true, Optional.of(plan));
  }

  private static StorageSettings.Writes writes(FaultKind kind, double probability) {
    return new StorageSettings.Writes(
        kind == FaultKind.WRITE_ERROR ? probability : 0,
        kind == FaultKind.DISK_FULL ? probability : 0,
        3,
        kind == FaultKind.TORN_WRITE ? probability : 0,
        kind == FaultKind.LOST_WRITE ? probability : 0,
        kind == FaultKind.LYING_SYNC ? probability : 0,
        kind == FaultKind.MISDIRECTED_WRITE ? probability : 0);
  }

  private static StorageSettings.Reads reads(FaultKind kind, double probability) {
    return new StorageSettings.Reads(
        kind == FaultKind.READ_ERROR ? probability : 0,
        kind == FaultKind.READ_FLIP ? probability : 0,
        kind == FaultKind.MISDIRECTED_READ ? probability : 0,
        kind == FaultKind.STALE_SECTOR ? probability : 0);
  }

  private static StorageSettings.Rest rest(FaultKind kind, double probability) {
    return new StorageSettings.Rest(
        MILLI,
        kind == FaultKind.BIT_ROT ? probability : 0,
        kind == FaultKind.ZEROED_SECTOR ? probability : 0,
        kind == FaultKind.CORRUPT_SLOT ? probability : 0,
        kind == FaultKind.LOST_DISK ? probability : 0);
  }

  private static StorageSettings always(FaultKind kind) {
    return at(kind, 1);
  }

  private static StorageSettings at(FaultKind kind, double probability) {
    StorageSettings.Slow slow = StorageSettings.Slow.NEVER;
    return HEALTHY
        .with(writes(kind, probability))
        .with(reads(kind, probability))
        .with(rest(kind, probability))
        .with(
            new StorageSettings.Slow(
                kind == FaultKind.SLOW_DISK ? probability : 0,
                MILLI,
                MILLI,
                2 * MILLI,
                slow.latency(),
                List.of()));
  }

  /** Returns the slots in which an entry may, or may not, deceive. */
  private static List<Integer> slots(StorageTestbed bed, boolean mayDeceive) {
    List<Integer> slots = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      if (bed.atlas.mayDeceive(0, Zone.ENTRIES, slot) == mayDeceive) {
        slots.add(slot);
      }
    }
    return slots;
  }

  private static List<Block> entries(Bytes content) {
    List<Block> blocks = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      blocks.add(entry(slot, content));
    }
    return blocks;
  }

  private static void write(StorageTestbed bed, List<Block> blocks) {
    bed.write(blocks);
    bed.sim.advance(1_000);
  }

  private static boolean lastIsDone(StorageTestbed bed) {
    return bed.answers.get(bed.answers.size() - 1).completion().isDone();
  }

  private static int bits(Bytes one, Bytes other) {
    int bits = 0;
    for (int i = 0; i < one.length(); i++) {
      bits += Integer.bitCount((one.toArray()[i] ^ other.toArray()[i]) & 0xFF);
    }
    return bits;
  }

  // ---- all kinds --------------------------------------------------------------------------------

  private static long numberOfStruck(StorageTestbed bed) {
    write(bed, entries(OLD));
    write(bed, entries(NEW));
    bed.write(entries(OLD));
    bed.sim.advance(500);
    bed.tell(SimStorage.PowerLoss.INSTANCE);
    bed.tell(SimStorage.Age.INSTANCE);
    bed.submit(new DiskOperation.ReadZones(1_000, List.of(Zone.values())));
    bed.sim.advance(10 * MILLI);
    return bed.faults.struck();
  }

  private static List<FaultKind> diskFaults() {
    List<FaultKind> kinds = new ArrayList<>(List.of(FaultKind.values()));
    kinds.removeIf(kind -> kind.family() != FaultFamily.STORAGE);
    return kinds;
  }

  @ParameterizedTest
  @MethodSource("diskFaults")
  void kindStrikesAloneWhenOnAndNeverWhenOffHealedOrNotPermitted(FaultKind kind) {
    try (StorageTestbed on = bed(always(kind));
        StorageTestbed off = bed(always(FaultKind.LOSS));
        StorageTestbed healed = bed(always(kind));
        StorageTestbed spared = new StorageTestbed(SEED, always(kind), false)) {
      healed.tell(SimStorage.Heal.INSTANCE);

      assertThat(numberOfStruck(on)).isPositive().isEqualTo(on.faults.struck(kind));
      assertThat(numberOfStruck(off)).isZero();
      assertThat(numberOfStruck(healed)).isZero();
      boolean isSilent =
          switch (kind) {
            case WRITE_ERROR, READ_ERROR, DISK_FULL, TORN_WRITE, SLOW_DISK -> false;
            default -> true;
          };
      assertThat(numberOfStruck(spared) == 0).isEqualTo(isSilent);
    }
  }

  /**
   * Writes all entries so often, reads them after that as often, and returns the numbers at which a
   * kind could strike: of writes, of blocks written, or of blocks read.
   */
  private static List<Long> occasions(StorageTestbed bed, FaultKind kind, int rounds) {
    List<Long> occasions = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      write(bed, entries(round % 2 == 0 ? OLD : NEW));
      if (kind == FaultKind.LYING_SYNC) {
        occasions.add(round + 1L);
        continue;
      }
      for (int slot = 0; slot < SLOTS; slot++) {
        boolean isHit =
            kind == FaultKind.READ_FLIP
                ? bed.atlas.mayBreak(0, Zone.ENTRIES, slot)
                : bed.atlas.mayDeceive(0, Zone.ENTRIES, slot);
        if (isHit) {
          occasions.add(round * (long) SLOTS + slot + 1);
        }
      }
    }
    for (int round = 0; round < rounds; round++) {
      bed.read(Zone.ENTRIES);
    }
    return occasions;
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultKind.class,
      names = {
        "LOST_WRITE",
        "MISDIRECTED_WRITE",
        "LYING_SYNC",
        "READ_FLIP",
        "MISDIRECTED_READ",
        "STALE_SECTOR"
      })
  void kindStrikesAtItsRateWhereItMayAndNowhereElse(FaultKind kind) {
    try (StorageTestbed on = bed(always(kind));
        StorageTestbed half = bed(at(kind, 0.5))) {
      List<Long> all = occasions(on, kind, 2);
      List<Long> some = occasions(half, kind, 60);
      if (kind == FaultKind.MISDIRECTED_WRITE) {
        // All others go where the first one is, so that it has no other place to go to.
        long first = all.get(0);
        all.removeIf(number -> (number - first) % SLOTS == 0);
      }

      assertThat(numbers(on)).isEqualTo(all);
      assertThat(some).containsAll(numbers(half));
      assertThat(numbers(half)).doesNotHaveDuplicates();
      double deviation = Math.sqrt(some.size() * 0.25);
      assertThat(Math.abs(numbers(half).size() - some.size() * 0.5))
          .as("%d of %d with seed %d", numbers(half).size(), some.size(), SEED)
          .isLessThan(3 * deviation);
    }
  }

  private static List<Long> numbers(StorageTestbed bed) {
    return bed.faults.plan().decisions().stream().map(Decision::number).toList();
  }

  // ---- writes -----------------------------------------------------------------------------------

  @Test
  void fullDiskRefusesTheNumberOfWritesThatIsDecided() {
    try (StorageTestbed bed = planned(FaultKind.DISK_FULL, 2, 3, 0)) {
      List<Boolean> done = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        write(bed, List.of(entry(i, NEW)));
        done.add(lastIsDone(bed));
      }

      assertThat(done).containsExactly(true, false, false, false, true, true);
      assertThat(bed.faults.struck(FaultKind.DISK_FULL)).isEqualTo(1);
      assertThat(bed.read(Zone.ENTRIES)).extracting(Block::slot).containsExactly(0, 4, 5);
    }
  }

  @Test
  void failedWriteIsDoneInPartOrNotAtAllAsDecided() {
    try (StorageTestbed untouched = planned(FaultKind.WRITE_ERROR, 1, 0, 77);
        StorageTestbed partial = planned(FaultKind.WRITE_ERROR, 1, 0, -77)) {
      write(untouched, entries(NEW));
      write(partial, entries(NEW));

      assertThat(lastIsDone(untouched)).isFalse();
      assertThat(lastIsDone(partial)).isFalse();
      assertThat(untouched.read(Zone.ENTRIES)).isEmpty();
      assertThat(partial.read(Zone.ENTRIES)).isNotEmpty();
    }
  }

  @Test
  void lostWriteIsAnsweredAsDoneAndLeavesTheOldContent() {
    try (StorageTestbed bed = bed(always(FaultKind.LOST_WRITE))) {
      write(bed, entries(NEW));

      assertThat(lastIsDone(bed)).isTrue();
      assertThat(bed.read(Zone.ENTRIES))
          .extracting(Block::slot)
          .containsExactlyElementsOf(slots(bed, false));
      assertThat(bed.faults.struck(FaultKind.LOST_WRITE)).isEqualTo(slots(bed, true).size());
    }
  }

  @Test
  void plannedLostWriteStrikesTheBlockOfItsNumber() {
    int lost = SLOTS;
    try (StorageTestbed bed = planned(FaultKind.LOST_WRITE, 1, 0, 0)) {
      lost = slots(bed, true).get(3);
    }
    try (StorageTestbed bed = planned(FaultKind.LOST_WRITE, 1L + SLOTS + lost, 0, 0)) {
      write(bed, entries(OLD));
      write(bed, entries(NEW));

      assertThat(bed.faults.unused()).isEmpty();
      for (int slot = 0; slot < SLOTS; slot++) {
        assertThat(bed.read(Zone.ENTRIES, slot)).isEqualTo(slot == lost ? OLD : NEW);
      }
    }
  }

  @Test
  void misdirectedWriteHitsAnotherSlotOfTheSameZone() {
    int missed = SLOTS;
    try (StorageTestbed bed = planned(FaultKind.MISDIRECTED_WRITE, 1, 0, 0)) {
      missed = slots(bed, true).get(2);
    }
    try (StorageTestbed bed =
        planned(FaultKind.MISDIRECTED_WRITE, 1L + SLOTS, 0, 0x4000_0000_0000_0000L)) {
      write(bed, entries(OLD));
      bed.write(List.of(entry(missed, NEW)));
      bed.sim.advance(1_000);

      assertThat(lastIsDone(bed)).isTrue();
      assertThat(bed.read(Zone.ENTRIES, missed)).isEqualTo(OLD);
      List<Block> hit = new ArrayList<>(bed.read(Zone.ENTRIES));
      hit.removeIf(block -> block.content().equals(OLD));
      assertThat(hit).singleElement().extracting(Block::content).isEqualTo(NEW);
      assertThat(slots(bed, true)).contains(hit.get(0).slot());
    }
  }

  @Test
  void syncFailsOnceAndThenLiesAboutWhatIsGone() {
    try (StorageTestbed bed = planned(FaultKind.LYING_SYNC, 2, 0, 0)) {
      write(bed, entries(OLD));
      DiskOperation.Write write = new DiskOperation.Write(99, List.of(entries(NEW)));
      bed.submit(write);
      bed.sim.advance(1_000);
      assertThat(lastIsDone(bed)).isFalse();
      bed.submit(write);
      bed.sim.advance(1_000);
      assertThat(lastIsDone(bed)).isTrue();

      for (int slot : slots(bed, true)) {
        assertThat(bed.read(Zone.ENTRIES, slot)).isEqualTo(OLD);
      }
      for (int slot : slots(bed, false)) {
        assertThat(bed.read(Zone.ENTRIES, slot)).isEqualTo(NEW);
      }
      write(bed, entries(NEW));
      assertThat(bed.read(Zone.ENTRIES)).isEqualTo(entries(NEW));
    }
  }

  @Test
  void powerLossThatDoesNotTearLeavesNothingOfTheStage() {
    try (StorageTestbed bed = bed(always(FaultKind.LOSS))) {
      bed.write(entries(NEW));
      bed.sim.advance(999);
      bed.tell(SimStorage.PowerLoss.INSTANCE);

      assertThat(bed.read(Zone.ENTRIES)).isEmpty();
    }
  }

  @Test
  void tornStageMayBeAPrefixOfItsSectors() {
    int prefixes = 0;
    for (long detail = 1; detail <= 400; detail++) {
      Medium medium = new Medium();
      entries(OLD).forEach(medium::write);
      new Tearing(new Sectors(512), medium).tear(entries(NEW), detail);
      StringBuilder sectors = new StringBuilder();
      for (Block block : medium.all(List.of(Zone.ENTRIES))) {
        sectors.append(block.content().toArray()[0]).append(block.content().toArray()[512]);
      }
      prefixes += sectors.toString().matches("2*1*") ? 1 : 0;
    }

    assertThat(prefixes).isBetween(75, 125);
  }

  // ---- reads ------------------------------------------------------------------------------------

  @Test
  void failedReadIsToldAndTheNextOneIsGood() {
    try (StorageTestbed bed = planned(FaultKind.READ_ERROR, 1, 0, 0)) {
      write(bed, entries(NEW));
      bed.submit(new DiskOperation.ReadSlot(50, Zone.ENTRIES, 1));
      bed.sim.advance(1_000);
      assertThat(lastIsDone(bed)).isFalse();

      assertThat(bed.read(Zone.ENTRIES, 1)).isEqualTo(NEW);
    }
  }

  @Test
  void bitIsFlippedOnReadOnly() {
    try (StorageTestbed bed = planned(FaultKind.READ_FLIP, 1, 0, -1)) {
      write(bed, entries(NEW));

      assertThat(bits(bed.read(Zone.ENTRIES, 7), NEW)).isEqualTo(1);
      assertThat(bed.read(Zone.ENTRIES, 7)).isEqualTo(NEW);
    }
  }

  @Test
  void misdirectedReadShowsAnotherSlotOfTheSameZone() {
    try (StorageTestbed bed = bed(always(FaultKind.MISDIRECTED_READ))) {
      List<Block> blocks = new ArrayList<>();
      for (int slot = 0; slot < SLOTS; slot++) {
        blocks.add(entry(slot, filled(9, slot)));
      }
      write(bed, blocks);

      for (int slot : slots(bed, true)) {
        int shown = bed.read(Zone.ENTRIES, slot).toArray()[0];
        assertThat(slots(bed, true)).contains(shown);
        assertThat(shown).isNotEqualTo(slot);
      }
      for (int slot : slots(bed, false)) {
        assertThat(bed.read(Zone.ENTRIES, slot)).isEqualTo(filled(9, slot));
      }
    }
  }

  @Test
  void staleSectorIsAsBeforeTheLastWrite() {
    try (StorageTestbed bed = bed(always(FaultKind.STALE_SECTOR))) {
      write(bed, entries(OLD));
      write(bed, entries(NEW));

      for (int slot : slots(bed, true)) {
        byte[] content = bed.read(Zone.ENTRIES, slot).toArray();
        assertThat(content[0] + content[512]).isEqualTo(3);
      }
      for (int slot : slots(bed, false)) {
        assertThat(bed.read(Zone.ENTRIES, slot)).isEqualTo(NEW);
      }
    }
  }

  @Test
  void nothingIsStaleInASlotThatWasWrittenOnce() {
    try (StorageTestbed bed = bed(always(FaultKind.STALE_SECTOR))) {
      write(bed, entries(NEW));

      assertThat(bed.read(Zone.ENTRIES)).isEqualTo(entries(NEW));
      assertThat(bed.faults.struck()).isZero();
    }
  }

  // ---- at rest ----------------------------------------------------------------------------------

  private static List<Block> damaged(StorageTestbed bed) {
    List<Block> damaged = new ArrayList<>(bed.read(Zone.ENTRIES));
    damaged.removeIf(block -> block.content().equals(NEW));
    return damaged;
  }

  @Test
  void bitRotsAtTheIntervalThatIsDecidedAndStaysSo() {
    try (StorageTestbed bed = planned(FaultKind.BIT_ROT, 3, 0, 12)) {
      write(bed, entries(NEW));
      bed.sim.advance(3 * MILLI - 2_000);
      assertThat(damaged(bed)).isEmpty();
      bed.sim.advance(MILLI);

      assertThat(damaged(bed)).hasSize(1);
      assertThat(bits(damaged(bed).get(0).content(), NEW)).isEqualTo(1);
      bed.sim.advance(20 * MILLI);
      assertThat(damaged(bed)).hasSize(1);
    }
  }

  @Test
  void sectorIsZeroedWhole() {
    try (StorageTestbed bed = planned(FaultKind.ZEROED_SECTOR, 1, 0, 12)) {
      write(bed, entries(NEW));
      bed.sim.advance(MILLI);

      byte[] content = damaged(bed).get(0).content().toArray();
      assertThat(damaged(bed)).hasSize(1);
      assertThat(content[0] + content[512]).isEqualTo(2);
      assertThat(content[511] + content[1023]).isEqualTo(2);
    }
  }

  @Test
  void asManySlotsAreCorruptAsDecidedAndEachOnce() {
    try (StorageTestbed bed = planned(FaultKind.CORRUPT_SLOT, 2, 17, 12)) {
      write(bed, entries(NEW));
      bed.tell(SimStorage.Age.INSTANCE);
      assertThat(bed.counters.corruptions()).isZero();
      List<Block> before = bed.read(Zone.values());
      bed.tell(SimStorage.Age.INSTANCE);

      List<Block> after = new ArrayList<>(bed.read(Zone.values()));
      after.removeAll(before);
      assertThat(after).hasSize(17);
      assertThat(bed.counters.corruptions()).isEqualTo(17);
    }
  }

  @Test
  void slotsAreCorruptInEveryShape() {
    boolean isShorter = false;
    boolean isLonger = false;
    boolean isZeroed = false;
    boolean isFlipped = false;
    try (StorageTestbed bed = bed(always(FaultKind.CORRUPT_SLOT))) {
      write(bed, entries(NEW));
      bed.tell(SimStorage.Age.INSTANCE);
      assertThat(damaged(bed)).hasSize(SLOTS);
      for (Block block : damaged(bed)) {
        int length = block.content().length();
        isShorter |= length < NEW.length();
        isLonger |= length > NEW.length();
        int bits = length == NEW.length() ? bits(block.content(), NEW) : 0;
        isFlipped |= bits == 1;
        isZeroed |= bits == 512;
      }
    }

    assertThat(List.of(isShorter, isLonger, isZeroed, isFlipped)).containsOnly(true);
  }

  @Test
  void numberOfCorruptSlotsIsThatOfIndependentSlots() {
    int slots = 0;
    int starts = 400;
    double share = 0.05;
    try (StorageTestbed bed = bed(HEALTHY.with(rest(FaultKind.CORRUPT_SLOT, share)))) {
      for (int i = 0; i < starts; i++) {
        write(bed, entries(NEW));
        bed.tell(SimStorage.Age.INSTANCE);
        slots += damaged(bed).size();
      }
      double untouched = Math.pow(1 - share, SLOTS + 4) * starts;

      assertThat(slots).as("seed %d", SEED).isBetween(700, 900);
      assertThat(starts - bed.faults.struck(FaultKind.CORRUPT_SLOT))
          .as("seed %d", SEED)
          .isBetween((long) untouched - 15, (long) untouched + 15);
    }
  }

  @Test
  void plannedLossOfADiskStrikesAtItsStart() {
    try (StorageTestbed bed = planned(FaultKind.LOST_DISK, 2, 0, 0)) {
      bed.tell(SimStorage.Age.INSTANCE);
      assertThat(bed.read(Zone.values())).isNotEmpty();
      bed.tell(SimStorage.Age.INSTANCE);

      assertThat(bed.read(Zone.values())).isEmpty();
    }
  }
}
