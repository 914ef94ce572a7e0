package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.scenario.Verdict;
import dev.vopr.vsr.proof.Evidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/HARDENING.md} says what the code does. */
class HardeningDocumentTest {
  private static final Path DOCUMENT = Path.of("docs", "HARDENING.md");
  private static final Path SHOWN_BY =
      Path.of("src", "test", "java", "dev", "vopr", "vsr", "scripted", "HardeningTest.java");
  private static final String BEGIN = "<!-- rules -->";
  private static final String END = "<!-- end of rules -->";

  /** With {@code -Dgolden.write=true} the table is written anew. */
  @Test
  void tableOfRulesIsThatOfTheCode() throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    int begin = lines.indexOf(BEGIN);
    int end = lines.indexOf(END);
    if (Boolean.getBoolean("golden.write")) {
      List<String> rewritten = new ArrayList<>(lines.subList(0, begin + 1));
      rewritten.addAll(table());
      rewritten.addAll(lines.subList(end, lines.size()));
      Files.write(DOCUMENT, rewritten);
      return;
    }

    assertThat(lines.subList(begin + 1, end)).isEqualTo(table());
  }

  private static List<String> table() {
    List<String> table = new ArrayList<>();
    table.add("| since | rule | suspicious | it is not followed because of |");
    table.add("|---|---|---|---|");
    for (Hardening level : Hardening.values()) {
      for (RejectionRule rule : RejectionRule.values()) {
        if (rule.since() == level) {
          String suspicious = rule.isSuspicious() ? "yes" : "";
          table.add(
              "| `%s` | `%s` | %s | %s |"
                  .formatted(nameOf(level), rule, suspicious, rule.meaning()));
        }
      }
    }
    return table;
  }

  private static String nameOf(Hardening level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  /** Every name in code font that looks like one of a test, a nested class or a rule is one. */
  @Test
  void testsAndRulesThatItNamesExist() throws IOException {
    String document = Files.readString(DOCUMENT);
    String tests = shown();
    List<String> missing =
        Pattern.compile("`([A-Za-z_]+)`")
            .matcher(document.substring(document.indexOf("## What shows it")))
            .results()
            .map(found -> found.group(1))
            .filter(name -> !isKnown(name, tests))
            .toList();

    assertThat(missing).as("names in the document that nothing has").isEmpty();
  }

  /** All that shows something, and the names of the classes that the document speaks of. */
  private static String shown() throws IOException {
    StringBuilder all = new StringBuilder(Files.readString(SHOWN_BY));
    all.append(Files.readString(SHOWN_BY.resolveSibling("FalseNacksTest.java")));
    all.append(Files.readString(SHOWN_BY.resolveSibling("SignedTest.java")));
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/vopr/vsr"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        all.append(" class ").append(file.getFileName().toString().replace(".java", " "));
      }
    }
    for (Evidence.Contradiction contradiction : Evidence.Contradiction.values()) {
      all.append(" class ").append(contradiction).append(' ');
    }
    for (Verdict verdict : Verdict.values()) {
      all.append(" class ").append(verdict).append(' ');
    }
    return all.toString();
  }

  private static boolean isKnown(String name, String tests) {
    boolean isLevelOrOtherTest =
        List.of(Hardening.values()).stream().anyMatch(level -> nameOf(level).equals(name))
            || name.endsWith("Test");
    boolean isRule =
        List.of(RejectionRule.values()).stream().anyMatch(rule -> rule.name().equals(name));
    return isLevelOrOtherTest
        || isRule
        || tests.contains("void " + name + "(")
        || tests.contains("class " + name + " ");
  }

  /** Every test of a lie is named in the document. */
  @Test
  void everyTestOfALieIsNamed() throws IOException {
    String document = Files.readString(DOCUMENT);
    List<String> unnamed =
        Pattern.compile("^    void (\\w+)\\(Hardening level\\)", Pattern.MULTILINE)
            .matcher(Files.readString(SHOWN_BY))
            .results()
            .map(found -> found.group(1))
            .filter(name -> !document.contains("`" + name + "`"))
            .toList();

    assertThat(unnamed).isEmpty();
  }
}
