package dev.vopr.config;

import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whole numbers and fractions, read from the text as written, so that nothing is rounded. */
final class Numbers {
  private static final Pattern HEX = Pattern.compile("[+-]?0[xX][0-9a-fA-F]{1,64}");

  /** More digits before the point than any 64-bit number has. */
  private static final int TOO_MANY_DIGITS = 20;

  private Numbers() {}

  /** A whole number, decimal or hexadecimal. */
  static Wanted<Long> whole(long min, long max) {
    Range<Long> range = new Range<>(min, max, String::valueOf, wholeRemedy(min, max));
    return new Wanted<Long>(range.remedy(), min, value -> whole(value, range))
        .drawnBy(Between::whole, Long::compare, String::valueOf);
  }

  /** A number with a fraction. */
  static Wanted<Double> real(String noun, double min, double max) {
    String remedy =
        Range.remedy(
            noun, plain(min), min <= -Double.MAX_VALUE, plain(max), max >= Double.MAX_VALUE);
    Range<Double> range = new Range<>(min, max, String::valueOf, remedy);
    return new Wanted<Double>(remedy, min, value -> real(value, range))
        .drawnBy(Between::real, Double::compare, String::valueOf);
  }

  private static Parsed<Long> whole(ConfigValue value, Range<Long> range) {
    String text = Scalars.text(value).orElse("").strip();
    if (HEX.matcher(text).matches()) {
      return whole(text, hex(text, range.min() == Long.MIN_VALUE), range);
    }
    Optional<BigDecimal> number = decimal(text);
    if (number.isEmpty() || number.get().stripTrailingZeros().scale() > 0) {
      return range.rejected(Scalars.shown(value) + " is not a whole number");
    }
    if (number.get().precision() - (long) number.get().scale() > TOO_MANY_DIGITS) {
      return outside64Bits(text, range);
    }
    return whole(text, number.get().toBigIntegerExact(), range);
  }

  private static Parsed<Long> whole(String text, BigInteger number, Range<Long> range) {
    return number.bitLength() > 63
        ? outside64Bits(text, range)
        : range.check(Scalars.shortened(text), number.longValueExact());
  }

  private static Parsed<Long> outside64Bits(String text, Range<Long> range) {
    return range.rejected(Scalars.shortened(text) + " does not fit in 64 bits");
  }

  /** Where every long is legal, such as for a seed, 0xffff_ffff_ffff_ffff is the long -1. */
  private static BigInteger hex(String text, boolean isAnyLong) {
    boolean isNegative = text.startsWith("-");
    String digits = text.toLowerCase(Locale.ROOT).split("x", 2)[1];
    BigInteger magnitude = new BigInteger(digits, 16);
    if (isAnyLong && !isNegative && magnitude.bitLength() == 64) {
      return BigInteger.valueOf(magnitude.longValue());
    }
    return isNegative ? magnitude.negate() : magnitude;
  }

  private static Parsed<Double> real(ConfigValue value, Range<Double> range) {
    String text = Scalars.text(value).orElse("").strip();
    Optional<BigDecimal> number = decimal(text);
    return number.isEmpty()
        ? range.rejected(Scalars.shown(value) + " is not a number")
        : range.check(Scalars.shortened(text), number.get().doubleValue());
  }

  private static Optional<BigDecimal> decimal(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String wholeRemedy(long min, long max) {
    boolean isAnyLong = min == Long.MIN_VALUE && max == Long.MAX_VALUE;
    boolean isAnyInt = min == Integer.MIN_VALUE && max == Integer.MAX_VALUE;
    if (isAnyLong || isAnyInt) {
      return "give a whole number that fits in " + (isAnyLong ? "64" : "32") + " bits";
    }
    return Range.remedy(
        "a whole number",
        String.valueOf(min),
        min == Long.MIN_VALUE || min == Integer.MIN_VALUE,
        String.valueOf(max),
        max == Long.MAX_VALUE || max == Integer.MAX_VALUE);
  }

  private static String plain(double number) {
    return Double.isInfinite(number)
        ? String.valueOf(number)
        : BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
