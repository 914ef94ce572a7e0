package dev.vopr.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Flags, texts and choices from a closed set. */
final class Words {
  /** Characters of all choices that a sentence has room for. */
  private static final int LONGEST_LIST = 240;

  private Words() {}

  /** True or false, also written as HOCON's yes, no, on and off. */
  static Wanted<Boolean> flag() {
    String remedy = "give true or false";
    return new Wanted<>(remedy, false, value -> flag(value, remedy));
  }

  /** Any text; a number or a boolean counts as its text. */
  static Wanted<String> text() {
    String remedy = "give a text";
    return new Wanted<>(
        remedy,
        "",
        value ->
            Scalars.text(value)
                .map(Parsed::of)
                .orElseGet(
                    () -> Parsed.rejected(Scalars.shown(value) + " is not a text; " + remedy)));
  }

  /** A constant of an enum, written in lower case with hyphens. */
  static <E extends Enum<E>> Wanted<E> choice(Class<E> type) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      choices.put(kebab(constant), constant);
    }
    String names = String.join(", ", choices.keySet());
    String remedy = "give one of " + names;
    return new Wanted<>(
        remedy,
        type.getEnumConstants()[0],
        value -> {
          String text = Scalars.text(value).orElse("").strip();
          return choices.containsKey(text)
              ? Parsed.of(choices.get(text))
              : Parsed.rejected(notAChoice(value, text, names, choices));
        });
  }

  private static String notAChoice(
      ConfigValue value, String text, String names, Map<String, ?> choices) {
    String word = text.toLowerCase(Locale.ROOT).replace('_', '-');
    Optional<String> nearest = Nearest.to(word, choices.keySet());
    // Where there are many, the nearest one says more than all of them.
    boolean isLong = names.length() > LONGEST_LIST;
    String choice = isLong ? "the " + choices.size() + " choices" : names;
    return nearest.isPresent()
        ? Scalars.shown(value)
            + " is not one of "
            + choice
            + "; did you mean "
            + nearest.get()
            + "?"
        : Scalars.shown(value) + " is not a choice; give one of " + names;
  }

  private static Parsed<Boolean> flag(ConfigValue value, String remedy) {
    try {
      return Parsed.of(value.atKey("value").getBoolean("value"));
    } catch (ConfigException e) {
      return Parsed.rejected(Scalars.shown(value) + " is neither true nor false; " + remedy);
    }
  }

  /** The name of a constant in settings. */
  static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
