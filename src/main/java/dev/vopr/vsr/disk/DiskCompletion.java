package dev.vopr.vsr.disk;

import java.util.List;

/**
 * The answer of the disk.
 *
 * @param id number of the operation
 * @param isDone whether all of it was done; if not, the disk cannot be trusted any more (rule D5)
 * @param blocks what was read, one for each slot that was ever written
 */
public record DiskCompletion(long id, boolean isDone, List<DiskOperation.Block> blocks) {
  /** Copies the list. */
  public DiskCompletion {
    blocks = List.copyOf(blocks);
  }
}
