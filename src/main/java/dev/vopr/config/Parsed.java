package dev.vopr.config;

import java.util.function.Consumer;

/** The outcome of reading one value: the value, or what is wrong with it. */
@FunctionalInterface
interface Parsed<T> {

  /** The value; if there is none, tells {@code report} why and returns {@code harmless}. */
  T orReport(Consumer<String> report, T harmless);

  static <T> Parsed<T> of(T value) {
    return (report, harmless) -> value;
  }

  static <T> Parsed<T> rejected(String complaint) {
    return (report, harmless) -> {
      report.accept(complaint);
      return harmless;
    };
  }
}
