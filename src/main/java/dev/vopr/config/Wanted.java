package dev.vopr.config;

import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a reader asks of a setting.
 *
 * @param remedy what to do if the setting is missing or wrong, such as {@code give true or false}
 * @param harmless a legal value with which reading goes on after a problem
 * @param parse reads a value that is there
 * @param ordered for values that can be drawn from a range: how
 */
record Wanted<T>(
    String remedy,
    T harmless,
    Function<ConfigValue, Parsed<T>> parse,
    Optional<Ordered<T>> ordered) {

  /**
   * How values of a type are drawn from a range.
   *
   * @param order which is smaller
   * @param between draws one
   * @param show writes one as it stands in a settings file
   */
  record Ordered<T>(Comparator<T> order, Between<T> between, Function<T, String> show) {}

  /** A setting that has no ranges. */
  Wanted(String remedy, T harmless, Function<ConfigValue, Parsed<T>> parse) {
    this(remedy, harmless, parse, Optional.empty());
  }

  /** This, for values that can be drawn from a range. */
  Wanted<T> drawnBy(Between<T> between, Comparator<T> order, Function<T, String> show) {
    return new Wanted<>(remedy, harmless, parse, Optional.of(new Ordered<>(order, between, show)));
  }
}
