package dev.vopr.report.export;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Numbers values in the order in which they come first, from 0, so that each is written once. */
final class Numbering<T> {
  private final Map<T, Integer> numbers = new LinkedHashMap<>();

  int of(T value) {
    int next = numbers.size();
    return numbers.computeIfAbsent(value, it -> next);
  }

  /** Returns the values in the order of their numbers. */
  Set<T> values() {
    return numbers.keySet();
  }
}
