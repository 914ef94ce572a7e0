package dev.vopr.vsr;

import java.util.Arrays;

/** When a replica wants to be woken, by kind; at most one instant for each. */
final class Timers {
  static final long NEVER = Long.MAX_VALUE;

  private final long[] due = new long[TimerKind.values().length];

  Timers() {
    clearAll();
  }

  void set(TimerKind kind, long instant) {
    due[kind.ordinal()] = instant;
  }

  void clear(TimerKind kind) {
    due[kind.ordinal()] = NEVER;
  }

  void clearAll() {
    Arrays.fill(due, NEVER);
  }

  boolean isSet(TimerKind kind) {
    return due[kind.ordinal()] != NEVER;
  }

  boolean isDue(TimerKind kind, long now) {
    return due[kind.ordinal()] <= now;
  }

  long next() {
    long next = NEVER;
    for (long instant : due) {
      next = Math.min(next, instant);
    }
    return next;
  }
}
