package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanariesCommandTest {
  private static final Path CANARIES = Path.of("src/canaries");

  @TempDir private Path directory;

  @Test
  void pageThatIsWrittenAnewKeepsAllFromItsNotesOn() throws IOException {
    Path page = directory.resolve("page.md");
    List<String> notes =
        List.of("## Notes", "", "- by hand", "", "### More", "", "| a table | of mine |");
    Files.write(page, List.of("# Canaries", "", "what was measured before", ""));
    Files.write(page, notes, StandardOpenOption.APPEND);

    Cli first = write(page);
    List<String> lines = Files.readAllLines(page);
    write(page);

    assertThat(first.err()).isEmpty();
    assertThat(lines.subList(lines.indexOf("## Notes"), lines.size())).isEqualTo(notes);
    assertThat(lines)
        .doesNotContain("what was measured before")
        .anyMatch(line -> line.startsWith("| G01 |"));
    assertThat(Files.readAllLines(page)).isEqualTo(lines);
  }

  @Test
  void pageThatIsWrittenForTheFirstTimeHasNoNotes() throws IOException {
    Path page = directory.resolve("page.md");

    write(page);

    assertThat(Files.readAllLines(page)).contains("# Canaries").doesNotContain("## Notes");
  }

  /** Writes the page of a canary that is not hunted, so that nothing has to be run. */
  private Cli write(Path page) throws IOException {
    Path patches = Files.createDirectories(directory.resolve("patches"));
    Files.write(patches.resolve("G01.patch"), Files.readAllLines(CANARIES.resolve("G01.patch")));
    return Cli.run(
        "canaries",
        "--dir=" + patches,
        "--log=" + directory.resolve("log.jsonl"),
        "--markdown=" + page);
  }
}
