package dev.vopr.vsr;

import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A replica's disk in memory: slots that survive a crash, and operations that are under way. */
public final class TestDisk {
  private final Map<Zone, TreeMap<Integer, Bytes>> zones = new EnumMap<>(Zone.class);
  private final ArrayDeque<DiskOperation> pending = new ArrayDeque<>();
  private DiskOperation lastCompleted = new DiskOperation.Write(0, List.of());
  private long writes;

  /** Creates the disk of a replica that was never started. */
  public TestDisk() {
    for (Zone zone : Zone.values()) {
      zones.put(zone, new TreeMap<>());
    }
    put(Replica.format());
  }

  // ---- operations -------------------------------------------------------------------------------

  void submit(DiskOperation operation) {
    pending.addLast(operation);
  }

  boolean isBusy() {
    return !pending.isEmpty();
  }

  /** Carries out the oldest operation. */
  DiskCompletion completeNext() {
    DiskOperation operation = pending.removeFirst();
    lastCompleted = operation;
    if (operation instanceof DiskOperation.Write write) {
      writes++;
      write.stages().forEach(this::put);
      return new DiskCompletion(write.id(), true, List.of());
    }
    if (operation instanceof DiskOperation.ReadZones read) {
      return new DiskCompletion(read.id(), true, blocks(read.zones()));
    }
    DiskOperation.ReadSlot read = (DiskOperation.ReadSlot) operation;
    List<Block> found = new ArrayList<>(blocks(List.of(read.zone())));
    found.removeIf(block -> block.slot() != read.slot());
    return new DiskCompletion(read.id(), true, found);
  }

  /** Returns the operation that was carried out last. */
  DiskOperation lastCompleted() {
    return lastCompleted;
  }

  /** Fails the oldest operation, of which nothing reaches the medium. */
  DiskCompletion failNext() {
    return new DiskCompletion(pending.removeFirst().id(), false, List.of());
  }

  /** Returns the writes that are under way, oldest first. */
  public List<DiskOperation.Write> pendingWrites() {
    return pending.stream()
        .filter(DiskOperation.Write.class::isInstance)
        .map(DiskOperation.Write.class::cast)
        .toList();
  }

  /** Returns how many writes were carried out. */
  public long writes() {
    return writes;
  }

  /** The power fails: of what is under way nothing reaches the medium. */
  void crash() {
    pending.clear();
  }

  /**
   * The power fails: of the oldest write the first {@code stages} stages and the first {@code
   * blocks} blocks of the next one reach the medium, and of the block after these only a half.
   */
  void crashTorn(int stages, int blocks) {
    List<List<Block>> all = pendingWrites().get(0).stages();
    all.subList(0, Math.min(stages, all.size())).forEach(this::put);
    if (stages < all.size()) {
      List<Block> torn = all.get(stages);
      put(torn.subList(0, Math.min(blocks, torn.size())));
      if (blocks < torn.size()) {
        tear(torn.get(blocks));
      }
    }
    pending.clear();
  }

  // ---- the medium -------------------------------------------------------------------------------

  /** Writes blocks, behind the back of the replica. */
  public void put(List<Block> blocks) {
    for (Block block : blocks) {
      zones.get(block.zone()).put(block.slot(), block.content());
    }
  }

  /** Writes the first half of a block over what is there. */
  public void tear(Block block) {
    byte[] torn = block.content().toArray();
    byte[] old = at(block.zone(), block.slot()).map(Bytes::toArray).orElse(new byte[0]);
    for (int i = torn.length / 2; i < torn.length; i++) {
      torn[i] = i < old.length ? old[i] : 0;
    }
    put(List.of(new Block(block.zone(), block.slot(), Bytes.wrap(torn))));
  }

  /** Returns what a slot holds. */
  public Optional<Bytes> at(Zone zone, int slot) {
    return Optional.ofNullable(zones.get(zone).get(slot));
  }

  /** Flips a bit in the middle of a slot. */
  public void corrupt(Zone zone, int slot) {
    byte[] bytes = at(zone, slot).orElseThrow().toArray();
    bytes[bytes.length / 2] ^= 4;
    zones.get(zone).put(slot, Bytes.wrap(bytes));
  }

  /** Empties a slot, as a write that was lost leaves it. */
  public void erase(Zone zone, int slot) {
    zones.get(zone).remove(slot);
  }

  /** Empties the whole disk: another one was put in its place. */
  public void wipe() {
    zones.values().forEach(Map::clear);
    pending.clear();
  }

  /** Returns all that the disk holds, by zone and slot. */
  public List<Block> blocks() {
    return blocks(Arrays.asList(Zone.values()));
  }

  private List<Block> blocks(List<Zone> wanted) {
    List<Block> blocks = new ArrayList<>();
    for (Zone zone : wanted) {
      zones.get(zone).forEach((slot, content) -> blocks.add(new Block(zone, slot, content)));
    }
    return blocks;
  }
}
