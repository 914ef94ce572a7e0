package dev.vopr.run.minimise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds a part of a list that still fails, and of which no single element can be left out (Zeller
 * and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE TSE 2002). It leaves
 * out chunks, beginning with halves and ending with single elements, the last ones of the list
 * first: what strikes after the damage is done is the easiest to leave out.
 */
final class DeltaDebugging {

  /** Tells whether a part of the list still fails. */
  @FunctionalInterface
  interface Test<T> {
    /**
     * Returns the part that failed, without what had no say in it; nothing if it did not fail.
     *
     * @param part in the order of the whole list
     */
    Optional<List<T>> failing(List<T> part);
  }

  private DeltaDebugging() {}

  /** Returns what is left of {@code all}, which fails. */
  static <T> List<T> minimise(List<T> all, Test<T> test) {
    List<T> left = all;
    if (left.isEmpty()) {
      return left;
    }
    Optional<List<T>> nothing = test.failing(List.of());
    if (nothing.isPresent()) {
      return nothing.get();
    }
    int chunk = (left.size() + 1) / 2;
    while (chunk > 1) {
      left = withoutChunks(left, chunk, test);
      chunk = (Math.min(chunk, left.size()) + 1) / 2;
    }
    int before;
    do {
      before = left.size();
      left = withoutChunks(left, 1, test);
    } while (left.size() < before);
    return left;
  }

  /** Leaves out each chunk that need not be there, from the last to the first. */
  private static <T> List<T> withoutChunks(List<T> all, int chunk, Test<T> test) {
    List<T> left = all;
    int end = left.size();
    while (end > 0) {
      int begin = Math.max(0, end - chunk);
      List<T> rest = new ArrayList<>(left.subList(0, begin));
      rest.addAll(left.subList(end, left.size()));
      Optional<List<T>> failing = rest.isEmpty() ? Optional.empty() : test.failing(rest);
      if (failing.isPresent()) {
        left = failing.get();
      }
      end = Math.min(begin, left.size());
    }
    return left;
  }
}
