package dev.vopr.vsr;

/**
 * Marzullo's algorithm: the smallest interval that is consistent with the largest number of sources
 * (K. Marzullo, "Maintaining the time in a distributed system", Stanford 1984).
 */
final class Marzullo {
  private Marzullo() {}

  /**
   * What most sources agree on.
   *
   * @param low lower end, inclusive
   * @param high upper end, inclusive
   * @param sources number of sources whose intervals contain all of it; 0 without any source
   */
  record Agreement(long low, long high, int sources) {}

  /**
   * Intersects closed intervals. Of several intersections of as many sources the shortest is
   * returned, and of several of these the lowest.
   *
   * @param low lower end of each interval
   * @param high upper end of each interval, not below its lower end
   * @param count number of intervals, the first of the arrays
   */
  static Agreement intersect(long[] low, long[] high, int count) {
    Agreement best = new Agreement(0, 0, 0);
    for (int i = 0; i < count; i++) {
      // An intersection of the most sources begins where one of them begins, and lasts until the
      // first of them ends: another one beginning in between would make it one more. For the few
      // replicas of a cluster this is shorter than sorting the ends, and makes no garbage.
      Agreement candidate = at(low[i], low, high, count);
      if (isBetter(candidate, best)) {
        best = candidate;
      }
    }
    return best;
  }

  private static Agreement at(long point, long[] low, long[] high, int count) {
    long end = Long.MAX_VALUE;
    int sources = 0;
    for (int i = 0; i < count; i++) {
      if (low[i] <= point && point <= high[i]) {
        sources++;
        end = Math.min(end, high[i]);
      }
    }
    return new Agreement(point, end, sources);
  }

  private static boolean isBetter(Agreement one, Agreement other) {
    if (one.sources() != other.sources()) {
      return one.sources() > other.sources();
    }
    long length = one.high() - one.low();
    long otherLength = other.high() - other.low();
    return length != otherLength ? length < otherLength : one.low() < other.low();
  }
}
