package dev.vopr.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
  private static final String[] TIME_UNITS = {"ns", "us", "ms", "s"};

  private Figures() {}

  /** Returns {@code 1,234,567}. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Returns {@code 1 client} or {@code 2 clients}. */
  static String counted(long value, String singular) {
    return count(value) + " " + singular + (value == 1 ? "" : "s");
  }

  /** Returns {@code a}, {@code a and b} or {@code a, b and c}. */
  static String list(List<String> items) {
    int last = items.size() - 1;
    return last < 1
        ? String.join("", items)
        : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
  }

  /** Returns {@code 412 k} or {@code 1.3 M}. */
  static String rounded(double value) {
    if (value >= 1e6) {
      return String.format(Locale.ROOT, "%.1f M", value / 1e6);
    }
    if (value >= 1e4) {
      return String.format(Locale.ROOT, "%.0f k", value / 1e3);
    }
    return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.1f", value);
  }

  /**
   * Returns {@code 12.5 %}; nothing below 100 % is rounded to it, and nothing above 0 % to that.
   */
  static String percent(double share) {
    double percent = share * 100;
    if (percent > 0 && percent < 0.1) {
      BigDecimal small = new BigDecimal(percent, new MathContext(2)).stripTrailingZeros();
      return small.toPlainString() + " %";
    }
    boolean isWhole = Math.abs(percent - Math.rint(percent)) < 1e-9;
    double shown = isWhole || percent > 100 ? percent : Math.min(percent, 99.9);
    return String.format(Locale.ROOT, isWhole ? "%.0f %%" : "%.1f %%", shown);
  }

  /** Returns {@code 100 us}, {@code -1.5 ms} or {@code 3 h 2 min}. */
  static String duration(long nanos) {
    return nanos < 0 ? "-" + length(-(double) nanos) : length((double) nanos);
  }

  private static String length(double nanos) {
    double value = nanos;
    int unit = 0;
    while (value >= 1000 && unit < TIME_UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    if (unit == TIME_UNITS.length - 1 && value >= 120) {
      return longDuration((long) value);
    }
    String format = value == Math.rint(value) ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, format, value, TIME_UNITS[unit]);
  }

  private static String longDuration(long seconds) {
    if (seconds < 7200) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    return seconds < 172_800
        ? seconds / 3600 + " h " + seconds / 60 % 60 + " min"
        : seconds / 86_400 + " d " + seconds / 3600 % 24 + " h";
  }

  /** Returns {@code 12.345678 ms}: the instant of an event. */
  static String instant(long nanos) {
    return String.format(Locale.ROOT, "%,.3f ms", nanos / 1e6);
  }
}
