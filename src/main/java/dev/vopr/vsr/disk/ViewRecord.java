package dev.vopr.vsr.disk;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Header;
import java.util.List;
import java.util.Optional;

/**
 * What a replica must never forget besides its log. Writing it is the one atomic step in which a
 * log of another view replaces the own one (rule V5).
 *
 * @param sequence rises with each write, from 1
 * @param view view-number
 * @param lastNormalView last view in which the status was normal
 * @param doubt what of it the replica may not vouch for (rule D3)
 * @param checkpoint op-number of the checkpoint that the log starts from, 0 for none
 * @param checkpointDigest hash of that checkpoint
 * @param commit commit-number when it was written
 * @param tail headers of the log, without gaps, to its end when it was written: of all above {@code
 *     commit}, and of what is committed but was not durable yet, so that its slots may hold others
 * @param proof what proves {@code commit} and {@code lastNormalView} to others, as bytes; empty
 *     below level {@code signed}
 */
public record ViewRecord(
    long sequence,
    long view,
    long lastNormalView,
    Doubt doubt,
    long checkpoint,
    long checkpointDigest,
    long commit,
    List<Header> tail,
    Bytes proof) {
  /** So many copies of it are on a disk, in slots from 0 on; two that agree are believed (D1). */
  public static final int COPIES = 4;

  /** What a replica may not vouch for. */
  public enum Doubt {
    /** It may vouch for all. */
    NONE,
    /** The end of the log is not certain. */
    HEAD,
    /** Not even the views that it took part in are known. */
    VIEWS,
    /**
     * It recovered from one of these once: it may vouch for all that it holds, but what it lacks it
     * may have had before.
     */
    PAST;

    /** Returns whether the replica may vote, and acknowledge. */
    public boolean isOver() {
      return this == NONE || this == PAST;
    }
  }

  /** Makes a record without a proof. */
  public ViewRecord(
      long sequence,
      long view,
      long lastNormalView,
      Doubt doubt,
      long checkpoint,
      long checkpointDigest,
      long commit,
      List<Header> tail) {
    this(
        sequence,
        view,
        lastNormalView,
        doubt,
        checkpoint,
        checkpointDigest,
        commit,
        tail,
        Bytes.EMPTY);
  }

  /** That of a replica that knows nothing of itself. */
  public static final ViewRecord NONE = new ViewRecord(0, 0, 0, Doubt.VIEWS, 0, 0, 0, List.of());

  /** That of a replica that was never started. */
  public static final ViewRecord INITIAL = new ViewRecord(1, 0, 0, Doubt.NONE, 0, 0, 0, List.of());

  /** Copies the list. */
  public ViewRecord {
    tail = List.copyOf(tail);
  }

  /** Returns the op-number of the log's end when it was written. */
  public long op() {
    return tail.isEmpty() ? commit : tail.get(tail.size() - 1).op();
  }

  /** Returns the header at an op-number, if the record names it. */
  public Optional<Header> headerAt(long op) {
    boolean isNamed = !tail.isEmpty() && op >= tail.get(0).op() && op <= op();
    return isNamed ? Optional.of(tail.get((int) (op - tail.get(0).op()))) : Optional.empty();
  }
}
