package dev.vopr.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a value that is drawn anew for each seed: {@code { min = 0, max = 0.2 }}, for ranges over
 * orders of magnitude with {@code law = log}, or {@code { one-of = [a, b] }}.
 */
final class RangeReader<T> {
  private static final String MIN = "min";
  private static final String MAX = "max";
  private static final String LAW = "law";
  private static final String ONE_OF = "one-of";

  private final Wanted<T> wanted;
  private final String path;
  private final Draws draws;
  private final Consumer<String> report;

  RangeReader(Wanted<T> wanted, String path, Draws draws, Consumer<String> report) {
    this.wanted = wanted;
    this.path = path;
    this.draws = draws;
    this.report = report;
  }

  /** Returns whether the value is written as one that is drawn. */
  static boolean isDrawn(ConfigValue value) {
    return value instanceof ConfigObject object
        && (object.containsKey(ONE_OF) || (object.containsKey(MIN) && object.containsKey(MAX)));
  }

  /** Draws; after a problem, returns the harmless value. */
  T read(ConfigObject value) {
    return value.containsKey(ONE_OF) ? oneOf(value) : between(value);
  }

  private T oneOf(ConfigObject value) {
    if (value.size() > 1 || !(value.get(ONE_OF) instanceof ConfigList list) || list.isEmpty()) {
      return rejected("a choice is written { one-of = [a, b] }");
    }
    List<T> all = new ArrayList<>();
    for (ConfigValue element : list) {
      parse(element).ifPresent(all::add);
    }
    if (all.size() < list.size()) {
      return wanted.harmless();
    }
    int index = (int) Between.whole(0, list.size() - 1L, draws.unit(path), false);
    // Without comments, which would name the place of each element of a list.
    draws.drew(path, list.get(index).render(ConfigRenderOptions.concise()));
    return all.get(index);
  }

  private T between(ConfigObject value) {
    if (wanted.ordered().isEmpty()) {
      return rejected("this setting has no range; give { one-of = [a, b] }, or");
    }
    String law = value.containsKey(LAW) ? Scalars.text(value.get(LAW)).orElse("") : "uniform";
    boolean isLogarithmic = law.equals("log");
    if (!List.of(MIN, MAX, LAW).containsAll(value.keySet())
        || !(isLogarithmic || law.equals("uniform"))) {
      return rejected("a range is written { min = a, max = b }, with law = uniform or log");
    }
    Optional<T> low = parse(value.get(MIN));
    Optional<T> high = parse(value.get(MAX));
    if (low.isEmpty() || high.isEmpty()) {
      return wanted.harmless();
    }
    Wanted.Ordered<T> ordered = wanted.ordered().get();
    if (ordered.order().compare(low.get(), high.get()) > 0) {
      return rejected("min is above max; exchange them, or");
    }
    T drawn = ordered.between().at(low.get(), high.get(), draws.unit(path), isLogarithmic);
    draws.drew(path, ordered.show().apply(drawn));
    return drawn;
  }

  private Optional<T> parse(ConfigValue value) {
    List<String> complaints = new ArrayList<>();
    T parsed = wanted.parse().apply(value).orReport(complaints::add, wanted.harmless());
    complaints.forEach(report);
    return complaints.isEmpty() ? Optional.of(parsed) : Optional.empty();
  }

  private T rejected(String complaint) {
    report.accept(complaint + " " + wanted.remedy());
    return wanted.harmless();
  }
}
