package dev.vopr.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** Sizes in HOCON's units, read into bytes. */
final class Sizes {
  private static final Pattern BARE_NUMBER = Pattern.compile("[0-9]{1,1000}");
  private static final String[] UNIT_NAMES = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Sizes() {}

  /** A size with its unit; a bare number is in bytes. */
  static Wanted<Long> bytes(long min, long max) {
    String remedy = Range.remedy("a size", text(min), min < 0, text(max), max == Long.MAX_VALUE);
    Range<Long> range = new Range<>(min, max, Sizes::text, remedy);
    return new Wanted<Long>(remedy, min, value -> bytes(value, range))
        .drawnBy(Between::whole, Long::compare, Sizes::text);
  }

  /** The size in its largest binary unit without a fraction, such as {@code 64 KiB}. */
  static String text(long bytes) {
    long amount = bytes;
    int unit = 0;
    while (amount != 0 && amount % 1024 == 0 && unit < UNIT_NAMES.length - 1) {
      amount /= 1024;
      unit++;
    }
    return amount + " " + UNIT_NAMES[unit];
  }

  private static Parsed<Long> bytes(ConfigValue value, Range<Long> range) {
    String text = Scalars.text(value).orElse("").strip();
    if (text.startsWith("-")) {
      return range.rejected(Scalars.shortened(text) + " is negative");
    }
    BigInteger bytes;
    try {
      // The library stops at the largest long for a bare number instead of failing.
      bytes =
          BARE_NUMBER.matcher(text).matches()
              ? new BigInteger(text)
              : value.atKey("value").getMemorySize("value").toBytesBigInteger();
    } catch (ConfigException e) {
      return Parsed.rejected(
          Scalars.shown(value)
              + " is not a size; give a number and a unit (B, KiB, MiB, GiB), e.g. 64 KiB");
    }
    return bytes.bitLength() > 63
        ? range.rejected(Scalars.shortened(text) + " does not fit in 64 bits")
        : range.check(Scalars.shortened(text), bytes.longValueExact());
  }
}
