package dev.vopr.byzantine;

/** How much of a log tail is left when it is truncated. */
public sealed interface TailCut {
  /** Returns how many of {@code size} entries are kept. */
  int kept(int size);

  /** Returns how much in a few words. */
  String label();

  /**
   * The first entries are kept.
   *
   * @param entries how many at most, from 0
   */
  record Keep(int entries) implements TailCut {
    /** Checks the range. */
    public Keep {
      if (entries < 0) {
        throw new IllegalArgumentException(
            "a truncation keeps 0 entries or more, but it is " + entries);
      }
    }

    @Override
    public int kept(int size) {
      return Math.min(size, entries);
    }

    @Override
    public String label() {
      return "keep " + entries;
    }
  }

  /**
   * The last entries are dropped.
   *
   * @param entries how many, from 1
   */
  record CutOff(int entries) implements TailCut {
    /** Checks the range. */
    public CutOff {
      if (entries < 1) {
        throw new IllegalArgumentException(
            "a truncation cuts off 1 entry or more, but it is " + entries);
      }
    }

    @Override
    public int kept(int size) {
      return Math.max(0, size - entries);
    }

    @Override
    public String label() {
      return "cut off " + entries;
    }
  }
}
