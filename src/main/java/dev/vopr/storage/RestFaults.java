package dev.vopr.storage;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.sim.SimRng;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.message.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What goes wrong with what lies on the medium, while nobody touches it. */
final class RestFaults {
  /** How a slot can be corrupt. */
  private enum Shape {
    FLIPPED_BIT,
    CUT_SHORT,
    BYTE_INSERTED,
    SECTOR_ZEROED;

    private static final Shape[] ALL = values();
  }

  private final DiskFaults faults;
  private final StorageSettings.Rest settings;
  private final Medium medium;
  private final Sectors sectors;
  private final StorageCounters counters;
  private long intervals;
  private long starts;

  RestFaults(
      DiskFaults faults,
      StorageSettings.Rest settings,
      Medium medium,
      Sectors sectors,
      StorageCounters counters) {
    this.faults = faults;
    this.settings = settings;
    this.medium = medium;
    this.sectors = sectors;
    this.counters = counters;
  }

  /** Returns whether anything can happen from interval to interval. */
  boolean isPossible() {
    return faults.isPossible(FaultKind.BIT_ROT, settings.bitRot())
        || faults.isPossible(FaultKind.ZEROED_SECTOR, settings.zeroedSector());
  }

  /** An interval is over. */
  void onInterval() {
    intervals++;
    List<Block> blocks = faults.breakable(medium);
    if (blocks.isEmpty()) {
      return;
    }
    faults
        .strike(FaultKind.BIT_ROT, intervals, settings.bitRot())
        .ifPresent(it -> damageOne(blocks, Shape.FLIPPED_BIT, it.detail()));
    List<Block> left = faults.breakable(medium);
    faults
        .strike(FaultKind.ZEROED_SECTOR, intervals, settings.zeroedSector())
        .ifPresent(it -> damageOne(left, Shape.SECTOR_ZEROED, it.detail()));
  }

  private void damageOne(List<Block> blocks, Shape shape, long detail) {
    SimRng rng = SimRng.of(detail);
    Block block = blocks.get(rng.nextInt(blocks.size()));
    damage(block, shape, rng);
  }

  /** The disk's replica is started again: what was lost or corrupted while it was down, shows. */
  void onStart() {
    starts++;
    if (faults.mayLose() && faults.strikes(FaultKind.LOST_DISK, starts, settings.lostDisk())) {
      medium.wipe();
      return;
    }
    if (!faults.isPossible(FaultKind.CORRUPT_SLOT, settings.corruption())) {
      return;
    }
    List<Block> blocks = faults.breakable(medium);
    if (blocks.isEmpty()) {
      return;
    }
    double none = StrictMath.pow(1 - settings.corruption(), blocks.size());
    Optional<Decision> decision =
        faults.strike(
            FaultKind.CORRUPT_SLOT, starts, 1 - none, bits -> corruptSlots(bits, blocks.size()));
    decision.ifPresent(it -> corrupt(blocks, it));
  }

  /** Draws how many of so many slots are corrupt, if each is by itself, but not none. */
  private long corruptSlots(long bits, int slots) {
    double share = settings.corruption();
    if (share >= 1) {
      return slots;
    }
    double probability = StrictMath.pow(1 - share, slots);
    double left = SimRng.toUnit(bits) * (1 - probability);
    int count = 0;
    while (count < slots && left >= 0) {
      count++;
      // From the probability of one less: binomial coefficients and powers in one step.
      probability *= (slots - count + 1.0) / count * (share / (1 - share));
      left -= probability;
    }
    return count;
  }

  private void corrupt(List<Block> blocks, Decision decision) {
    SimRng rng = SimRng.of(decision.detail());
    Block[] left = blocks.toArray(Block[]::new);
    int count = (int) Math.min(decision.amount(), left.length);
    for (int i = 0; i < count; i++) {
      // The first of a shuffled deck, as far as it is needed.
      int drawn = i + rng.nextInt(left.length - i);
      Block block = left[drawn];
      left[drawn] = left[i];
      damage(block, Shape.ALL[rng.nextInt(Shape.ALL.length)], SimRng.of(rng.nextLong()));
      counters.countCorruption();
    }
  }

  private void damage(Block block, Shape shape, SimRng rng) {
    Bytes content = block.content();
    int length = content.length();
    Bytes damaged =
        switch (shape) {
          case FLIPPED_BIT -> Sectors.flipped(content, rng.nextInt(length * Byte.SIZE));
          case CUT_SHORT -> content.slice(0, rng.nextInt(length));
          case BYTE_INSERTED -> inserted(content, rng);
          case SECTOR_ZEROED -> sectors.zeroed(content, rng.nextInt(sectors.count(content)));
        };
    medium.damage(new Block(block.zone(), block.slot(), damaged));
  }

  private static Bytes inserted(Bytes content, SimRng rng) {
    int at = rng.nextInt(content.length());
    byte[] longer = Arrays.copyOf(content.toArray(), content.length() + 1);
    System.arraycopy(longer, at, longer, at + 1, content.length() - at);
    longer[at] = (byte) rng.nextInt(256);
    return Bytes.wrap(longer);
  }
}
