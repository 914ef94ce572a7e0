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

  /** Returns the place of a directed link. */
  public static long link(int from, int to) {
    return ((long) from << Integer.SIZE) | to;
  }

  /** Returns the place of a point of the protocol at a replica. */
  public static long point(int replica, int point) {
    return ((long) replica << Integer.SIZE) | point;
  }

  /** Returns the upper half of the place: the sender of a link, or the replica of a point. */
  public int first() {
    return (int) (place >>> Integer.SIZE);
  }

  /** Returns the lower half of the place: the receiver of a link, a point, a node, or a rule. */
  public int second() {
    return (int) place;
  }
}
