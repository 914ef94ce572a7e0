package dev.vopr.storage;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.message.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What reached the medium of a stage that did not come to its end: a prefix of its sectors, or any
 * of them, for between two flushes a disk writes in the order that suits it.
 */
final class Tearing {
  private static final int SHAPES = 4;
  private static final int PREFIX = 0;

  /** The next ones, for each block by itself. */
  private static final int NOTHING = 0;

  private static final int ALL = 1;
  private static final int FATES = 3;

  private final Sectors sectors;
  private final Medium medium;

  Tearing(Sectors sectors, Medium medium) {
    this.sectors = sectors;
    this.medium = medium;
  }

  /**
   * Writes what is left of a stage.
   *
   * @param detail 64 bits that decide about every sector
   */
  void tear(List<Block> stage, long detail) {
    SimRng rng = SimRng.of(detail);
    List<Block> torn = rng.nextInt(SHAPES) == PREFIX ? prefix(stage, rng) : anySectors(stage, rng);
    torn.forEach(medium::write);
  }

  private List<Block> prefix(List<Block> stage, SimRng rng) {
    int total = 0;
    for (Block block : stage) {
      total += sectors.count(block.content());
    }
    int left = rng.nextInt(total + 1);
    List<Block> written = new ArrayList<>();
    for (Block block : stage) {
      int reached = left;
      if (reached > 0) {
        written.add(mixture(block, sectors.mixture(old(block), block.content(), i -> i < reached)));
      }
      left -= sectors.count(block.content());
    }
    return written;
  }

  private List<Block> anySectors(List<Block> stage, SimRng rng) {
    List<Block> written = new ArrayList<>();
    for (Block block : stage) {
      int fate = rng.nextInt(FATES);
      SimRng chosen = SimRng.of(rng.nextLong());
      if (fate == ALL) {
        written.add(block);
      } else if (fate != NOTHING) {
        Bytes mixed =
            sectors.mixture(old(block), block.content(), i -> (chosen.keyed(i, 0) & 1) == 0);
        written.add(mixture(block, mixed));
      }
    }
    return written;
  }

  private Bytes old(Block block) {
    return medium.read(block.zone(), block.slot());
  }

  private static Block mixture(Block block, Bytes content) {
    return new Block(block.zone(), block.slot(), content);
  }
}
