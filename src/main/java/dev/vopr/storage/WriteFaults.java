package dev.vopr.storage;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.sim.SimRng;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.DiskOperation.Write;
import java.util.List;
import java.util.Optional;

/** What goes wrong with writes: those that fail, and those that only seem to be done. */
final class WriteFaults {
  private static final long NONE = -1;

  private final DiskFaults faults;
  private final StorageSettings.Writes settings;
  private final Medium medium;
  private final Tearing tearing;

  /** Attempts to write so far. */
  private long attempts;

  /** Blocks put on the medium so far, or meant to be. */
  private long blocks;

  /** Attempts that will find the disk full. */
  private long full;

  /** The write whose sync failed and will lie when it is tried again. */
  private long lie = NONE;

  private boolean isReadOnly;

  WriteFaults(DiskFaults faults, StorageSettings.Writes settings, Medium medium, Tearing tearing) {
    this.faults = faults;
    this.settings = settings;
    this.medium = medium;
    this.tearing = tearing;
  }

  /** Returns whether this attempt fails; a part of it may be on the medium nevertheless. */
  boolean fails(Write write) {
    long attempt = ++attempts;
    if ((isReadOnly && !faults.isHealed()) || isFull(attempt)) {
      return true;
    }
    Optional<Decision> error = faults.strike(FaultKind.WRITE_ERROR, attempt, settings.writeError());
    if (error.isPresent()) {
      write.stages().stream().findFirst().ifPresent(stage -> reach(stage, error.get()));
      return true;
    }
    return write.id() != lie && syncLies(write, attempt);
  }

  /** Half of the failed writes are partial ones. */
  private void reach(List<Block> stage, Decision error) {
    if (error.detail() < 0) {
      tearing.tear(stage, error.detail());
    }
  }

  private boolean isFull(long attempt) {
    if (full > 0 && !faults.isHealed()) {
      full--;
      return true;
    }
    Optional<Decision> decision =
        faults.strike(FaultKind.DISK_FULL, attempt, settings.diskFull(), this::fullFor);
    full = decision.map(it -> it.amount() - 1).orElse(0L);
    return decision.isPresent();
  }

  private long fullFor(long bits) {
    return 1 + SimRng.scale(bits, settings.diskFullWrites());
  }

  /** From now on all writes fail, or no longer do. */
  void setReadOnly(boolean isReadOnly) {
    this.isReadOnly = isReadOnly;
  }

  /** The sync fails, and what it was to make durable is forgotten: it will not be there. */
  private boolean syncLies(Write write, long attempt) {
    lie = NONE;
    boolean isPossible =
        faults.isPossible(FaultKind.LYING_SYNC, settings.lyingSync())
            && write.stages().stream().flatMap(List::stream).anyMatch(faults::mayDeceive);
    if (isPossible && faults.strikes(FaultKind.LYING_SYNC, attempt, settings.lyingSync())) {
      lie = write.id();
    }
    return lie != NONE;
  }

  /** Returns whether the sync of this write failed before, so that its success is a lie. */
  boolean isLie(Write write) {
    return write.id() == lie;
  }

  /** Puts a block on the medium that the disk says is there. */
  void put(Block block, boolean isLie) {
    long number = ++blocks;
    if (!faults.mayDeceive(block)) {
      medium.write(block);
    } else if (!isLie && !faults.strikes(FaultKind.LOST_WRITE, number, settings.lostWrite())) {
      medium.write(misdirected(block, number).orElse(block));
    }
  }

  private Optional<Block> misdirected(Block block, long number) {
    double probability = settings.misdirectedWrite();
    if (!faults.isPossible(FaultKind.MISDIRECTED_WRITE, probability)) {
      return Optional.empty();
    }
    List<Block> targets = faults.confusable(medium, block);
    if (targets.isEmpty()) {
      return Optional.empty();
    }
    return faults
        .strike(FaultKind.MISDIRECTED_WRITE, number, probability)
        .map(it -> targets.get((int) SimRng.scale(it.detail(), targets.size())))
        .map(target -> new Block(target.zone(), target.slot(), block.content()));
  }

  /** The power went while a stage was under way. */
  void tear(List<Block> stage, long powerLoss) {
    faults
        .strike(FaultKind.TORN_WRITE, powerLoss, settings.tornWrite())
        .ifPresent(decision -> tearing.tear(stage, decision.detail()));
  }

  /** Whoever tries again is another replica, with other numbers; or the disk is healed. */
  void forgetLie() {
    lie = NONE;
  }
}
