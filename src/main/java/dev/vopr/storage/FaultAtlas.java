package dev.vopr.storage;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.disk.Zone;

/**
 * Which disk may be damaged where, decided for a run in advance, so that the cluster can always
 * make good what its disks lose. As nothing depends on what has happened so far, a part of a plan
 * is carried out at the same places as the whole plan. The model is TigerBeetle's
 * ClusterFaultAtlas.
 *
 * <pre>
 *  disk              | zone             | may break, so that a check finds it | may deceive: valid, but old or misplaced
 *  faulty            | view record      | all copies                          | one copy
 *  faulty            | checkpoint       | both                                | both
 *  faulty            | headers          | in loud slots                       | never
 *  faulty            | entries          | everywhere                          | in slots that are not loud
 *  other, its turn   | entries          | in the slots whose turn it is       | in the slots whose turn it is
 * </pre>
 *
 * <p>Progress: in each slot at most f of 2f + 1 disks are damaged, the faulty ones included. An
 * entry that may have been committed is on f + 1 disks, one of them good; one of which no good copy
 * is left was on f disks at most, and the f + 1 others can tell that they never had it. Only a
 * faulty disk can leave its replica in doubt about its view or the end of its log, so f + 1
 * replicas can always vote.
 *
 * <p>What a crash tears is not counted, on any disk, for it is only what was being written, and of
 * that nobody has been told. A checkpoint that is installed, its own or one from another replica,
 * goes to the place that the durable view record does not name; the record that names it is written
 * when the checkpoint is whole, and only then may entries reuse the slots of those that it covers.
 * So a torn installation leaves the disk with the checkpoint and the log that it had. Others free
 * their logs below a checkpoint when a quorum says that its own is durable (rule S3), which a torn
 * one never was.
 *
 * <p>Safety: damage that no checksum shows must leave a witness on the same disk. A lost entry is
 * missed by its header, so that header must be good; a view record that is old is outvoted by the
 * other copies. Of headers nothing bears witness, so none of them deceives. Without restriction all
 * disks are faulty: then only this part holds.
 */
public final class FaultAtlas {
  private final SimRng rng;
  private final int disks;
  private final int faulty;
  private final int firstFaulty;

  private FaultAtlas(SimRng rng, int disks, int faulty) {
    this.rng = rng;
    this.disks = disks;
    this.faulty = faulty;
    firstFaulty = (int) SimRng.scale(rng.keyed(-1, 0), disks);
  }

  /**
   * Draws the atlas of a run.
   *
   * @param rng the run's generator
   * @param disks their number, 2f + 1
   */
  public static FaultAtlas of(SimRng rng, int disks, StorageSettings settings) {
    int faulty = settings.isUnrestricted() ? disks : settings.faultyDisks();
    return new FaultAtlas(rng.fork("fault-atlas"), disks, faulty);
  }

  /** Returns whether the disk may be lost, and be damaged in all its zones. */
  public boolean mayLose(int disk) {
    return Math.floorMod(disk - firstFaulty, disks) < faulty;
  }

  /** Returns whether a slot may come to hold something that its check finds. */
  boolean mayBreak(int disk, Zone zone, int slot) {
    return switch (zone) {
      case VIEW_RECORD, CHECKPOINT -> mayLose(disk);
      case HEADERS -> mayLose(disk) && isLoud(disk, slot);
      case ENTRIES -> mayLose(disk) || isItsTurn(disk, slot);
    };
  }

  /** Returns whether a slot may come to hold, or show, something valid that is not right. */
  boolean mayDeceive(int disk, Zone zone, int slot) {
    return switch (zone) {
      case VIEW_RECORD -> mayLose(disk) && slot == weakCopy(disk);
      case CHECKPOINT -> mayLose(disk);
      case HEADERS -> false;
      case ENTRIES -> mayLose(disk) ? !isLoud(disk, slot) : isItsTurn(disk, slot);
    };
  }

  private int weakCopy(int disk) {
    return (int) SimRng.scale(rng.keyed(-2, disk), ViewRecord.COPIES);
  }

  private boolean isLoud(int disk, int slot) {
    return (rng.keyed(slot, disk) & 1) == 0;
  }

  /** Besides the faulty disks, so many others take turns that f disks are damaged in each slot. */
  private boolean isItsTurn(int disk, int slot) {
    int others = disks - faulty;
    int place = Math.floorMod(disk - firstFaulty, disks) - faulty;
    int first = (int) SimRng.scale(rng.keyed(slot, -1), others);
    return Math.floorMod(place - first, others) < disks / 2 - faulty;
  }
}
