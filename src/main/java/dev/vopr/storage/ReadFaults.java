package dev.vopr.storage;

import dev.vopr.fault.FaultKind;
import dev.vopr.sim.SimRng;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.message.Bytes;
import java.util.List;
import java.util.Optional;

/** What goes wrong with reads; the medium stays as it is, so that the next read may be good. */
final class ReadFaults {
  private final DiskFaults faults;
  private final StorageSettings.Reads settings;
  private final Medium medium;
  private final Sectors sectors;

  /** Attempts to read so far. */
  private long attempts;

  /** Blocks read so far. */
  private long blocks;

  ReadFaults(DiskFaults faults, StorageSettings.Reads settings, Medium medium, Sectors sectors) {
    this.faults = faults;
    this.settings = settings;
    this.medium = medium;
    this.sectors = sectors;
  }

  /** Returns whether this attempt fails. */
  boolean fails() {
    return faults.strikes(FaultKind.READ_ERROR, ++attempts, settings.readError());
  }

  /** Returns what is read of a block that is on the medium. */
  Block read(Block block) {
    long number = ++blocks;
    Bytes content = block.content();
    if (faults.mayDeceive(block)) {
      content = misdirected(block, number).or(() -> stale(block, number)).orElse(content);
    }
    if (faults.mayBreak(block) && content.length() > 0) {
      content = flipped(content, number);
    }
    return new Block(block.zone(), block.slot(), content);
  }

  private Optional<Bytes> misdirected(Block block, long number) {
    double probability = settings.misdirectedRead();
    if (!faults.isPossible(FaultKind.MISDIRECTED_READ, probability)) {
      return Optional.empty();
    }
    List<Block> sources = faults.confusable(medium, block);
    if (sources.isEmpty()) {
      return Optional.empty();
    }
    return faults
        .strike(FaultKind.MISDIRECTED_READ, number, probability)
        .map(it -> sources.get((int) SimRng.scale(it.detail(), sources.size())).content());
  }

  private Optional<Bytes> stale(Block block, long number) {
    Bytes old = medium.previous(block.zone(), block.slot());
    if (old.length() == 0 || block.content().length() == 0) {
      return Optional.empty();
    }
    return faults
        .strike(FaultKind.STALE_SECTOR, number, settings.staleSector())
        .map(
            it -> {
              long sector = SimRng.scale(it.detail(), sectors.count(block.content()));
              return sectors.mixture(old, block.content(), i -> i != sector);
            });
  }

  private Bytes flipped(Bytes content, long number) {
    return faults
        .strike(FaultKind.READ_FLIP, number, settings.readFlip())
        .map(it -> SimRng.scale(it.detail(), (long) content.length() * Byte.SIZE))
        .map(bit -> Sectors.flipped(content, bit.intValue()))
        .orElse(content);
  }
}
