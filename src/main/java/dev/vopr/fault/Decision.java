package dev.vopr.fault;

/**
 * A fault that strikes. Kind, place and number are its key, which stays the same when other faults
 * come and go.
 *
 * @param kind what strikes
 * @param place where, as {@link FaultKind#site()} says
 * @param number at which packet, write, interval, … of that place, from 1
 * @param amount how long or how much, as {@link FaultKind#amount()} says, else 0
 * @param detail which of many, if the kind has such a detail, else 0
 */
public record Decision(FaultKind kind, long place, long number, long amount, long detail) {
  /** Stands for all receivers of a broadcast. */
  public static final int ALL = 0xFFFF;

  /** Returns the place of a directed link. */
  public static long link(int from, int to) {
    return ((long) from << Integer.SIZE) | to;
  }

  /** Returns the place of a point of the protocol at a replica. */
  public static long point(int replica, int point) {
    return ((long) replica << Integer.SIZE) | point;
  }

  /**
   * Returns the place of a mutation rule on a link.
   *
   * @param rule index of the rule, from 0
   * @param from the liar
   * @param to the receiver, or {@link #ALL} if one lie is for all receivers of a broadcast
   */
  public static long lie(int rule, int from, int to) {
    return ((long) rule << Integer.SIZE) | (from << Short.SIZE) | to;
  }

  /** Returns the sender of a mutation rule's link. */
  public int liar() {
    return second() >>> Short.SIZE;
  }

  /** Returns the receiver of a mutation rule's link, or {@link #ALL}. */
  public int deceived() {
    return second() & ALL;
  }

  /**
   * Returns the upper half of the place: the sender of a link, the replica of a point, or a rule.
   */
  public int first() {
    return (int) (place >>> Integer.SIZE);
  }

  /** Returns the lower half of the place: the receiver of a link, a point, or a node. */
  public int second() {
    return (int) place;
  }
}
