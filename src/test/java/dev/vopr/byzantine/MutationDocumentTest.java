package dev.vopr.byzantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages about lies name all that there are. */
class MutationDocumentTest {
  private static final Path DOCUMENTS = Path.of("docs");

  private static List<String> kinds() {
    return Stream.of(MessageFieldMutation.class.getPermittedSubclasses())
        .map(Class::getSimpleName)
        .map(name -> name.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT))
        .toList();
  }

  private static List<String> lines(String page) throws IOException {
    return Files.readAllLines(DOCUMENTS.resolve(page));
  }

  private static String row(String page, String name) throws IOException {
    return lines(page).stream()
        .filter(line -> line.startsWith("| " + name + " |"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(page + " has no row for " + name));
  }

  @Test
  void everyKindOfMutationHasARowThatSaysWhatItDoes() throws IOException {
    assertThat(kinds()).contains("drop", "inflate-commit-number");
    for (String kind : kinds()) {
      assertThat(row("BYZANTINE.md", "`" + kind + "`")).isNotBlank();
    }
  }

  @Test
  void choicesOfAKindAreListedInItsRow() throws IOException {
    Map<String, List<Enum<?>>> choices = new LinkedHashMap<>();
    choices.put("conflicting-log-tail", List.of(ConflictingLogTail.EntryPart.values()));
    choices.put("declared-length", List.of(DeclaredLength.LengthField.values()));
    choices.put("invalid-range", List.of(InvalidRange.RangeLie.values()));
    choices.put("set-field", List.of(NumberValue.values()));
    List<Enum<?>> ofLists = new ArrayList<>(List.of(ChangeList.ListField.values()));
    ofLists.addAll(List.of(ChangeList.Change.values()));
    choices.put("change-list", ofLists);

    for (String kind : choices.keySet()) {
      String row = row("BYZANTINE.md", "`" + kind + "`");
      for (Enum<?> choice : choices.get(kind)) {
        assertThat(row).contains(choice.name().toLowerCase(Locale.ROOT).replace('_', '-'));
      }
    }
  }

  @Test
  void everyNumberIsListed() throws IOException {
    String page = String.join(" ", lines("BYZANTINE.md"));
    String fields = page.substring(page.indexOf("Fields of `set-field`:"));
    List<String> words = List.of(fields.split("[ ,;.:]+", -1));

    for (NumberField field : NumberField.values()) {
      assertThat(words).contains(field.key());
    }
  }

  @Test
  void hardeningNamesEveryKindOfMutation() throws IOException {
    String page = String.join("\n", lines("HARDENING.md"));

    for (String kind : kinds()) {
      assertThat(page).contains("`" + kind + "`");
    }
  }

  @Test
  void glossaryNamesEveryKindOfMutation() throws IOException {
    String row = row("GLOSSARY.md", "kind of mutation");

    for (String kind : kinds()) {
      assertThat(row).matches(".*[ ]" + kind + "[, ].*");
    }
  }
}
