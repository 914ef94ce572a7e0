package dev.vopr.run.minimise;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Simpler forms of a fault: sooner, shorter, smaller or rounder, and the first of many. */
final class Roundings {
  /** Durations that are simple in themselves, in nanoseconds. */
  private static final List<Long> SIMPLE_NANOS =
      List.of(1_000_000L, 10_000_000L, 100_000_000L, 1_000_000_000L, 10_000_000_000L);

  private static final List<Long> SIMPLE_COUNTS = List.of(1L, 2L, 4L);

  /** Details that are simple in themselves. */
  private static final List<Long> SIMPLE_DETAILS = List.of(0L, 1L);

  /** Rounder than so many digits is not tried. */
  private static final int MOST_DIGITS = 2;

  private static final int BASE = 10;

  private Roundings() {}

  /** Returns the simpler forms of a fault, the simplest first. */
  static List<Decision> of(Decision decision) {
    List<Decision> simpler = new ArrayList<>();
    for (long number = 1; number < decision.number(); number *= 2) {
      simpler.add(
          new Decision(
              decision.kind(), decision.place(), number, decision.amount(), decision.detail()));
    }
    for (long amount : amounts(decision)) {
      simpler.add(with(decision, amount, decision.detail()));
    }
    if (decision.kind().hasDetail()) {
      for (long detail : SIMPLE_DETAILS) {
        if (decision.detail() < 0 || detail < decision.detail()) {
          simpler.add(with(decision, decision.amount(), detail));
        }
      }
    }
    return simpler;
  }

  private static Decision with(Decision decision, long amount, long detail) {
    return new Decision(decision.kind(), decision.place(), decision.number(), amount, detail);
  }

  private static List<Long> amounts(Decision decision) {
    long amount = decision.amount();
    List<Long> simple =
        decision.kind().amount() == FaultKind.Amount.NANOS ? SIMPLE_NANOS : SIMPLE_COUNTS;
    // The smallest long has no positive counterpart, and is no amount that any law draws.
    if (amount == 0 || amount == Long.MIN_VALUE) {
      return List.of();
    }
    long size = Math.abs(amount);
    Set<Long> smaller = new TreeSet<>();
    simple.stream().filter(one -> one < size).forEach(smaller::add);
    List<Long> sizes = new ArrayList<>(smaller);
    long unit = leadingUnit(size);
    for (int digits = 1; digits <= MOST_DIGITS && size % unit != 0; digits++) {
      sizes.add(size / unit * unit);
      sizes.add(size / unit * unit + unit);
      unit = Math.max(1, unit / BASE);
    }
    return sizes.stream().distinct().map(one -> amount < 0 ? -one : one).toList();
  }

  /** Returns the power of ten of the first digit. */
  private static long leadingUnit(long size) {
    long unit = 1;
    while (size / unit >= BASE) {
      unit *= BASE;
    }
    return unit;
  }
}
