package dev.vopr.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Durations in HOCON's units, read into nanoseconds. */
final class Durations {
  private static final Pattern BARE_NUMBER = Pattern.compile("[+-]?[0-9][0-9.eE+-]*");
  private static final long[] UNIT_NANOS = {
    TimeUnit.DAYS.toNanos(1),
    TimeUnit.HOURS.toNanos(1),
    TimeUnit.MINUTES.toNanos(1),
    TimeUnit.SECONDS.toNanos(1),
    TimeUnit.MILLISECONDS.toNanos(1),
    TimeUnit.MICROSECONDS.toNanos(1)
  };
  private static final String[] UNIT_NAMES = {"d", "h", "m", "s", "ms", "us"};

  private Durations() {}

  /** A duration with its unit. */
  static Wanted<Long> nanos(long min, long max) {
    String remedy =
        Range.remedy(
            "a duration", text(min), min == Long.MIN_VALUE, text(max), max == Long.MAX_VALUE);
    Range<Long> range = new Range<>(min, max, Durations::text, remedy);
    return new Wanted<Long>(remedy, min, value -> nanos(value, range))
        .drawnBy(Between::whole, Long::compare, Durations::text);
  }

  /** The duration in its largest unit without a fraction, such as {@code 10 ms}. */
  static String text(long nanos) {
    for (int i = 0; i < UNIT_NANOS.length; i++) {
      if (nanos != 0 && nanos % UNIT_NANOS[i] == 0) {
        return nanos / UNIT_NANOS[i] + " " + UNIT_NAMES[i];
      }
    }
    return nanos == 0 ? "0 s" : nanos + " ns";
  }

  private static Parsed<Long> nanos(ConfigValue value, Range<Long> range) {
    String text = Scalars.text(value).orElse("").strip();
    if (BARE_NUMBER.matcher(text).matches()) {
      return Parsed.rejected(Scalars.shortened(text) + " has no unit; give a unit, e.g. 5 ms");
    }
    long nanos;
    try {
      nanos = value.atKey("value").getDuration("value", TimeUnit.NANOSECONDS);
    } catch (ConfigException e) {
      return Parsed.rejected(
          Scalars.shown(value)
              + " is not a duration; give a number and a unit (ns, us, ms, s, m, h, d), e.g. 5 ms");
    }
    if (nanos < 0 && range.min() >= 0) {
      return range.rejected(Scalars.shortened(text) + " is negative");
    }
    // The library stops at the largest long instead of failing.
    if (nanos == Long.MAX_VALUE) {
      return range.rejected(Scalars.shortened(text) + " is too long for 64 bits of nanoseconds");
    }
    return range.check(Scalars.shortened(text), nanos);
  }
}
