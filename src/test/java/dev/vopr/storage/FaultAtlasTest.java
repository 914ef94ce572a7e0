package dev.vopr.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.disk.Zone;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the atlas guarantees, whatever strikes where it permits. */
class FaultAtlasTest {
  private static final int SLOTS = 64;
  private static final int SEEDS = 200;

  private static FaultAtlas atlas(long seed, int disks, int faulty) {
    return FaultAtlas.of(
        SimRng.of(seed), disks, StorageSettings.healthy(1, 1).withFaultyDisks(faulty));
  }

  private static FaultAtlas unrestricted(long seed, int disks) {
    StorageSettings some = StorageSettings.healthy(1, 1);
    StorageSettings all =
        new StorageSettings(
            some.latency(), 1, 512, some.writes(), some.reads(), some.rest(), some.slow(), 0, true);
    return FaultAtlas.of(SimRng.of(seed), disks, all);
  }

  private static boolean mayHarm(FaultAtlas atlas, int disk, Zone zone, int slot) {
    return atlas.mayLose(disk)
        || atlas.mayBreak(disk, zone, slot)
        || atlas.mayDeceive(disk, zone, slot);
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "3, 1", "5, 0", "5, 1", "5, 2", "7, 0", "7, 2", "7, 3"})
  void everySlotKeepsAQuorumOfGoodCopiesInEveryZone(int disks, int faulty) {
    for (long seed = 0; seed < SEEDS; seed++) {
      FaultAtlas atlas = atlas(seed, disks, faulty);
      for (Zone zone : Zone.values()) {
        for (int slot = 0; slot < SLOTS; slot++) {
          int harmed = 0;
          for (int disk = 0; disk < disks; disk++) {
            harmed += mayHarm(atlas, disk, zone, slot) ? 1 : 0;
          }
          int most = zone == Zone.ENTRIES ? disks / 2 : faulty;
          assertThat(harmed).as("seed %d, %s %d", seed, zone, slot).isEqualTo(most);
        }
      }
    }
  }

  /**
   * An entry is written to any set of disks, and everything strikes that may, in any order: either
   * a good copy is left, or a quorum of undamaged disks never had it.
   */
  @ParameterizedTest
  @CsvSource({"3, 0", "3, 1", "5, 0", "5, 1", "5, 2"})
  void entryIsRecoverableOrCertainlyUncommittedAfterAnyAsks(int disks, int faulty) {
    for (long seed = 0; seed < SEEDS; seed++) {
      FaultAtlas atlas = atlas(seed, disks, faulty);
      SimRng rng = SimRng.of(seed).fork("asks");
      for (int slot = 0; slot < SLOTS; slot++) {
        int holders = rng.nextInt(1 << disks);
        int good = holders;
        for (int ask = 0; ask < 30; ask++) {
          int disk = rng.nextInt(disks);
          Zone zone = Zone.values()[rng.nextInt(Zone.values().length)];
          boolean isHarmed = mayHarm(atlas, disk, zone, slot);
          good &= isHarmed ? ~(1 << disk) : -1;
        }
        int quorum = disks / 2 + 1;
        int witnesses = 0;
        for (int disk = 0; disk < disks; disk++) {
          boolean isWitness =
              (holders >> disk & 1) == 0 && !mayHarm(atlas, disk, Zone.ENTRIES, slot);
          witnesses += isWitness ? 1 : 0;
        }
        if (Integer.bitCount(holders) >= quorum) {
          assertThat(good).as("seed %d, slot %d", seed, slot).isNotZero();
        } else if (good == 0) {
          assertThat(witnesses).as("seed %d, slot %d", seed, slot).isGreaterThanOrEqualTo(quorum);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 1, false", "5, 2, false", "5, 1, false", "3, 0, true", "5, 0, true"})
  void whatDeceivesHasAWitnessOnTheSameDisk(int disks, int faulty, boolean isUnrestricted) {
    for (long seed = 0; seed < SEEDS; seed++) {
      FaultAtlas atlas = isUnrestricted ? unrestricted(seed, disks) : atlas(seed, disks, faulty);
      for (int disk = 0; disk < disks; disk++) {
        for (int slot = 0; slot < SLOTS; slot++) {
          assertThat(atlas.mayDeceive(disk, Zone.HEADERS, slot)).isFalse();
          boolean isHeaderWeak = atlas.mayBreak(disk, Zone.HEADERS, slot);
          boolean isEntryWeak = atlas.mayDeceive(disk, Zone.ENTRIES, slot);
          assertThat(isHeaderWeak && isEntryWeak).as("seed %d", seed).isFalse();
        }
        int weakCopies = 0;
        for (int copy = 0; copy < ViewRecord.COPIES; copy++) {
          weakCopies += atlas.mayDeceive(disk, Zone.VIEW_RECORD, copy) ? 1 : 0;
        }
        assertThat(weakCopies).as("seed %d", seed).isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void withoutRestrictionEveryDiskMayBeLost() {
    FaultAtlas atlas = unrestricted(7, 5);

    for (int disk = 0; disk < 5; disk++) {
      assertThat(atlas.mayLose(disk)).isTrue();
      assertThat(atlas.mayBreak(disk, Zone.VIEW_RECORD, 3)).isTrue();
      assertThat(atlas.mayBreak(disk, Zone.ENTRIES, 3)).isTrue();
    }
  }

  @Test
  void everyDiskIsFaultySomewhereAndTheAtlasFollowsFromTheSeed() {
    Set<Integer> lost = new LinkedHashSet<>();
    Set<Integer> inTurn = new LinkedHashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      FaultAtlas atlas = atlas(seed, 5, 1);
      FaultAtlas same = atlas(seed, 5, 1);
      for (int disk = 0; disk < 5; disk++) {
        assertThat(same.mayLose(disk)).isEqualTo(atlas.mayLose(disk));
        if (atlas.mayLose(disk)) {
          lost.add(disk);
        }
        for (int slot = 0; slot < SLOTS && seed == 0; slot++) {
          assertThat(same.mayBreak(disk, Zone.ENTRIES, slot))
              .isEqualTo(atlas.mayBreak(disk, Zone.ENTRIES, slot));
          if (atlas.mayBreak(disk, Zone.ENTRIES, slot)) {
            inTurn.add(disk);
          }
        }
      }
    }

    assertThat(lost).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    assertThat(inTurn).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }
}
