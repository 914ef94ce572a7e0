package dev.vopr.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnknownSettingsTest {
  @TempDir Path directory;

  @Test
  void suggestsTheNearestKeyOfTheSection() {
    List<String> problems = problems("vopr {", "  network {", "    lsos = 0.1", "  }", "}");

    assertThat(problems)
        .containsExactly(
            "a.conf:3: vopr.network.lsos: unknown setting; did you mean vopr.network.loss?");
  }

  @Test
  void suggestsTheNearestSection() {
    List<String> problems = problems("vopr {", "  netwrok {", "    loss = 0.1", "  }", "}");

    assertThat(problems)
        .containsExactly("a.conf:2: vopr.netwrok: unknown setting; did you mean vopr.network?");
  }

  @Test
  void suggestsTheRightSectionForAKeyInAWrongOne() {
    List<String> problems = problems("vopr {", "  loss = 0.1", "  network.sede = 1", "}");

    assertThat(problems)
        .containsExactly(
            "a.conf:2: vopr.loss: unknown setting; did you mean vopr.network.loss?",
            "a.conf:3: vopr.network.sede: unknown setting; did you mean vopr.seed?");
  }

  @Test
  void listsTheKeysOfTheSectionIfNoneIsNear() {
    List<String> problems = problems("vopr {", "  network.bandwidth = 5", "}");

    assertThat(problems)
        .containsExactly(
            "a.conf:2: vopr.network.bandwidth: unknown setting; vopr.network has delay, loss");
  }

  @Test
  void knowsOnlyVoprAtTheTop() {
    List<String> problems =
        problems("vorp { seed = 1 }", "akka.loglevel = DEBUG", "seed = 5", "vopr { }");

    assertThat(problems)
        .containsExactly(
            "a.conf:1: vorp: unknown setting; did you mean vopr?",
            "a.conf:2: akka: unknown setting; write settings within vopr { … }",
            "a.conf:3: seed: unknown setting; did you mean vopr.seed?");
  }

  @Test
  void findsUnknownKeysInOverrides() {
    List<String> problems =
        sandbox("vopr { }")
            .property("vopr.sed", "1")
            .option("vopr.network.dely", "1 s")
            .option("other.key", "1")
            .problems("a.conf", UnknownSettingsTest::read);

    assertThat(problems)
        .containsExactly(
            "command line: other: unknown setting; write settings within vopr { … }",
            "command line: vopr.network.dely: unknown setting; did you mean vopr.network.delay?",
            "system property: vopr.sed: unknown setting; did you mean vopr.seed?");
  }

  @Test
  void findsUnknownKeysWithinElementsOfAList() {
    List<String> problems =
        problems(
            "vopr.rules = [",
            "  { kind = a }",
            "  { knid = b, kind = c }",
            "  { kind = d, colour = red }",
            "]");

    assertThat(problems)
        .containsExactly(
            "a.conf:3: vopr.rules[1].knid: unknown setting; did you mean vopr.rules[1].kind?",
            "a.conf:4: vopr.rules[2].colour: unknown setting; vopr.rules[2] has kind");
  }

  @Test
  void aSettingOfTheDefaultsIsKnownAlthoughNobodyReadsIt() {
    List<String> problems = problems("vopr {", "  unread { inner = 2 }", "  seed = 1", "}");

    assertThat(problems).isEmpty();
  }

  @Test
  void findsUnknownKeysInASectionOfTheDefaultsThatNobodyReads() {
    List<String> problems = problems("vopr {", "  unread { iner = 2 }", "}");

    assertThat(problems)
        .containsExactly(
            "a.conf:2: vopr.unread.iner: unknown setting; did you mean vopr.unread.inner?");
  }

  @Test
  void aSettingThatWasOnlyAskedForIsKnown() {
    List<String> problems =
        sandbox("vopr.extra { anything = 1 }")
            .problems("a.conf", node -> assertThat(node.has("extra")).isTrue());

    assertThat(problems).isEmpty();
  }

  @Test
  void aWrongValueIsNotSearchedForUnknownKeys() {
    List<String> problems = problems("vopr.network.loss { low = 0 }");

    assertThat(problems)
        .containsExactly(
            "a.conf:1: vopr.network.loss: a section is not a number;"
                + " give a probability from 0 to 1");
  }

  @Test
  void anUnknownKeyWithDotsIsShownInQuotes() {
    List<String> problems = problems("vopr { \"se.ed\" = 1 }");

    assertThat(problems)
        .containsExactly("a.conf:1: vopr.\"se.ed\": unknown setting; did you mean vopr.seed?");
  }

  @Test
  void anUnknownKeyIsFoundAlthoughItIsNull() {
    List<String> problems = problems("vopr { sed = null }");

    assertThat(problems)
        .containsExactly("a.conf:1: vopr.sed: unknown setting; did you mean vopr.seed?");
  }

  private static void read(SettingsNode node) {
    node.wholeNumber("seed", 0, Long.MAX_VALUE);
    node.section("network").probability("loss");
    node.section("network").durationNanos("delay", 0, Long.MAX_VALUE);
    node.list("rules").forEach(rule -> rule.text("kind"));
  }

  private List<String> problems(String... lines) {
    return sandbox(lines).problems("a.conf", UnknownSettingsTest::read);
  }

  private Sandbox sandbox(String... lines) {
    return new Sandbox(directory)
        .defaults(
            "vopr {",
            "  seed = 42",
            "  network { loss = 0, delay = 1 ms }",
            "  rules = []",
            "  unread { inner = 1 }",
            "}")
        .file("a.conf", lines);
  }
}
