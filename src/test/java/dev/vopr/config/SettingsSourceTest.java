package dev.vopr.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsSourceTest {
  @TempDir Path directory;

  @Test
  void anOptionIsStrongerThanAPropertyThanTheFileThanTheDefaults() {
    Sandbox sandbox =
        new Sandbox(directory)
            .defaults("vopr { a = 1, b = 1, c = 1, d = 1 }")
            .file("a.conf", "vopr { b = 2, c = 2, d = 2 }")
            .property("vopr.c", "3")
            .property("vopr.d", "3")
            .option("vopr.d", "4");

    SettingsNode node = sandbox.load("a.conf").root();

    assertThat(List.of("a", "b", "c", "d"))
        .extracting(key -> node.integer(key, 1, 4))
        .containsExactly(1, 2, 3, 4);
    assertThat(List.of("a", "b", "c", "d"))
        .extracting(node::where)
        .containsExactly("reference.conf:1", "a.conf:1", "system property", "command line");
  }

  @Test
  void reportsAllProblemsOfAllLayersSortedByPlace() {
    Sandbox sandbox =
        new Sandbox(directory)
            .defaults("vopr {", "  retries = many", "  network { loss = 0, delay = 1 ms }", "}")
            .file("conf/base.conf", "vopr {", "  seed = x", "  network.delay = 5", "}")
            .file(
                "conf/byzantine.conf",
                "include required(\"base.conf\")",
                "vopr {",
                "  lsot = 1",
                "  typo = 1",
                "  name = []",
                "",
                "",
                "",
                "  network {",
                "    loss = 1.5",
                "  }",
                "}")
            .property("vopr.flag", "maybe")
            .option("vopr.size", "12 parsecs");

    List<String> problems =
        sandbox.problems(
            "conf/byzantine.conf",
            node -> {
              node.bytes("size", 0, 100);
              node.flag("flag");
              node.integer("retries", 0, 5);
              node.wholeNumber("seed", 0, 5);
              node.text("name");
              node.section("network").probability("loss");
              node.section("network").durationNanos("delay", 0, 10);
            });

    assertThat(problems)
        .containsExactly(
            "command line: vopr.size: \"12 parsecs\" is not a size;"
                + " give a number and a unit (B, KiB, MiB, GiB), e.g. 64 KiB",
            "conf/base.conf:2: vopr.seed: \"x\" is not a whole number;"
                + " give a whole number from 0 to 5",
            "conf/base.conf:3: vopr.network.delay: 5 has no unit; give a unit, e.g. 5 ms",
            "conf/byzantine.conf:3: vopr.lsot: unknown setting; vopr has"
                + " flag, name, network, retries, seed, size",
            "conf/byzantine.conf:4: vopr.typo: unknown setting; vopr has"
                + " flag, name, network, retries, seed, size",
            "conf/byzantine.conf:5: vopr.name: a list is not a text; give a text",
            "conf/byzantine.conf:10: vopr.network.loss: 1.5 is above 1.0;"
                + " give a probability from 0 to 1",
            "reference.conf:2: vopr.retries: \"many\" is not a whole number;"
                + " give a whole number from 0 to 5",
            "system property: vopr.flag: \"maybe\" is neither true nor false; give true or false");
  }

  @Test
  void theExceptionHasTheProblemsAsValues() {
    SettingsSource source = new Sandbox(directory).file("a.conf", "vopr.x = y").load("a.conf");
    source.root().flag("x");

    SettingsException exception = catchThrowableOfType(SettingsException.class, source::finish);

    assertThat(exception.problems())
        .containsExactly(
            new SettingsProblem(
                "a.conf:1", "vopr.x", "\"y\" is neither true nor false; give true or false"));
  }

  @Test
  void finishesSilentlyIfAllIsWell() {
    List<String> problems =
        new Sandbox(directory)
            .file("a.conf", "vopr.x = 1")
            .problems("a.conf", node -> node.integer("x", 0, 1));

    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "42 | 42",
        "0.1 | 0.1",
        "[1,2] | [1,2]",
        "64 KiB | \"64 KiB\"",
        "plain | \"plain\"",
        "two words | \"two words\"",
        "\"a=b\" | \"a=b\"",
        "{ min = 0, max = 1 } | {\"max\":1,\"min\":0}",
        "${vopr.other} | 7",
        "'' | \"\""
      })
  void readsAnOverrideAsHocon(String text, String expected) {
    SettingsSource source =
        new Sandbox(directory).defaults("vopr.other = 7").property("vopr.key", text).load();

    assertThat(
            ConfigFactory.parseString(source.render())
                .getValue("vopr.key")
                .render(ConfigRenderOptions.concise()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2 | [1,2 cannot be read; close what is open, or put the text in double quotes",
        "a=b | a=b cannot be read; close what is open, or put the text in double quotes",
        "1 # x | 1 # x cannot be read; close what is open, or put the text in double quotes",
        "1] ,x=[2 | 1] ,x=[2 cannot be read; close what is open, or put the text in double quotes",
        "1,2 | 1,2 is not one value; put a list in brackets, or the text in double quotes"
      })
  void anOverrideThatCannotBeReadIsAProblemAmongTheOthers(String text, String message) {
    List<String> problems =
        new Sandbox(directory)
            .defaults("vopr { key = 1, flag = x }")
            .property("vopr.key", text)
            .problems(node -> node.flag("flag"));

    assertThat(problems)
        .containsExactly(
            "reference.conf:1: vopr.flag: \"x\" is neither true nor false; give true or false",
            "system property: vopr.key: " + message);
  }

  @Test
  void anOverrideWithAnImpossiblePathIsAProblem() {
    List<String> problems =
        new Sandbox(directory).option("vopr..seed", "1").problems(node -> node.has("seed"));

    assertThat(problems)
        .containsExactly(
            "command line: vopr..seed: is not the path of a setting;"
                + " write names joined by single dots, e.g. vopr.seed");
  }

  @Test
  void anOverrideReplacesOneSettingOfASection() {
    SettingsNode network =
        new Sandbox(directory)
            .file("a.conf", "vopr.network { loss = 0.5, twice = 0.25 }")
            .option("vopr.network.loss", "0.75")
            .load("a.conf")
            .root()
            .section("network");

    assertThat(network.probability("loss")).isEqualTo(0.75);
    assertThat(network.probability("twice")).isEqualTo(0.25);
    assertThat(network.where("missing")).isEqualTo("command line");
  }

  @Test
  void aValueTakenFromAnotherSettingStandsWhereThatOneIs() {
    List<String> problems =
        new Sandbox(directory)
            .file("a.conf", "vopr.x = 7", "vopr.y = ${vopr.x}")
            .problems(
                "a.conf",
                node -> {
                  node.integer("x", 0, 9);
                  node.integer("y", 0, 5);
                });

    assertThat(problems)
        .containsExactly("a.conf:1: vopr.y: 7 is above 5; give a whole number from 0 to 5");
  }

  @Test
  void rootThatIsNoSectionIsOneProblem() {
    List<String> problems =
        new Sandbox(directory)
            .file("a.conf", "vopr = 5")
            .problems("a.conf", node -> node.section("network").probability("loss"));

    assertThat(problems)
        .containsExactly(
            "a.conf:1: vopr: 5 is not a section; give a section in braces, vopr { … }");
  }

  @Test
  void aMissingFileSuggestsTheNearestOfItsDirectory() {
    Sandbox sandbox =
        new Sandbox(directory)
            .file("conf/byzantine.conf", "vopr {}")
            .file("conf/x.conf", "vopr {}");

    fails(
        sandbox,
        "conf/byzantin.conf",
        "conf/byzantin.conf: there is no such file;"
            + " did you mean -Dconfig.file=conf/byzantine.conf?");
  }

  @Test
  void aMissingFileListsTheFilesOfConf() {
    Sandbox sandbox =
        new Sandbox(directory)
            .file("conf/byzantine.conf", "vopr {}")
            .file("conf/x.conf", "vopr {}");

    fails(
        sandbox,
        "other/settings.conf",
        "other/settings.conf: there is no such file;"
            + " give -Dconfig.file= one of conf/byzantine.conf, conf/x.conf");
  }

  @Test
  void aMissingFileWithoutAnyOtherSaysWhatToGive() {
    fails(
        new Sandbox(directory),
        "a.conf",
        "a.conf: there is no such file;"
            + " give an existing one with -Dconfig.file=, or none for the defaults");
  }

  @Test
  void aDirectoryIsNoFile() {
    fails(
        new Sandbox(directory).file("conf/x.conf", "vopr {}"),
        "conf",
        "conf: is a directory, not a file; give -Dconfig.file= one of conf/x.conf");
  }

  @Test
  void aFileOutsideTheWorkingDirectoryIsNamedInFull() {
    new Sandbox(directory).file("a.conf", "vopr {", "x = }");
    Sandbox sandbox = new Sandbox(directory.resolve("elsewhere"));
    String file = directory.resolve("a.conf").toString();

    fails(sandbox, file, file + ":2: a value is missing before '}'; write key = value");
  }

  @Test
  void anEmptyFileIsAProblem() {
    fails(
        new Sandbox(directory).file("a.conf", "# nothing"),
        "a.conf",
        "a.conf: has no settings; write them within vopr { … }");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x = [1, 2 | 3 | a list goes on with '}'; close it with ]",
        "x = | 3 | a value is missing before '}'; write key = value",
        "x = \"abc | 2 | a text in quotes does not end on its line; add the closing double quote",
        "x y z | 3 | x y z has no value; write x y z = value",
        "x = a@b | 2 | the character @ may not stand outside quotes; put the text in double quotes",
        "x = \"a\\q\" | 2 | \\q is not an escape; write \\\\ for a backslash",
        "x = 1 } } | 2 | there is a } too many; remove it",
        "x = { | 4 | the file ends within braces; add the missing }",
        ",, x = 1 | 2 | ',' does not belong here; remove it",
        "x : y = 5 | 2 | '=' does not belong here; start a new line, or put the text in double"
            + " quotes if it is part of the value",
        "x..y = 1 | 2 | a name has a dot too many; write names joined by single dots",
        "x = [1] {a = 2} | 2 | a section, a list and a plain value cannot be joined;"
            + " give one of them",
        "x = ${vopr.y} | 2 | ${vopr.y} is not defined;"
            + " define vopr.y, or write ${?vopr.y} if it may be missing",
        "x = ${vopr.x} | 2 | ${vopr.x} refers to itself in a circle; give it a value of its own"
      })
  void aFileThatIsNotHoconIsOneProblemWithItsLine(String line, int where, String message) {
    fails(
        new Sandbox(directory).file("a.conf", "vopr {", line, "}"),
        "a.conf",
        "a.conf:" + where + ": " + message);
  }

  @Test
  void aFileThatHoldsAListIsAProblem() {
    fails(
        new Sandbox(directory).file("a.conf", "[1, 2]"),
        "a.conf",
        "a.conf:1: the file holds a list instead of settings; write vopr { … }");
  }

  @Test
  void aFileThatIsNotJsonIsAProblem() {
    fails(
        new Sandbox(directory).file("a.json", "{ \"vopr\": { \"x\": y } }"),
        "a.json",
        "a.json:1: 'y' is not valid JSON; correct it, or name the file .conf for HOCON");
  }

  @Test
  void aSyntaxErrorInAnIncludedFileStandsThere() {
    fails(
        new Sandbox(directory)
            .file("conf/a.conf", "include required(\"b.conf\")", "vopr {}")
            .file("conf/b.conf", "vopr {", "", "  x = @", "}"),
        "conf/a.conf",
        "conf/b.conf:3: the character @ may not stand outside quotes;"
            + " put the text in double quotes");
  }

  @Test
  void aMissingIncludeStandsAtTheLineThatIncludesIt() {
    fails(
        new Sandbox(directory)
            .file("conf/a.conf", "# include required(\"c.conf\")", "include required(\"b.conf\")")
            .file("conf/b.conf", "vopr {}", "", "include required(\"c.conf\")"),
        "conf/a.conf",
        "conf/b.conf:3: the included file c.conf does not exist or may not be read;"
            + " give a path relative to this file");
  }

  @Test
  void aMissingIncludeOfAFileStandsAtItsLine() {
    fails(
        new Sandbox(directory).file("a.conf", "vopr {", "include required(file(\"c.conf\"))", "}"),
        "a.conf",
        "a.conf:2: the included file c.conf does not exist or may not be read;"
            + " give a path relative to this file");
  }

  @Test
  void filesThatIncludeOneAnotherAreAProblem() {
    fails(
        new Sandbox(directory)
            .file("a.conf", "include required(\"b.conf\")")
            .file("b.conf", "include required(\"a.conf\")"),
        "a.conf",
        "b.conf: the files include one another in a circle; remove one of the includes");
  }

  @Test
  void aBrokenFileDoesNotHideABrokenOverride() {
    fails(
        new Sandbox(directory).option("vopr.x", "[1"),
        "a.conf",
        "a.conf: there is no such file;"
            + " give an existing one with -Dconfig.file=, or none for the defaults\n"
            + "command line: vopr.x: [1 cannot be read;"
            + " close what is open, or put the text in double quotes");
  }

  @Test
  void brokenDefaultsAreAProblemOfTheDefaults() {
    assertThatThrownBy(() -> new Sandbox(directory).defaults("vopr {", "x = }").load())
        .isInstanceOf(SettingsException.class)
        .hasMessage("reference.conf:2: a value is missing before '}'; write key = value");
  }

  @Test
  void rendersTheSettingsInForceWithTheirPlaces() {
    SettingsSource source =
        new Sandbox(directory)
            .defaults(
                "vopr {", "  # The seed.", "  seed = 1", "  network { loss = 0, delay = 1 s }", "}")
            .file(
                "a.conf",
                "vopr {",
                "  # Mine.",
                "  rules = [{ kind = a }]",
                "  network.loss = 0.5",
                "}")
            .option("vopr.seed", "0x2a")
            .load("a.conf");

    assertThat(source.render())
        .isEqualTo(
            """
            vopr {
                network {
                    # reference.conf:4
                    delay="1 s"
                    # a.conf:4
                    loss=0.5
                }
                # a.conf:3
                rules=[
                    {
                        kind=a
                    }
                ]
                # command line
                seed="0x2a"
            }
            """);
  }

  @Test
  void whatIsRenderedIsASettingsFileWithTheSameValues() {
    Sandbox sandbox =
        new Sandbox(directory)
            .file(
                "a.conf",
                "vopr { \"a b\" = [1, [2], { c = 5 ms }], d = \"x = y\", e = true, f = 0.10 }");
    String first = sandbox.load("a.conf").render();

    String second = sandbox.file("b.conf", first).load("b.conf").render();

    assertThat(ConfigFactory.parseString(second)).isEqualTo(ConfigFactory.parseString(first));
    assertThat(ConfigFactory.parseString(first).withOnlyPath("vopr"))
        .isEqualTo(ConfigFactory.parseFile(directory.resolve("a.conf").toFile()));
  }

  @Test
  void findsOurDefaultsAmongThoseOfLibraries() throws IOException {
    new Sandbox(directory)
        .file("library/reference.conf", "akka { loglevel = INFO }")
        .file("trap/reference.conf", "other { text = vopr }")
        .file("ours/reference.conf", "unrelated = 1", "vopr {", "  seed = 7", "}");

    try (URLClassLoader loader = new URLClassLoader(urls("library", "trap", "ours"), null)) {
      Config defaults = ReferenceDefaults.load(loader);

      assertThat(defaults.root().keySet()).containsExactly("vopr");
      assertThat(defaults.getInt("vopr.seed")).isEqualTo(7);
      assertThat(defaults.getValue("vopr.seed").origin().description())
          .isEqualTo("reference.conf: 3");
    }
  }

  @Test
  void defaultsThatAreNotThereAreABrokenBuild() throws IOException {
    new Sandbox(directory).file("library/reference.conf", "akka { loglevel = INFO }");

    try (URLClassLoader loader = new URLClassLoader(urls("library"), null)) {
      assertThatThrownBy(() -> ReferenceDefaults.load(loader))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("build the project again");
    }
  }

  @Test
  void ofTheSystemPropertiesOnlyOursAreSettings() {
    System.setProperty("vopr.test-only", "[1");
    try {
      Layers layers = Layers.ofProgram(Optional.of(Path.of("none.conf")), Map.of());

      assertThatThrownBy(() -> layers.load(directory))
          .isInstanceOf(SettingsException.class)
          .hasMessage(
              "none.conf: there is no such file;"
                  + " give an existing one with -Dconfig.file=, or none for the defaults\n"
                  + "system property: vopr.test-only: [1 cannot be read;"
                  + " close what is open, or put the text in double quotes");
    } finally {
      System.clearProperty("vopr.test-only");
    }
  }

  private URL[] urls(String... names) throws IOException {
    URL[] urls = new URL[names.length];
    for (int i = 0; i < names.length; i++) {
      urls[i] = directory.resolve(names[i]).toUri().toURL();
    }
    return urls;
  }

  private static void fails(Sandbox sandbox, String file, String message) {
    assertThatThrownBy(() -> sandbox.load(file))
        .isInstanceOf(SettingsException.class)
        .hasMessage(message);
  }
}
