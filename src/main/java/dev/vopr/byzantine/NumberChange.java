package dev.vopr.byzantine;

import java.util.function.LongUnaryOperator;

/** A change of one number, which remembers what it was the first time. */
final class NumberChange {
  private final String field;
  private final LongUnaryOperator change;
  private boolean isUsed;
  private long before;
  private long after;

  NumberChange(String field, LongUnaryOperator change) {
    this.field = field;
    this.change = change;
  }

  long apply(long value) {
    long changed = change.applyAsLong(value);
    if (!isUsed) {
      isUsed = true;
      before = value;
      after = changed;
    }
    return changed;
  }

  /** Returns what changed, such as {@code commit-number 7 → 507}. */
  String text() {
    return field + " " + before + " → " + after;
  }
}
