package dev.vopr.config;

import com.typesafe.config.ConfigValue;
import java.util.Optional;

/** The text of single values, as it was written and as it is shown in a message. */
final class Scalars {
  private static final int LONGEST_SHOWN = 60;

  private Scalars() {}

  /** The text of a number, boolean or string as it was written; empty for anything else. */
  static Optional<String> text(ConfigValue value) {
    return switch (value.valueType()) {
      // Not unwrapped(): that would round a number of many digits.
      case NUMBER, BOOLEAN, STRING -> Optional.of(value.atKey("value").getString("value"));
      case OBJECT, LIST, NULL -> Optional.empty();
    };
  }

  /** The value in a sentence such as "… is not a number". */
  static String shown(ConfigValue value) {
    return switch (value.valueType()) {
      case NUMBER, BOOLEAN -> shortened(text(value).orElseThrow());
      case STRING -> '"' + shortened(text(value).orElseThrow()) + '"';
      case OBJECT -> "a section";
      case LIST -> "a list";
      case NULL -> "null";
    };
  }

  /** The text without what would make a message unreadable. */
  static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
  }
}
