package dev.vopr.net;

import dev.vopr.trace.LossReason;
import java.util.Arrays;

/** How many packets met which fate. The network counts, others read after the run. */
public final class NetworkCounters {
  private long sent;
  private long delivered;
  private long duplicated;
  private long replayed;
  private long reordered;
  private long vanished;
  private long partitionsStarted;

  /** By the ordinal of the reason. */
  private final long[] lost = new long[LossReason.values().length];

  /** Returns the packets that the network was given; its own copies are not among them. */
  public long sent() {
    return sent;
  }

  /** Returns the packets that were told to a node, copies included. */
  public long delivered() {
    return delivered;
  }

  /** Returns the copies that the network made. */
  public long duplicated() {
    return duplicated;
  }

  /** Returns the copies that the network made to deliver them long after. */
  public long replayed() {
    return replayed;
  }

  /** Returns the packets that were held back so that others could overtake them. */
  public long reordered() {
    return reordered;
  }

  /** Returns the packets for a node that was not there: down, or of a number that nobody has. */
  public long vanished() {
    return vanished;
  }

  /** Returns the partitions that started, scripted ones included. */
  public long partitionsStarted() {
    return partitionsStarted;
  }

  /** Returns the packets lost for {@code reason}. */
  public long lost(LossReason reason) {
    return lost[reason.ordinal()];
  }

  /** Returns the packets lost, without those that vanished. */
  public long lost() {
    return Arrays.stream(lost).sum();
  }

  /** Returns the packets that are still on their way. */
  public long inFlight() {
    return sent + duplicated + replayed - delivered - vanished - lost();
  }

  void countSent() {
    sent++;
  }

  void countDelivered() {
    delivered++;
  }

  void countDuplicated() {
    duplicated++;
  }

  void countReplayed() {
    replayed++;
  }

  void countReordered() {
    reordered++;
  }

  void countVanished() {
    vanished++;
  }

  void countPartition() {
    partitionsStarted++;
  }

  void countLost(LossReason reason) {
    lost[reason.ordinal()]++;
  }
}
