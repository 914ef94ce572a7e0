package dev.vopr.storage;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.fault.Faults;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** Asks about the faults of one disk, until it is healed. */
final class DiskFaults {
  private final Faults faults;
  private final FaultAtlas atlas;
  private final int disk;
  private boolean isHealed;

  DiskFaults(Faults faults, FaultAtlas atlas, int disk) {
    this.faults = faults;
    this.atlas = atlas;
    this.disk = disk;
  }

  /** From now on nothing strikes. */
  void heal() {
    isHealed = true;
  }

  boolean isHealed() {
    return isHealed;
  }

  int disk() {
    return disk;
  }

  boolean isPossible(FaultKind kind, double probability) {
    return !isHealed && faults.isPossible(kind, probability);
  }

  boolean strikes(FaultKind kind, long number, double probability) {
    return strike(kind, number, probability).isPresent();
  }

  Optional<Decision> strike(FaultKind kind, long number, double probability) {
    return strike(kind, number, probability, Faults.NO_AMOUNT);
  }

  Optional<Decision> strike(
      FaultKind kind, long number, double probability, LongUnaryOperator amount) {
    return isHealed ? Optional.empty() : faults.strike(kind, disk, number, probability, amount);
  }

  boolean mayLose() {
    return atlas.mayLose(disk);
  }

  boolean mayBreak(Block block) {
    return atlas.mayBreak(disk, block.zone(), block.slot());
  }

  boolean mayDeceive(Block block) {
    return atlas.mayDeceive(disk, block.zone(), block.slot());
  }

  /** Returns the blocks that a check may find broken, and that hold something to break. */
  List<Block> breakable(Medium medium) {
    List<Block> blocks = new ArrayList<>(medium.all(List.of(Zone.values())));
    blocks.removeIf(block -> !mayBreak(block) || block.content().length() == 0);
    return blocks;
  }

  /** Returns the blocks with which this one may be mixed up, by writing there or by reading it. */
  List<Block> confusable(Medium medium, Block block) {
    List<Block> blocks = new ArrayList<>(medium.all(List.of(block.zone())));
    blocks.removeIf(other -> other.slot() == block.slot() || !mayDeceive(other));
    return blocks;
  }
}
