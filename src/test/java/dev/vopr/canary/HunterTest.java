package dev.vopr.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HunterTest {
  private static final Path SETTINGS = Path.of("conf");
  private static final Canary EASY = CanaryFile.read(Path.of("src/canaries/N01.patch"));

  @TempDir private Path directory;

  private Hunter hunter(CatchLog log, List<Catch> told) {
    return new Hunter(Sources.at(Path.of("src/main/java")), SETTINGS, log, 20, 2, told::add);
  }

  @Test
  void easyCanaryIsFoundByItsInvariantAndNothingIsFoundWithoutIt() {
    CatchLog log = CatchLog.open(directory.resolve("log.jsonl"), false);
    List<Catch> told = new ArrayList<>();

    Hunter hunter = hunter(log, told);
    hunter.hunt(EASY, Hunt.USUAL);
    hunter.control(List.of(EASY), Hunt.USUAL);

    assertThat(told).hasSize(4);
    assertThat(told.subList(0, 2)).allMatch(one -> one.isFound() && EASY.isNamedBy(one.trip()));
    assertThat(told.subList(2, 4))
        .allMatch(one -> one.canary().equals(Catch.CONTROL) && !one.isFound());
    assertThat(told.get(2).seeds()).isEqualTo(told.get(0).seeds());
  }

  @Test
  void huntGoesOnWhereItWas() {
    Path file = directory.resolve("log.jsonl");
    List<Catch> first = new ArrayList<>();
    List<Catch> second = new ArrayList<>();

    hunter(CatchLog.open(file, false), first).hunt(EASY, Hunt.USUAL);
    hunter(CatchLog.open(file, false), second).hunt(EASY, Hunt.USUAL);

    assertThat(second).isEqualTo(first);
    assertThat(CatchLog.open(file, false).all()).hasSize(2);
  }

  @Test
  void tableShowsWhatWasMeasured() {
    CatchLog log = CatchLog.open(directory.resolve("log.jsonl"), false);
    hunter(log, new ArrayList<>()).hunt(EASY, Hunt.USUAL);

    CanaryTable table = new CanaryTable(List.of(EASY), List.of(Hunt.USUAL), log);

    assertThat(
            table.markdown(
                List.of("here"),
                List.of("## The hardest", "", "They are hard."),
                List.of(CanaryTable.NOTES, "- hard")))
        .anyMatch(line -> line.matches("\\| N01 \\|.*\\| durability \\| commit-quorum \\|.*"))
        .endsWith(CanaryTable.NOTES, "- hard");
    assertThat(table.csv()).hasSize(2).last().asString().startsWith("N01,1,\"drawn\",2,2,");
    assertThat(table.json()).contains("\"canary\" : \"N01\"");
  }

  @Test
  void tableCountsProofsAndNamesCanariesThatHaveNone() throws IOException {
    CatchLog log = CatchLog.open(directory.resolve("log.jsonl"), false);
    Files.copy(EASY.file(), directory.resolve("N01.patch"));
    Canary without = CanaryFile.read(directory.resolve("N01.patch"));
    Canary absent = CanaryFile.read(Path.of("src/canaries/G01.patch"));

    List<String> page =
        new CanaryTable(List.of(EASY, without, absent), List.of(Hunt.USUAL), log)
            .markdown(List.of(), List.of(), List.of());
    List<String> whole =
        new CanaryTable(List.of(EASY), List.of(Hunt.USUAL), log)
            .markdown(List.of(), List.of(), List.of());

    assertThat(page)
        .anyMatch(
            line -> line.startsWith("* proof: 1 of 2 have") && line.endsWith("; without: N01"));
    assertThat(whole)
        .anyMatch(line -> line.startsWith("* proof: 1 of 1 have") && line.endsWith("well without"));
  }

  @Test
  void harmlessCanaryIsListedWithItsReasonAndNotAmongThoseThatAreHunted() {
    CatchLog log = CatchLog.open(directory.resolve("log.jsonl"), false);
    Canary harmless = CanaryFile.read(Path.of("src/canaries/R03.patch"));

    CanaryTable table = new CanaryTable(List.of(EASY, harmless), List.of(Hunt.USUAL), log);

    List<String> page = table.markdown(List.of("here"), List.of(), List.of());
    assertThat(page).filteredOn(line -> line.startsWith("| R03 |")).hasSize(1);
    assertThat(page.subList(page.indexOf("## Harmless here"), page.size()))
        .anyMatch(
            line ->
                line.startsWith("| R03 |")
                    && line.contains(harmless.idle().orElseThrow().reason()));
    assertThat(table.csv()).noneMatch(line -> line.startsWith("R03"));
  }

  @Test
  void whatEndsBadlyWithoutTheCanaryTooIsNoFind() {
    CatchLog log = CatchLog.open(directory.resolve("log.jsonl"), false);
    List<Catch> told = new ArrayList<>();
    hunter(log, told).hunt(EASY, Hunt.USUAL);
    Catch found = told.get(0);
    CanaryTable table = new CanaryTable(List.of(EASY), List.of(Hunt.USUAL), log);
    assertThat(table.summary(EASY, Hunt.USUAL).found()).isEqualTo(2);

    log.add(
        new Catch(
            Catch.CONTROL,
            "",
            found.settings(),
            found.hunt(),
            found.attempt(),
            found.seeds(),
            true,
            found.seed(),
            found.trip(),
            found.reason(),
            0,
            "",
            found.cpuNanos()));

    CatchSummary summary = table.summary(EASY, Hunt.USUAL);
    assertThat(summary.found()).isOne();
    assertThat(summary.strangers()).containsExactly(found.trip());
  }
}
