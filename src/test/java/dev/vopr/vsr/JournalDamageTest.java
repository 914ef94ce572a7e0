package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Damage.Slot;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.proof.Notary;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a slot that was found wrong while a write is under way. */
class JournalDamageTest {
  private static final long DAMAGED = 3;

  private final ReplicaState state =
      new ReplicaState(TestCluster.settings(3), 0, new RecordingMachine(), Notary.NONE);

  private final Effects effects = new Effects(state.proofs);
  private final Journal journal = new Journal(state, effects);

  /** Three entries are durable; a fourth is being written when the slot of the third is found. */
  @BeforeEach
  void findDamageDuringAWrite() {
    state.status = Status.NORMAL;
    append(3);
    journal.flush();
    complete();
    append(1);
    journal.flush();
    journal.onDamaged(new Slot(Zone.ENTRIES, DAMAGED));
  }

  private void append(int entries) {
    for (int i = 0; i < entries; i++) {
      long op = state.log.op() + 1;
      state.log.append(TestCluster.entry(op, state.log.headChecksum(), "op" + op));
    }
  }

  /** The write under way ends; returns what the next one consists of, none if there is none. */
  private List<Block> complete() {
    DiskOperation write = effects.take(0).disk().get(0);
    journal.onCompleted(new DiskCompletion(write.id(), true, List.of()));
    return effects.take(0).disk().stream()
        .flatMap(next -> ((DiskOperation.Write) next).stages().stream())
        .flatMap(List::stream)
        .toList();
  }

  private static boolean isDamagedSlot(Block block) {
    return block.zone() == Zone.ENTRIES && block.slot() == DAMAGED;
  }

  @Test
  void itIsWrittenAgainWithTheNextWrite() {
    assertThat(journal.durableOp()).isEqualTo(DAMAGED - 1);

    assertThat(complete()).filteredOn(JournalDamageTest::isDamagedSlot).hasSize(1);

    assertThat(state.milestones[Milestone.SCRUB_REPAIRED.ordinal()]).isZero();
  }

  @Test
  void itIsLeftAloneIfACheckpointHasFreedItMeanwhile() {
    state.log.dropUpTo(DAMAGED);

    assertThat(complete()).noneMatch(JournalDamageTest::isDamagedSlot);

    assertThat(journal.durableOp()).isEqualTo(DAMAGED + 1);
  }

  @Test
  void itIsLeftAloneIfTheLogNowEndsBelowIt() {
    state.log.truncateAfter(DAMAGED - 1);
    journal.onReplaced(DAMAGED);

    assertThat(complete()).noneMatch(JournalDamageTest::isDamagedSlot);

    assertThat(journal.durableOp()).isEqualTo(DAMAGED - 1);
  }

  /** However often it was changed while the old one was being written. */
  @Test
  void anEntryInThePlaceOfAnotherIsNotDurableOnceTheOtherIs() {
    state.log.dropUpTo(DAMAGED);
    state.log.truncateAfter(DAMAGED);
    journal.onReplaced(DAMAGED + 1);
    journal.onFilled(DAMAGED + 1);
    append(1);

    complete();

    assertThat(journal.durableOp()).isEqualTo(DAMAGED);
  }
}
