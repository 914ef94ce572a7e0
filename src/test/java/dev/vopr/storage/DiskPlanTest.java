package dev.vopr.storage;

import static dev.vopr.storage.StorageTestbed.HEALTHY;
import static dev.vopr.storage.StorageTestbed.entry;
import static dev.vopr.storage.StorageTestbed.filled;
import static dev.vopr.storage.StorageTestbed.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.Decision;
import dev.vopr.fault.Plan;
import dev.vopr.sim.SimRng;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A plan that was taken down leaves the same bytes on the disk as chance did. */
class DiskPlanTest {
  private static final StorageSettings CHAOS =
      HEALTHY
          .with(new StorageSettings.Writes(0.1, 0.02, 4, 0.9, 0.1, 0.1, 0.1))
          .with(new StorageSettings.Reads(0.1, 0.05, 0.05, 0.05))
          .with(new StorageSettings.Rest(1_000_000, 0.3, 0.2, 0.1, 0.03));

  /** Writes, tries again what fails, reads, and loses the power again and again. */
  private static List<Block> live(StorageTestbed bed, long seed) {
    SimRng rng = SimRng.of(seed).fork("life");
    for (int i = 1; i <= 400; i++) {
      List<Block> entries = new ArrayList<>();
      List<Block> headers = new ArrayList<>();
      for (int block = 0; block < 4; block++) {
        int slot = rng.nextInt(32);
        entries.add(entry(slot, filled(1 + rng.nextInt(1_500), i)));
        headers.add(header(slot, filled(60, i)));
      }
      DiskOperation.Write write = new DiskOperation.Write(i, List.of(entries, headers));
      bed.submit(write);
      if (rng.chance(0.1)) {
        bed.sim.advance(rng.nextInt(2_500));
        bed.tell(SimStorage.PowerLoss.INSTANCE);
        bed.tell(SimStorage.Age.INSTANCE);
        bed.submit(new DiskOperation.ReadZones(1_000_000 + i, List.of(Zone.values())));
      }
      bed.sim.advance(50_000);
      boolean isFailed =
          bed.answers.stream()
              .anyMatch(
                  answer ->
                      answer.completion().id() == write.id() && !answer.completion().isDone());
      if (isFailed) {
        bed.submit(write);
        bed.sim.advance(50_000);
      }
    }
    bed.tell(SimStorage.Heal.INSTANCE);
    return bed.read(Zone.values());
  }

  @Test
  void replayedPlanGivesTheSameAnswersAndTheSameMediumByteForByte() {
    for (long seed = 1; seed <= 5; seed++) {
      try (StorageTestbed first = new StorageTestbed(seed, CHAOS, true)) {
        List<Block> medium = live(first, seed);
        Plan plan = first.faults.plan();
        assertThat(plan.decisions()).hasSizeGreaterThan(100);
        StorageSettings quiet = HEALTHY.with(new StorageSettings.Rest(1_000_000, 0, 0, 0, 0));
        try (StorageTestbed second = new StorageTestbed(seed, quiet, true, Optional.of(plan))) {
          assertThat(live(second, seed)).as("seed %d", seed).isEqualTo(medium);
          assertThat(second.answers).isEqualTo(first.answers);
          assertThat(second.faults.plan()).isEqualTo(plan);
          assertThat(second.faults.unused()).isEmpty();
        }
      }
    }
  }

  @Test
  void planWithoutOneDecisionLeavesTheOthersAsTheyWere() {
    try (StorageTestbed first = new StorageTestbed(3, CHAOS, true)) {
      live(first, 3);
      List<Decision> fewer = new ArrayList<>(first.faults.plan().decisions());
      fewer.remove(fewer.size() / 2);
      Plan plan = new Plan(fewer);
      StorageSettings quiet = HEALTHY.with(new StorageSettings.Rest(1_000_000, 0, 0, 0, 0));
      try (StorageTestbed second = new StorageTestbed(3, quiet, true, Optional.of(plan))) {
        live(second, 3);

        assertThat(second.faults.unused().size()).isLessThan(fewer.size() / 10);
      }
    }
  }
}
