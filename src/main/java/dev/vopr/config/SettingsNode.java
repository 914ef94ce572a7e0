package dev.vopr.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A section of the settings, from which values are read by key.
 *
 * <p>A setting that is missing, of the wrong type or out of range is recorded as a problem, and the
 * method returns a harmless legal value (the minimum, the first choice, false, an empty text or
 * list), so that reading goes on and {@link SettingsSource#finish} reports everything at once. A
 * section that is itself wrong is reported once; reading from it yields harmless values silently.
 *
 * <p>The variants with {@code Or} return the fallback if the setting is missing or null: elements
 * of a list have no defaults in {@code reference.conf}. Keys are single names without dots.
 */
public final class SettingsNode {
  private final ConfigObject values;
  private final String path;
  private final String where;
  private final Ledger ledger;
  private final boolean isBroken;

  private SettingsNode(
      ConfigObject values, String path, String where, Ledger ledger, boolean isBroken) {
    this.values = values;
    this.path = path;
    this.where = where;
    this.ledger = ledger;
    this.isBroken = isBroken;
  }

  /** The cursor above the section {@code vopr}. */
  static SettingsNode top(ConfigObject values, Ledger ledger) {
    return new SettingsNode(values, "", ledger.places().of(values.origin()), ledger, false);
  }

  /** A section within this one; a problem if it is missing or is not a section. */
  public SettingsNode section(String key) {
    String remedy = "give a section in braces, " + key + " { … }";
    ledger.use(child(key), Ledger.Use.SECTION);
    if (isBroken) {
      return broken(child(key), where);
    }
    if (!has(key)) {
      unusable(key, values.containsKey(key) ? "is null; " + remedy : "is missing; " + remedy);
      return broken(child(key), where(key));
    }
    ConfigValue value = values.get(key);
    if (value instanceof ConfigObject object) {
      return new SettingsNode(object, child(key), where(key), ledger, false);
    }
    unusable(key, Scalars.shown(value) + " is not a section; " + remedy);
    return broken(child(key), where(key));
  }

  /**
   * The sections of a list, such as {@code vopr.rules[0]}; an element of another kind is skipped.
   */
  public List<SettingsNode> list(String key) {
    List<SettingsNode> nodes = new ArrayList<>();
    List<ConfigValue> elements = elements(key, "[{ … }]");
    ledger.use(child(key), Ledger.Use.SECTION);
    for (int i = 0; i < elements.size(); i++) {
      String element = SettingPath.element(child(key), i);
      String place = ledger.places().of(elements.get(i).origin());
      ledger.use(element, Ledger.Use.SECTION);
      if (elements.get(i) instanceof ConfigObject object) {
        nodes.add(new SettingsNode(object, element, place, ledger, false));
      } else {
        String shown = Scalars.shown(elements.get(i));
        ledger.unusable(place, element, shown + " is not a section; give one in braces, { … }");
      }
    }
    return nodes;
  }

  /** A whole number from {@code min} to {@code max}, in decimal or as {@code 0x…}. */
  public int integer(String key, int min, int max) {
    return Math.toIntExact(read(key, Numbers.whole(min, max)));
  }

  /** As {@link #integer}, with a fallback. */
  public int integerOr(String key, int fallback, int min, int max) {
    return has(key) ? integer(key, min, max) : fallback;
  }

  /**
   * A whole number of 64 bits from {@code min} to {@code max}, in decimal or as {@code 0x…}. If
   * {@code min} is {@link Long#MIN_VALUE}, a hexadecimal number may use all 64 bits.
   */
  public long wholeNumber(String key, long min, long max) {
    return read(key, Numbers.whole(min, max));
  }

  /** As {@link #wholeNumber}, with a fallback. */
  public long wholeNumberOr(String key, long fallback, long min, long max) {
    return has(key) ? wholeNumber(key, min, max) : fallback;
  }

  /** A probability from 0 to 1. */
  public double probability(String key) {
    return read(key, Numbers.real("a probability", 0, 1));
  }

  /** As {@link #probability}, with a fallback. */
  public double probabilityOr(String key, double fallback) {
    return has(key) ? probability(key) : fallback;
  }

  /** A number from {@code min} to {@code max}. */
  public double number(String key, double min, double max) {
    return read(key, Numbers.real("a number", min, max));
  }

  /** As {@link #number}, with a fallback. */
  public double numberOr(String key, double fallback, double min, double max) {
    return has(key) ? number(key, min, max) : fallback;
  }

  /** A duration in nanoseconds, written with a unit such as {@code 5 ms}. */
  public long durationNanos(String key, long minNanos, long maxNanos) {
    return read(key, Durations.nanos(minNanos, maxNanos));
  }

  /** As {@link #durationNanos}, with a fallback. */
  public long durationNanosOr(String key, long fallbackNanos, long minNanos, long maxNanos) {
    return has(key) ? durationNanos(key, minNanos, maxNanos) : fallbackNanos;
  }

  /** A size in bytes, written with a unit such as {@code 64 KiB}; a bare number is in bytes. */
  public long bytes(String key, long min, long max) {
    return read(key, Sizes.bytes(min, max));
  }

  /** As {@link #bytes}, with a fallback. */
  public long bytesOr(String key, long fallback, long min, long max) {
    return has(key) ? bytes(key, min, max) : fallback;
  }

  /** True or false; also yes, no, on and off. */
  public boolean flag(String key) {
    return read(key, Words.flag());
  }

  /** As {@link #flag}, with a fallback. */
  public boolean flagOr(String key, boolean fallback) {
    return has(key) ? flag(key) : fallback;
  }

  /** Any text, also an empty one. */
  public String text(String key) {
    return read(key, Words.text());
  }

  /** As {@link #text}, with a fallback. */
  public String textOr(String key, String fallback) {
    return has(key) ? text(key) : fallback;
  }

  /** A constant, written in lower case with hyphens: {@code ONE_WAY} as {@code one-way}. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    return read(key, Words.choice(type));
  }

  /** As {@link #choice}, with a fallback. */
  public <E extends Enum<E>> E choiceOr(String key, E fallback) {
    return has(key) ? choice(key, fallback.getDeclaringClass()) : fallback;
  }

  /** A list of constants, in the order of the file; wrong elements are left out. */
  public <E extends Enum<E>> List<E> choices(String key, Class<E> type) {
    return readAll(key, Words.choice(type));
  }

  /** As {@link #choices}, with a fallback. */
  public <E extends Enum<E>> List<E> choicesOr(String key, Class<E> type, List<E> fallback) {
    return has(key) ? choices(key, type) : fallback;
  }

  /** A list of whole numbers from {@code min} to {@code max}; wrong elements are left out. */
  public List<Integer> integers(String key, int min, int max) {
    return readAll(key, Numbers.whole(min, max)).stream().map(Math::toIntExact).toList();
  }

  /** As {@link #integers}, with a fallback. */
  public List<Integer> integersOr(String key, List<Integer> fallback, int min, int max) {
    return has(key) ? integers(key, min, max) : fallback;
  }

  /** A list of texts; wrong elements are left out. */
  public List<String> texts(String key) {
    return readAll(key, Words.text());
  }

  /** As {@link #texts}, with a fallback. */
  public List<String> textsOr(String key, List<String> fallback) {
    return has(key) ? texts(key) : fallback;
  }

  /**
   * Draws whether something with a probability of its own happens to a seed.
   *
   * @param key names the draw within this section
   */
  public boolean isDrawn(String key, double probability) {
    Draws draws = ledger.draws();
    return draws.isOfSeed() && draws.unit(child(key)) < probability;
  }

  /** Takes down what was drawn for a seed, as it would stand in a settings file. */
  public void drew(String key, String text) {
    ledger.draws().drew(child(key), text);
  }

  /** Whether the setting is there and not null; it counts as known from now on. */
  public boolean has(String key) {
    ledger.use(child(key), Ledger.Use.MENTIONED);
    return values.containsKey(key) && values.get(key).valueType() != ConfigValueType.NULL;
  }

  /** Whether the setting is a section, such as {@code { min = 0, max = 0.2 }}. */
  public boolean isSection(String key) {
    return has(key) && values.get(key).valueType() == ConfigValueType.OBJECT;
  }

  /** Whether the setting is a text, such as {@code by-seed} where a list may stand too. */
  public boolean isText(String key) {
    return has(key) && values.get(key).valueType() == ConfigValueType.STRING;
  }

  /**
   * Draws so many different numbers from 0 to {@code bound} − 1 for a seed, and takes them down as
   * the value of the setting.
   *
   * @return in rising order
   */
  public List<Integer> drawn(String key, int count, int bound) {
    Draws draws = ledger.draws();
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < bound; i++) {
      left.add(i);
    }
    List<Integer> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double unit = draws.unit(SettingPath.element(child(key), i));
      drawn.add(left.remove((int) Between.whole(0, left.size() - 1L, unit, false)));
    }
    drawn.sort(null);
    draws.drew(child(key), drawn.toString());
    return List.copyOf(drawn);
  }

  /**
   * Records a problem that the caller found, such as two settings that do not go together. Dropped
   * if the setting could not be read: then its value is a stand-in, and the problem would be too.
   *
   * @param message what is wrong and, after a semicolon, what to do
   */
  public void problem(String key, String message) {
    if (!isBroken && !ledger.isUnusable(child(key))) {
      ledger.problem(where(key), child(key), message);
    }
  }

  /** The place of the setting such as {@code conf/a.conf:12}; if missing, that of this section. */
  public String where(String key) {
    ConfigValue value = values.get(key);
    return value == null ? where : ledger.places().of(value.origin());
  }

  private <T> T read(String key, Wanted<T> wanted) {
    ledger.use(child(key), Ledger.Use.VALUE);
    if (isBroken) {
      return wanted.harmless();
    }
    if (!has(key)) {
      unusable(key, (values.containsKey(key) ? "is null; " : "is missing; ") + wanted.remedy());
      return wanted.harmless();
    }
    if (RangeReader.isDrawn(values.get(key))) {
      Consumer<String> report = complaint -> unusable(key, complaint);
      return new RangeReader<>(wanted, child(key), ledger.draws(), report)
          .read((ConfigObject) values.get(key));
    }
    return wanted
        .parse()
        .apply(values.get(key))
        .orReport(complaint -> unusable(key, complaint), wanted.harmless());
  }

  private <T> List<T> readAll(String key, Wanted<T> wanted) {
    List<T> all = new ArrayList<>();
    List<ConfigValue> elements = elements(key, "[a, b]");
    for (int i = 0; i < elements.size(); i++) {
      ConfigValue element = elements.get(i);
      String elementPath = SettingPath.element(child(key), i);
      List<String> complaints = new ArrayList<>();
      T value = wanted.parse().apply(element).orReport(complaints::add, wanted.harmless());
      if (complaints.isEmpty()) {
        all.add(value);
      }
      for (String complaint : complaints) {
        ledger.unusable(ledger.places().of(element.origin()), elementPath, complaint);
      }
    }
    return List.copyOf(all);
  }

  private List<ConfigValue> elements(String key, String example) {
    String remedy = "give a list in brackets, " + key + " = " + example;
    return read(key, new Wanted<>(remedy, List.of(), value -> elements(value, remedy)));
  }

  private static Parsed<List<ConfigValue>> elements(ConfigValue value, String remedy) {
    return value instanceof ConfigList list
        ? Parsed.of(List.copyOf(list))
        : Parsed.rejected(Scalars.shown(value) + " is not a list; " + remedy);
  }

  private void unusable(String key, String complaint) {
    ledger.unusable(where(key), child(key), complaint);
  }

  private SettingsNode broken(String brokenPath, String place) {
    return new SettingsNode(ConfigFactory.empty().root(), brokenPath, place, ledger, true);
  }

  private String child(String key) {
    if (key.contains(".")) {
      throw new IllegalArgumentException("read " + key + " section by section");
    }
    return SettingPath.child(path, key);
  }
}
