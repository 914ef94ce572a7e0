package dev.vopr.vsr.scripted;

import dev.vopr.vsr.Replica;
import dev.vopr.vsr.disk.DiskCodec;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A disk in memory that carries out one stage of a write a tick, unless the script holds it. */
final class ScriptedDisk {
  private final Map<Zone, TreeMap<Integer, Bytes>> zones = new EnumMap<>(Zone.class);
  private final ArrayDeque<DiskOperation> waiting = new ArrayDeque<>();
  private int stagesDone;
  private int ticksPerStage = 1;
  private int ticksLeft = 1;
  private boolean isHeld;
  private Optional<Zone> heldBefore = Optional.empty();
  private boolean isFailing;
  private boolean isFailingReads;
  private boolean isHoldingReads;
  private final ArrayDeque<DiskCompletion> heldReads = new ArrayDeque<>();
  private final ArrayDeque<DiskCompletion> releasedReads = new ArrayDeque<>();
  private List<Block> interrupted = List.of();

  ScriptedDisk() {
    for (Zone zone : Zone.values()) {
      zones.put(zone, new TreeMap<>());
    }
    Replica.format().forEach(this::write);
  }

  // ---- the disk's own work ----------------------------------------------------------------------

  void submit(DiskOperation operation) {
    if (isHoldingReads && operation instanceof DiskOperation.ReadSlot read) {
      heldReads.addLast(answer(read));
      return;
    }
    waiting.addLast(operation);
  }

  private DiskCompletion answer(DiskOperation.ReadSlot read) {
    Block block = new Block(read.zone(), read.slot(), content(read.zone(), read.slot()));
    return new DiskCompletion(read.id(), !isFailingReads, List.of(block));
  }

  /** Goes on for a tick; returns the answer to an operation that came to its end. */
  Optional<DiskCompletion> tick() {
    if (!releasedReads.isEmpty()) {
      return Optional.of(releasedReads.removeFirst());
    }
    if (isHeld || waiting.isEmpty()) {
      return Optional.empty();
    }
    ticksLeft--;
    if (ticksLeft > 0) {
      return Optional.empty();
    }
    ticksLeft = ticksPerStage;
    DiskOperation operation = waiting.getFirst();
    if (isFailing) {
      waiting.removeFirst();
      return Optional.of(new DiskCompletion(operation.id(), false, List.of()));
    }
    if (operation instanceof DiskOperation.Write write) {
      return stage(write);
    }
    waiting.removeFirst();
    if (operation instanceof DiskOperation.ReadSlot read) {
      return Optional.of(answer(read));
    }
    List<Zone> wanted =
        operation instanceof DiskOperation.ReadZones read ? read.zones() : List.of();
    return Optional.of(new DiskCompletion(operation.id(), true, all(wanted)));
  }

  private Optional<DiskCompletion> stage(DiskOperation.Write write) {
    if (stagesDone < write.stages().size()) {
      List<Block> stage = write.stages().get(stagesDone);
      Zone zone = stage.get(0).zone();
      if (heldBefore.isPresent() && heldBefore.get() == zone) {
        return Optional.empty();
      }
      stage.forEach(this::write);
      stagesDone++;
    }
    if (stagesDone < write.stages().size()) {
      return Optional.empty();
    }
    waiting.removeFirst();
    stagesDone = 0;
    return Optional.of(new DiskCompletion(write.id(), true, List.of()));
  }

  private void write(Block block) {
    zones.get(block.zone()).put(block.slot(), block.content());
  }

  private List<Block> all(List<Zone> wanted) {
    List<Block> blocks = new ArrayList<>();
    for (Zone zone : wanted) {
      zones.get(zone).forEach((slot, content) -> blocks.add(new Block(zone, slot, content)));
    }
    return blocks;
  }

  // ---- what the script does to it ---------------------------------------------------------------

  /** The power goes: what was not begun is not there. */
  void powerLoss() {
    interrupted = List.of();
    if (!waiting.isEmpty() && waiting.getFirst() instanceof DiskOperation.Write write) {
      interrupted = write.stages().get(Math.min(stagesDone, write.stages().size() - 1));
    }
    waiting.clear();
    heldReads.clear();
    releasedReads.clear();
    isHoldingReads = false;
    stagesDone = 0;
    ticksLeft = ticksPerStage;
    heldBefore = Optional.empty();
    isHeld = false;
  }

  /** Of the stage that the last power loss interrupted, the first half of each block is there. */
  void tearLastWrite() {
    if (interrupted.isEmpty()) {
      throw new IllegalStateException("the power loss interrupted no write");
    }
    for (Block block : interrupted) {
      byte[] content = block.content().toArray();
      for (int i = content.length / 2; i < content.length; i++) {
        content[i] = 0;
      }
      write(new Block(block.zone(), block.slot(), Bytes.wrap(content)));
    }
  }

  void hold() {
    isHeld = true;
  }

  /** Holds each write before its first stage that goes to {@code zone}. */
  void holdBefore(Zone zone) {
    heldBefore = Optional.of(zone);
  }

  void release() {
    isHeld = false;
    isHoldingReads = false;
    tellReads();
    heldBefore = Optional.empty();
    ticksPerStage = 1;
    ticksLeft = 1;
  }

  void slowDown(int newTicksPerStage) {
    ticksPerStage = newTicksPerStage;
    ticksLeft = newTicksPerStage;
  }

  void fail() {
    isFailing = true;
  }

  /** From now on, or no more, the disk fails to read single slots. */
  void failReads(boolean isOn) {
    isFailingReads = isOn;
  }

  /** From now on slots are read at once, but what was read is told only by {@link #tellReads}. */
  void holdReads() {
    isHoldingReads = true;
  }

  /** What was read so far is told; what is read from now on is held again. */
  void tellReads() {
    releasedReads.addAll(heldReads);
    heldReads.clear();
  }

  /** Returns what was read of single slots and not told yet. */
  List<DiskCompletion> heldReads() {
    return List.copyOf(heldReads);
  }

  void wipe() {
    zones.values().forEach(TreeMap::clear);
  }

  void corrupt(Zone zone, int slot) {
    Bytes old = zones.get(zone).get(slot);
    if (old == null) {
      throw new IllegalStateException("nothing was ever written to " + zone + " " + slot);
    }
    byte[] content = old.toArray();
    content[content.length - 1] ^= 1;
    write(new Block(zone, slot, Bytes.wrap(content)));
  }

  /** Returns what a slot holds; with {@link #put} an old content can be brought back. */
  Bytes content(Zone zone, int slot) {
    return zones.get(zone).getOrDefault(slot, Bytes.EMPTY);
  }

  void put(Zone zone, int slot, Bytes content) {
    write(new Block(zone, slot, content));
  }

  // ---- for those who look on --------------------------------------------------------------------

  boolean isWriting() {
    return !waiting.isEmpty();
  }

  /** Returns whether the entry and its redundant header are there, intact. */
  boolean holds(long op, long checksum, int slots) {
    int slot = (int) (op % slots);
    Optional<Entry> entry = DiskCodec.entry(content(Zone.ENTRIES, slot));
    return entry.filter(found -> found.op() == op && found.checksum() == checksum).isPresent()
        && DiskCodec.header(content(Zone.HEADERS, slot))
            .filter(found -> found.op() == op && found.checksum() == checksum)
            .isPresent();
  }

  /** Returns the newest view record that at least two copies agree on. */
  Optional<ViewRecord> record() {
    Optional<ViewRecord> newest = Optional.empty();
    List<ViewRecord> seen = new ArrayList<>();
    for (Bytes copy : zones.get(Zone.VIEW_RECORD).values()) {
      Optional<ViewRecord> record = DiskCodec.viewRecord(copy);
      if (record.isPresent()) {
        boolean isAgreed = seen.contains(record.get());
        boolean isNewer = newest.isEmpty() || newest.get().sequence() < record.get().sequence();
        newest = isAgreed && isNewer ? record : newest;
        seen.add(record.get());
      }
    }
    return newest;
  }
}
