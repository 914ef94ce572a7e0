package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static dev.vopr.vsr.scripted.Who.R_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.Zone;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Latent errors of a disk that are found and healed while the replica still knows better. */
class ScrubTest {
  private static final int SLOTS = 32;
  private static final long ROTTEN = 4;

  private static ClusterBuilder builder() {
    return cluster(3).clients(1).slots(SLOTS).checkpointEvery(16);
  }

  private static Cluster withSixOps() {
    return builder().scrubEvery(2).start().request(5).committed().settle().run(50);
  }

  private static Cluster untilHealed(Cluster cluster, int slots) {
    return cluster.runUntil(
        "the slot is healed", () -> cluster.reached(Milestone.SCRUB_REPAIRED, R2) == slots, 500);
  }

  private static boolean isIntact(Cluster cluster, long op) {
    ReplicaView replica = cluster.replica(R2);
    return cluster.disk(R2).holds(op, replica.checksumAt(op), SLOTS);
  }

  // ---- what is healed ---------------------------------------------------------------------------

  /** R11: bit rot at one holder is no reason to lose an entry, if it is found in time. */
  @Test
  void rottenEntryIsWrittenAgainBeforeACrashMakesItAHole() {
    Cluster cluster = withSixOps().corruptEntry(R2, ROTTEN);

    untilHealed(cluster, 1);

    assertThat(isIntact(cluster, ROTTEN)).isTrue();
    cluster.crash(R2).restart(R2).settle();
    assertThat(cluster.reached(Milestone.ENTRY_REPAIRED, R2)).isZero();
  }

  @Test
  void withoutScrubbingTheCrashMakesItAHole() {
    Cluster cluster = builder().start().request(5).committed().settle().run(50);

    cluster.corruptEntry(R2, ROTTEN).run(500);

    assertThat(isIntact(cluster, ROTTEN)).isFalse();
    cluster.crash(R2).restart(R2).settle();
    assertThat(cluster.reached(Milestone.ENTRY_REPAIRED, R2)).isOne();
  }

  @Test
  void rottenHeaderIsWrittenAgain() {
    Cluster cluster = withSixOps().corruptHeader(R2, ROTTEN);

    untilHealed(cluster, 1);

    assertThat(isIntact(cluster, ROTTEN)).isTrue();
  }

  /** D1: opening needs two copies; what rots meanwhile is replaced before it comes to that. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void rottenCopiesOfTheViewRecordAreWrittenAgain(int copies) {
    Cluster cluster = withSixOps();
    long before = cluster.disk(R2).record().orElseThrow().sequence();

    cluster.corruptViewRecord(R2, copies);
    cluster.runUntil(
        "a record is written", () -> cluster.reached(Milestone.SCRUB_REPAIRED, R2) > 0, 500);

    assertThat(cluster.run(100).disk(R2).record().orElseThrow().sequence()).isGreaterThan(before);
    cluster.corruptViewRecord(R2, 2).crash(R2).restart(R2).settle();
    assertThat(cluster.reached(Milestone.RECOVERY_BEGUN, R2)).isZero();
  }

  /** It goes to the other place, so that a crash in the middle loses nothing that was readable. */
  @Test
  void rottenCheckpointIsWrittenAgainElsewhere() {
    Cluster cluster = withSixOps().request(13).committed().settle().run(200);
    int place = cluster.disk(R2).content(Zone.CHECKPOINT, 0).length() > 0 ? 0 : 1;

    cluster.disk(R2).corrupt(Zone.CHECKPOINT, place);
    untilHealed(cluster, 1);

    assertThat(cluster.disk(R2).content(Zone.CHECKPOINT, 1 - place).length()).isPositive();
    cluster.crash(R2).restart(R2).settle();
    assertThat(cluster.reached(Milestone.RECOVERY_BEGUN, R2)).isZero();
    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R2)).isZero();
  }

  @Test
  void logThatRotsIsHealedSlotBySlot() {
    Cluster cluster = withSixOps();
    for (long op = 1; op <= 5; op++) {
      cluster.corruptEntry(R2, op).corruptHeader(R2, op);
    }

    untilHealed(cluster, 10);

    cluster.crash(R2).restart(R2).settle();
    assertThat(cluster.reached(Milestone.ENTRY_REPAIRED, R2)).isZero();
  }

  @Test
  void primaryIsHealedAsWell() {
    Cluster cluster = withSixOps().corruptEntry(R0, ROTTEN);

    cluster.runUntil("healed", () -> cluster.reached(Milestone.SCRUB_REPAIRED, R0) == 1, 500);

    cluster.request(1).committed().settle();
  }

  // ---- what is left alone -----------------------------------------------------------------------

  @Test
  void soundDiskIsTouredAndNothingIsWritten() {
    Cluster cluster = withSixOps();
    long before = cluster.disk(R1).record().orElseThrow().sequence();

    cluster.run(500);

    assertThat(cluster.reached(Milestone.SCRUB_TOUR, R1)).isGreaterThan(5);
    assertThat(cluster.reached(Milestone.SCRUB_REPAIRED, R1)).isZero();
    assertThat(cluster.disk(R1).record().orElseThrow().sequence()).isEqualTo(before);
  }

  /** The first view record is being written, and there is nothing else yet. */
  @Test
  void nothingIsReadWhileNothingIsCertain() {
    Cluster cluster = builder().scrubEvery(2).down().start();
    cluster.disk(R0).holdBefore(Zone.VIEW_RECORD);
    cluster.restart(R_ALL).disk(R0).holdReads();

    cluster.run(50);
    assertThat(cluster.status(R0)).isEqualTo(Status.NORMAL);
    assertThat(cluster.disk(R0).heldReads()).isEmpty();
    cluster.disk(R0).release();

    cluster.runUntil("it reads", () -> cluster.reached(Milestone.SCRUB_TOUR, R0) > 2, 500);
  }

  @Test
  void nothingIsReadWhenItIsOff() {
    Cluster cluster = builder().start();
    cluster.disk(R1).holdReads();

    cluster.request(5).committed().run(500);

    assertThat(cluster.disk(R1).heldReads()).isEmpty();
    assertThat(cluster.reached(Milestone.SCRUB_TOUR, R1)).isZero();
  }

  /** What a read shows that was overtaken by a write is the past, not damage. */
  @ParameterizedTest
  @EnumSource(names = {"VIEW_RECORD", "ENTRIES", "HEADERS"})
  void slotThatWasOverwrittenSinceTheReadIsLeftAlone(Zone zone) {
    Cluster cluster = withSixOps();
    cluster.disk(R2).holdReads();
    cluster.runUntil("a slot of the zone is being read", () -> isReading(cluster, zone), 500);

    cluster.request(2 * SLOTS).committed().settle();
    cluster.disk(R2).release();
    cluster.run(200);

    assertThat(cluster.reached(Milestone.SCRUB_REPAIRED, R2)).isZero();
    assertThat(cluster.reached(Milestone.SCRUB_TOUR, R2)).isPositive();
  }

  private static boolean isReading(Cluster cluster, Zone zone) {
    ScriptedDisk disk = cluster.disk(R2);
    boolean isIt =
        disk.heldReads().stream()
            .flatMap(read -> read.blocks().stream())
            .map(Block::zone)
            .anyMatch(zone::equals);
    if (!isIt) {
      disk.tellReads();
    }
    return isIt;
  }

  @Test
  void atMostOneReadIsUnderWay() {
    Cluster cluster = withSixOps();
    cluster.disk(R2).holdReads();

    cluster.run(200);

    assertThat(cluster.disk(R2).heldReads()).hasSize(1);
  }

  // ---- what it means for the rest ---------------------------------------------------------------

  /** D5 is about writes: a read that fails is a slot that is corrupt. */
  @Test
  void failedReadIsADamagedSlotAndNotAFailedDisk() {
    Cluster cluster = withSixOps();

    cluster.disk(R2).failReads(true);
    cluster.run(200).disk(R2).failReads(false);
    cluster.run(200);

    assertThat(cluster.status(R2)).isEqualTo(Status.NORMAL);
    assertThat(cluster.reached(Milestone.DISK_FAILED, R2)).isZero();
    assertThat(cluster.reached(Milestone.SCRUB_REPAIRED, R2)).isPositive();
    cluster.request(3).committed().settle();
  }

  /** N3: what is known not to be on the disk is not acknowledged until it is there again. */
  @Test
  void damagedEntryCountsAsNotDurableUntilItIsHealed() {
    Cluster cluster = withSixOps();
    long op = cluster.op(R2);
    cluster.disk(R2).holdBefore(Zone.ENTRIES);
    cluster.corruptEntry(R2, op);

    cluster.runUntil("it is found", () -> cluster.replica(R2).durableOp() == op - 1, 500);
    cluster.disk(R2).release();

    cluster.runUntil("it is healed", () -> cluster.replica(R2).durableOp() == op, 500);
  }

  /** V2: what it shows of its log is on its disk: the view change waits for the healing. */
  @Test
  void replicaWithDamageShowsItsLogOnceThatIsHealed() {
    Cluster cluster = withSixOps();
    cluster.disk(R2).holdBefore(Zone.ENTRIES);
    cluster.corruptEntry(R2, ROTTEN);
    cluster.runUntil("it is found", () -> cluster.replica(R2).durableOp() < ROTTEN, 500);

    cluster.crash(R0).run(400);
    assertThat(cluster.status(R1)).isNotEqualTo(Status.NORMAL);
    cluster.disk(R2).release();

    cluster.request(1).committed().settle();
    cluster.restart(R0).settle();
    assertThat(cluster.isNormal(R_ALL)).isTrue();
  }

  /** The power goes while a slot is healed: it is no worse than before. */
  @ParameterizedTest
  @EnumSource(names = {"ENTRIES", "HEADERS"})
  void crashInTheMiddleOfHealingIsSurvived(Zone zone) {
    Cluster cluster = withSixOps();
    cluster.disk(R2).holdBefore(zone);
    cluster.disk(R2).corrupt(zone, cluster.slot(ROTTEN));
    cluster.runUntil("it is found", () -> cluster.replica(R2).durableOp() < ROTTEN, 500);

    cluster.crash(R2).disk(R2).tearLastWrite();
    cluster.restart(R2).settle();

    assertThat(List.of(cluster.status(R0), cluster.status(R2))).containsOnly(Status.NORMAL);
    assertThat(cluster.reached(Milestone.RECOVERY_BEGUN, R2)).isZero();
  }
}
