package dev.vopr.storage;

import dev.vopr.net.LatencyLaw;
import dev.vopr.sim.SimRng;
import java.util.List;

/**
 * How the disks of the replicas behave. All probabilities are from 0 to 1.
 *
 * @param latency how long a read or one stage of a write takes, flush included
 * @param attempts how often an operation that fails is tried before the disk counts as failed, from
 *     1
 * @param sectorBytes what is written wholly or not at all: 512 or 4096 bytes
 * @param writes what goes wrong with writes
 * @param reads what goes wrong with reads
 * @param rest what goes wrong with what lies on the medium
 * @param slow when disks are slow
 * @param faultyDisks number of disks, 0 to f, that may be lost and damaged everywhere; the others
 *     take turns, so that in each slot f disks in all may be damaged
 * @param isUnrestricted whether any number of disks may be lost or damaged; then progress is not
 *     promised
 * @param exceptions disks with a latency of their own; the first that fits a disk holds
 */
public record StorageSettings(
    LatencyLaw latency,
    int attempts,
    int sectorBytes,
    Writes writes,
    Reads reads,
    Rest rest,
    Slow slow,
    int faultyDisks,
    boolean isUnrestricted,
    List<OwnLatency> exceptions) {

  /** Checks what cannot be carried out. */
  public StorageSettings {
    exceptions = List.copyOf(exceptions);
    if (sectorBytes < 1) {
      throw new IllegalArgumentException("a sector has at least one byte, not " + sectorBytes);
    }
  }

  /** All disks have the same law of latency. */
  public StorageSettings(
      LatencyLaw latency,
      int attempts,
      int sectorBytes,
      Writes writes,
      Reads reads,
      Rest rest,
      Slow slow,
      int faultyDisks,
      boolean isUnrestricted) {
    this(
        latency,
        attempts,
        sectorBytes,
        writes,
        reads,
        rest,
        slow,
        faultyDisks,
        isUnrestricted,
        List.of());
  }

  /**
   * A law of latency for some disks.
   *
   * @param disks by the numbers of their replicas; empty for all
   * @param latency how long a read or one stage of a write takes there
   */
  public record OwnLatency(List<Integer> disks, LatencyLaw latency) {
    /** Copies the list. */
    public OwnLatency {
      disks = List.copyOf(disks);
    }
  }

  /** Returns how long a read or one stage of a write takes, unless the disk is slow. */
  LatencyLaw latencyOf(int disk) {
    return exceptions.stream()
        .filter(own -> own.disks().isEmpty() || own.disks().contains(disk))
        .findFirst()
        .map(OwnLatency::latency)
        .orElse(latency);
  }

  /**
   * What goes wrong with writes.
   *
   * @param writeError probability that an attempt fails, with a part of it done or nothing
   * @param diskFull probability that an attempt finds the disk full
   * @param diskFullWrites largest number of attempts, in a row, that find it full, from 1
   * @param tornWrite probability that of what is being written when the power goes, a part is there
   * @param lostWrite probability that a block never reaches the medium
   * @param lyingSync probability that a sync fails once, and says that it is done when tried again
   * @param misdirectedWrite probability that a block is written to another slot
   */
  public record Writes(
      double writeError,
      double diskFull,
      int diskFullWrites,
      double tornWrite,
      double lostWrite,
      double lyingSync,
      double misdirectedWrite) {
    /** Writes are torn when the power goes, and nothing else goes wrong. */
    public static final Writes HEALTHY = new Writes(0, 0, 1, 1, 0, 0, 0);
  }

  /**
   * What goes wrong with reads.
   *
   * @param readError probability that an attempt fails
   * @param readFlip probability that a block is read with one bit turned over
   * @param misdirectedRead probability that another slot is read
   * @param staleSector probability that one sector of a block is read as it was before the last
   *     write
   */
  public record Reads(
      double readError, double readFlip, double misdirectedRead, double staleSector) {
    /** Nothing goes wrong. */
    public static final Reads HEALTHY = new Reads(0, 0, 0, 0);
  }

  /**
   * What goes wrong with what lies on the medium.
   *
   * @param intervalNanos how often the next two are asked about, in nanoseconds, from 1
   * @param bitRot probability that a bit turns over
   * @param zeroedSector probability that a sector becomes all zeros
   * @param corruption probability that a slot is corrupt when its replica starts again
   * @param lostDisk probability that the disk is empty when its replica starts again
   */
  public record Rest(
      long intervalNanos, double bitRot, double zeroedSector, double corruption, double lostDisk) {
    /** Nothing goes wrong. */
    public static final Rest HEALTHY = new Rest(1, 0, 0, 0, 0);
  }

  /**
   * When disks are slow.
   *
   * @param probability that a disk turns slow, asked at each interval at which it is not
   * @param intervalNanos how often, in nanoseconds, from 1
   * @param minNanos how long it stays slow at least, in nanoseconds
   * @param maxNanos how long it stays slow at most, in nanoseconds
   * @param latency how long a read or one stage of a write takes meanwhile
   * @param disks which disks, by the numbers of their replicas; empty for all
   */
  public record Slow(
      double probability,
      long intervalNanos,
      long minNanos,
      long maxNanos,
      LatencyLaw latency,
      List<Integer> disks) {
    /** No disk is slow. */
    public static final Slow NEVER = new Slow(0, 1, 1, 1, new LatencyLaw.Constant(1), List.of());

    /** Copies the list. */
    public Slow {
      disks = List.copyOf(disks);
    }

    boolean strikes(int disk) {
      return disks.isEmpty() || disks.contains(disk);
    }

    long drawNanos(long bits) {
      return minNanos + SimRng.scale(bits, maxNanos - minNanos + 1);
    }
  }

  /** Returns disks without faults but torn writes, that take between these times. */
  public static StorageSettings healthy(long minNanos, long maxNanos) {
    return new StorageSettings(
        new LatencyLaw.Uniform(minNanos, maxNanos),
        3,
        512,
        Writes.HEALTHY,
        Reads.HEALTHY,
        Rest.HEALTHY,
        Slow.NEVER,
        0,
        false);
  }

  /** Returns the same with other faults of writes. */
  public StorageSettings with(Writes others) {
    return new StorageSettings(
        latency,
        attempts,
        sectorBytes,
        others,
        reads,
        rest,
        slow,
        faultyDisks,
        isUnrestricted,
        exceptions);
  }

  /** Returns the same with other faults of reads. */
  public StorageSettings with(Reads others) {
    return new StorageSettings(
        latency,
        attempts,
        sectorBytes,
        writes,
        others,
        rest,
        slow,
        faultyDisks,
        isUnrestricted,
        exceptions);
  }

  /** Returns the same with other faults at rest. */
  public StorageSettings with(Rest others) {
    return new StorageSettings(
        latency,
        attempts,
        sectorBytes,
        writes,
        reads,
        others,
        slow,
        faultyDisks,
        isUnrestricted,
        exceptions);
  }

  /** Returns the same with other times of slowness. */
  public StorageSettings with(Slow others) {
    return new StorageSettings(
        latency,
        attempts,
        sectorBytes,
        writes,
        reads,
        rest,
        others,
        faultyDisks,
        isUnrestricted,
        exceptions);
  }

  /** Returns the same with another number of disks that may be lost. */
  public StorageSettings withFaultyDisks(int count) {
    return new StorageSettings(
        latency,
        attempts,
        sectorBytes,
        writes,
        reads,
        rest,
        slow,
        count,
        isUnrestricted,
        exceptions);
  }
}
