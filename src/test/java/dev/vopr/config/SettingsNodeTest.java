package dev.vopr.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsNodeTest {
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  @TempDir Path directory;

  private enum Policy {
    RANDOM,
    ONE_WAY,
    SPLIT_BRAIN
  }

  @Test
  void readsEveryTypeOfValue() {
    SettingsNode node =
        one(
            "integer = 7",
            "whole = 9223372036854775807",
            "probability = 0.25",
            "number = 1e3",
            "duration = 5 ms",
            "size = 64 KiB",
            "bare-size = 100",
            "flag = on",
            "text = some words",
            "number-text = 007",
            "choice = one-way",
            "choices = [split-brain, random]",
            "integers = [2, 0x10, \"3\"]",
            "texts = [a, 1, \"b c\"]");

    assertThat(node.integer("integer", 1, 7)).isEqualTo(7);
    assertThat(node.wholeNumber("whole", 0, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(node.probability("probability")).isEqualTo(0.25);
    assertThat(node.number("number", 0, 1000)).isEqualTo(1000);
    assertThat(node.durationNanos("duration", 0, Long.MAX_VALUE)).isEqualTo(5 * MILLISECOND);
    assertThat(node.bytes("size", 0, 65536)).isEqualTo(65536);
    assertThat(node.bytes("bare-size", 0, 100)).isEqualTo(100);
    assertThat(node.flag("flag")).isTrue();
    assertThat(node.text("text")).isEqualTo("some words");
    assertThat(node.text("number-text")).isEqualTo("007");
    assertThat(node.choice("choice", Policy.class)).isEqualTo(Policy.ONE_WAY);
    assertThat(node.choices("choices", Policy.class))
        .containsExactly(Policy.SPLIT_BRAIN, Policy.RANDOM);
    assertThat(node.integers("integers", 0, 16)).containsExactly(2, 16, 3);
    assertThat(node.texts("texts")).containsExactly("a", "1", "b c");
  }

  @ParameterizedTest
  @CsvSource({
    "42, 42",
    "\"42\", 42",
    "-42, -42",
    "4.2e1, 42",
    "42.0, 42",
    "0x2a, 42",
    "0X2A, 42",
    "-0x2a, -42",
    "9007199254740993, 9007199254740993",
    "-9223372036854775808, -9223372036854775808",
    "0x7fffffffffffffff, 9223372036854775807",
    "0xffffffffffffffff, -1"
  })
  void readsAWholeNumberHoweverItIsWritten(String written, long expected) {
    SettingsNode node = one("seed = " + written);

    assertThat(node.wholeNumber("seed", Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9 | 9 is above 7; give a whole number from 1 to 7",
        "0 | 0 is below 1; give a whole number from 1 to 7",
        "0xff | 0xff is above 7; give a whole number from 1 to 7",
        "2.5 | 2.5 is not a whole number; give a whole number from 1 to 7",
        "three | \"three\" is not a whole number; give a whole number from 1 to 7",
        "0x | \"0x\" is not a whole number; give a whole number from 1 to 7",
        "[3] | a list is not a whole number; give a whole number from 1 to 7",
        "{ a = 3 } | a section is not a whole number; give a whole number from 1 to 7",
        "true | true is not a whole number; give a whole number from 1 to 7",
        "\"\" | \"\" is not a whole number; give a whole number from 1 to 7",
        "null | is null; give a whole number from 1 to 7",
        "1e99 | 1e99 does not fit in 64 bits; give a whole number from 1 to 7"
      })
  void rejectsWhatIsNoIntegerInRange(String written, String message) {
    rejects(written, message, node -> assertThat(node.integer("key", 1, 7)).isEqualTo(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999",
        "1e999",
        "1e999999999",
        "0x10000000000000000",
        "-0xffffffffffffffff"
      })
  void rejectsAWholeNumberOfMoreThan64BitsInsteadOfRounding(String written) {
    rejects(
        written,
        written + " does not fit in 64 bits; give a whole number that fits in 64 bits",
        node -> node.wholeNumber("key", Long.MIN_VALUE, Long.MAX_VALUE));
  }

  @Test
  void aHexadecimalNumberUsesTheSignBitOnlyWhereEveryLongIsLegal() {
    rejects(
        "0xffffffffffffffff",
        "0xffffffffffffffff does not fit in 64 bits; give a whole number of at least 0",
        node -> node.wholeNumber("key", 0, Long.MAX_VALUE));
  }

  @Test
  void mentionsOnlyTheLimitsThatExist() {
    rejects(
        "x",
        "\"x\" is not a whole number; give a whole number of at most 5",
        node -> node.integer("key", Integer.MIN_VALUE, 5));
    rejects(
        "3000000000",
        "3000000000 is above 2147483647; give a whole number that fits in 32 bits",
        node -> node.integer("key", Integer.MIN_VALUE, Integer.MAX_VALUE));
    rejects(
        "-1",
        "-1 is below 0.0; give a number of at least 0",
        node -> node.number("key", 0, Double.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.5 | 1.5 is above 1.0; give a probability from 0 to 1",
        "-0.1 | -0.1 is below 0.0; give a probability from 0 to 1",
        "NaN | \"NaN\" is not a number; give a probability from 0 to 1",
        "10% | \"10%\" is not a number; give a probability from 0 to 1",
        "1e999 | 1e999 is above 1.0; give a probability from 0 to 1"
      })
  void rejectsWhatIsNoProbability(String written, String message) {
    rejects(written, message, node -> assertThat(node.probability("key")).isZero());
  }

  @Test
  void rejectsANumberOutOfRange() {
    rejects(
        "3",
        "3 is above 2.5; give a number from 0.5 to 2.5",
        node -> assertThat(node.number("key", 0.5, 2.5)).isEqualTo(0.5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | 5 has no unit; give a unit, e.g. 5 ms",
        "0.5 | 0.5 has no unit; give a unit, e.g. 5 ms",
        "\"5\" | 5 has no unit; give a unit, e.g. 5 ms",
        "-5 ms | -5 ms is negative; give a duration from 10 ms to 90 s",
        "9999 us | 9999 us is below 10 ms; give a duration from 10 ms to 90 s",
        "2 m | 2 m is above 90 s; give a duration from 10 ms to 90 s",
        "999999999 d | 999999999 d is too long for 64 bits of nanoseconds; give a duration from 10"
            + " ms to 90 s",
        "5 parsecs | \"5 parsecs\" is not a duration; give a number and a unit"
            + " (ns, us, ms, s, m, h, d), e.g. 5 ms",
        "true | true is not a duration; give a number and a unit"
            + " (ns, us, ms, s, m, h, d), e.g. 5 ms",
        "[5 ms] | a list is not a duration; give a number and a unit"
            + " (ns, us, ms, s, m, h, d), e.g. 5 ms",
        "null | is null; give a duration from 10 ms to 90 s"
      })
  void rejectsWhatIsNoDurationInRange(String written, String message) {
    rejects(
        written,
        message,
        node ->
            assertThat(node.durationNanos("key", 10 * MILLISECOND, 90_000 * MILLISECOND))
                .isEqualTo(10 * MILLISECOND));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "1, 1 ns",
    "1500, 1500 ns",
    "2000, 2 us",
    "1500000, 1500 us",
    "60000000000, 1 m",
    "5400000000000, 90 m",
    "3600000000000, 1 h",
    "172800000000000, 2 d"
  })
  void showsADurationInItsLargestWholeUnit(long nanos, String text) {
    assertThat(Durations.text(nanos)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 KiB | 1 KiB is below 64 KiB; give a size from 64 KiB to 1 MiB",
        "2 MiB | 2 MiB is above 1 MiB; give a size from 64 KiB to 1 MiB",
        "-1 KiB | -1 KiB is negative; give a size from 64 KiB to 1 MiB",
        "999999999999999999999999 | 999999999999999999999999 does not fit in 64 bits;"
            + " give a size from 64 KiB to 1 MiB",
        "99999999999 TB | 99999999999 TB does not fit in 64 bits; give a size from 64 KiB to 1 MiB",
        "5 foo | \"5 foo\" is not a size; give a number and a unit (B, KiB, MiB, GiB), e.g. 64 KiB",
        "{} | a section is not a size; give a number and a unit (B, KiB, MiB, GiB), e.g. 64 KiB"
      })
  void rejectsWhatIsNoSizeInRange(String written, String message) {
    rejects(
        written,
        message,
        node -> assertThat(node.bytes("key", 1 << 16, 1 << 20)).isEqualTo(1 << 16));
  }

  @Test
  void rejectsWhatIsNeitherTrueNorFalse() {
    rejects(
        "maybe",
        "\"maybe\" is neither true nor false; give true or false",
        node -> assertThat(node.flag("key")).isFalse());
    rejects("1", "1 is neither true nor false; give true or false", node -> node.flag("key"));
  }

  @Test
  void rejectsWhatIsNoText() {
    rejects(
        "[a]", "a list is not a text; give a text", node -> assertThat(node.text("key")).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "randm | \"randm\" is not one of random, one-way, split-brain; did you mean random?",
        "ONE_WAY | \"ONE_WAY\" is not one of random, one-way, split-brain; did you mean one-way?",
        "other | \"other\" is not a choice; give one of random, one-way, split-brain",
        "7 | 7 is not a choice; give one of random, one-way, split-brain",
        "[random] | a list is not a choice; give one of random, one-way, split-brain"
      })
  void rejectsWhatIsNoChoice(String written, String message) {
    rejects(
        written,
        message,
        node -> assertThat(node.choice("key", Policy.class)).isEqualTo(Policy.RANDOM));
  }

  @Test
  void rejectsWhatIsNoList() {
    rejects(
        "random",
        "\"random\" is not a list; give a list in brackets, key = [a, b]",
        node -> assertThat(node.choices("key", Policy.class)).isEmpty());
    rejects(
        "{ a = 1 }",
        "a section is not a list; give a list in brackets, key = [{ … }]",
        node -> assertThat(node.list("key")).isEmpty());
  }

  @Test
  void namesTheElementAndItsLineInAList() {
    List<String> problems =
        sandbox(
                "vopr {",
                "  many = [",
                "    1,",
                "    9,",
                "    x",
                "  ]",
                "  ways = [oneway]",
                "}")
            .problems(
                "a.conf",
                node -> {
                  assertThat(node.integers("many", 0, 5)).containsExactly(1);
                  assertThat(node.choices("ways", Policy.class)).isEmpty();
                });

    assertThat(problems)
        .containsExactly(
            "a.conf:4: vopr.many[1]: 9 is above 5; give a whole number from 0 to 5",
            "a.conf:5: vopr.many[2]: \"x\" is not a whole number; give a whole number from 0 to 5",
            "a.conf:7: vopr.ways[0]: \"oneway\" is not one of random, one-way, split-brain;"
                + " did you mean one-way?");
  }

  @Test
  void readsAListOfSectionsWithFallbacks() {
    SettingsNode node = one("rules = [", "{ kind = one-way }", "{ count = 3, delay = 1 s }", "]");

    List<SettingsNode> rules = node.list("rules");

    assertThat(rules).hasSize(2);
    assertThat(rules.get(0).choice("kind", Policy.class)).isEqualTo(Policy.ONE_WAY);
    assertThat(rules.get(0).integerOr("count", 9, 0, 9)).isEqualTo(9);
    assertThat(rules.get(0).wholeNumberOr("count", 8, 0, 9)).isEqualTo(8);
    assertThat(rules.get(0).durationNanosOr("delay", 7, 0, 10)).isEqualTo(7);
    assertThat(rules.get(0).probabilityOr("loss", 0.5)).isEqualTo(0.5);
    assertThat(rules.get(0).numberOr("factor", 1.5, 1, 2)).isEqualTo(1.5);
    assertThat(rules.get(0).bytesOr("size", 10, 0, 10)).isEqualTo(10);
    assertThat(rules.get(0).flagOr("sticky", true)).isTrue();
    assertThat(rules.get(0).textOr("name", "x")).isEqualTo("x");
    assertThat(rules.get(0).textsOr("names", List.of("y"))).containsExactly("y");
    assertThat(rules.get(0).integersOr("ids", List.of(1), 0, 1)).containsExactly(1);
    assertThat(rules.get(0).choicesOr("kinds", Policy.class, List.of(Policy.RANDOM)))
        .containsExactly(Policy.RANDOM);
    assertThat(rules.get(1).choiceOr("kind", Policy.SPLIT_BRAIN)).isEqualTo(Policy.SPLIT_BRAIN);
    assertThat(rules.get(1).integerOr("count", 9, 0, 9)).isEqualTo(3);
    assertThat(rules.get(1).durationNanosOr("delay", 7, 0, 1000 * MILLISECOND))
        .isEqualTo(1000 * MILLISECOND);
  }

  @Test
  void aFallbackDoesNotHideAWrongValue() {
    rejects(
        "9",
        "9 is above 5; give a whole number from 0 to 5",
        node -> assertThat(node.integerOr("key", 3, 0, 5)).isZero());
  }

  @Test
  void namesTheSettingWithinAListOfSections() {
    List<String> problems =
        sandbox("vopr.rules = [", "  { kind = random }", "  5", "  { kind = x }", "  { }", "]")
            .problems(
                "a.conf",
                node -> node.list("rules").forEach(rule -> rule.choice("kind", Policy.class)));

    assertThat(problems)
        .containsExactly(
            "a.conf:3: vopr.rules[1]: 5 is not a section; give one in braces, { … }",
            "a.conf:4: vopr.rules[2].kind: \"x\" is not a choice;"
                + " give one of random, one-way, split-brain",
            "a.conf:5: vopr.rules[3].kind: is missing; give one of random, one-way, split-brain");
  }

  @Test
  void aMissingSettingIsReportedAtItsSection() {
    List<String> problems =
        sandbox("vopr {", "", "  network {", "  }", "}")
            .problems(
                "a.conf",
                node -> {
                  SettingsNode network = node.section("network");
                  assertThat(network.where("loss")).isEqualTo("a.conf:3");
                  network.probability("loss");
                  network.texts("names");
                });

    assertThat(problems)
        .containsExactly(
            "a.conf:3: vopr.network.loss: is missing; give a probability from 0 to 1",
            "a.conf:3: vopr.network.names: is missing; give a list in brackets, names = [a, b]");
  }

  @Test
  void aWrongSectionIsReportedOnceAndReadsAsHarmlessValues() {
    List<String> problems =
        sandbox("vopr {", "  network = 5", "  disk = null", "}")
            .problems(
                "a.conf",
                node -> {
                  SettingsNode network = node.section("network");
                  assertThat(network.integer("retries", 3, 5)).isEqualTo(3);
                  assertThat(network.section("inner").text("name")).isEmpty();
                  assertThat(network.list("rules")).isEmpty();
                  assertThat(network.choiceOr("policy", Policy.ONE_WAY)).isEqualTo(Policy.ONE_WAY);
                  assertThat(network.has("retries")).isFalse();
                  assertThat(network.where("retries")).isEqualTo("a.conf:2");
                  network.problem("retries", "is noise");
                  node.section("disk");
                  node.section("clock");
                });

    assertThat(problems)
        .containsExactly(
            "a.conf:1: vopr.clock: is missing; give a section in braces, clock { … }",
            "a.conf:2: vopr.network: 5 is not a section; give a section in braces, network { … }",
            "a.conf:3: vopr.disk: is null; give a section in braces, disk { … }");
  }

  @Test
  void tellsWhetherASettingIsThereAndIsASection() {
    SettingsNode node = one("loss { min = 0, max = 0.2 }", "delay = 5 ms", "seed = null");

    assertThat(node.has("loss")).isTrue();
    assertThat(node.has("seed")).isFalse();
    assertThat(node.has("other")).isFalse();
    assertThat(node.isSection("loss")).isTrue();
    assertThat(node.isSection("delay")).isFalse();
    assertThat(node.isSection("other")).isFalse();
  }

  @Test
  void aProblemOfTheCallerStandsAtTheLineOfItsSetting() {
    List<String> problems =
        sandbox("vopr {", "  replicas = 3", "  compromised = 2", "}")
            .problems(
                "a.conf",
                node -> {
                  int replicas = node.integer("replicas", 1, 9);
                  node.integer("compromised", 0, 9);
                  node.problem("compromised", "is not below half of " + replicas + "; give 1");
                });

    assertThat(problems)
        .containsExactly("a.conf:3: vopr.compromised: is not below half of 3; give 1");
  }

  @Test
  void aProblemOfTheCallerWithAnUnreadableSettingIsDropped() {
    rejects(
        "x",
        "\"x\" is not a whole number; give a whole number from 1 to 9",
        node -> {
          node.integer("key", 1, 9);
          node.problem("key", "1 is too few for the others");
        });
  }

  @Test
  void aSettingThatIsReadTwiceIsReportedOnce() {
    rejects(
        "x",
        "\"x\" is neither true nor false; give true or false",
        node -> {
          node.flag("key");
          node.flag("key");
        });
  }

  @Test
  void shortensALongValueInAMessage() {
    rejects(
        "x".repeat(200),
        "\"" + "x".repeat(60) + "…\" is neither true nor false; give true or false",
        node -> node.flag("key"));
  }

  @Test
  void aKeyWithDotsIsAMistakeOfTheCaller() {
    SettingsNode node = one("a.b = 1");

    assertThatThrownBy(() -> node.integer("a.b", 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("read a.b section by section");
  }

  private SettingsNode one(String... settings) {
    return sandbox("vopr {\n" + String.join("\n", settings) + "\n}").load("a.conf").root();
  }

  private void rejects(String written, String message, Consumer<SettingsNode> reading) {
    List<String> problems =
        sandbox("vopr {", "  key = " + written, "}").problems("a.conf", reading);

    assertThat(problems).containsExactly("a.conf:2: vopr.key: " + message);
  }

  private Sandbox sandbox(String... lines) {
    return new Sandbox(directory).file("a.conf", lines);
  }
}
