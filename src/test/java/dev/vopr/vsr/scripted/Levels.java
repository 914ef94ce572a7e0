package dev.vopr.vsr.scripted;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A test that is run at some levels of hardening, which are its argument. */
final class Levels {
  private Levels() {}

  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "VALIDATED", "CHAINED"})
  @interface AtEachLevel {}

  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @EnumSource(names = "PLAIN")
  @interface AtPlain {}

  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "VALIDATED"})
  @interface BelowChained {}

  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @EnumSource(names = {"VALIDATED", "CHAINED"})
  @interface SinceValidated {}

  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @EnumSource(names = "CHAINED")
  @interface AtChained {}
}
