package dev.vopr.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlantingTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path SETTINGS = Path.of("conf/canaries.conf");
  private static final String CAPACITY = "dev/vopr/vsr/ReplicaSettings.java";

  @TempDir private Path directory;

  /** Writes a canary that replaces one line. */
  private Canary canary(String path, String before, String after) throws IOException {
    List<String> source = Files.readAllLines(SOURCES.resolve(path));
    int line = source.indexOf(before);
    int number = Math.max(line, 0) + 1;
    Path file = directory.resolve("X1.patch");
    Files.write(
        file,
        List.of(
            "id: X1",
            "wrong: something",
            "source: this test",
            "trigger: none",
            "trips: agreement",
            "difficulty: 1",
            "",
            "--- a/" + path,
            "+++ b/" + path,
            "@@ -%d,1 +%d,1 @@".formatted(number, number),
            "-" + before,
            "+" + after));
    return CanaryFile.read(file);
  }

  private static List<Planting.Run> runs(Planting planting, long count) {
    List<Planting.Run> runs = new ArrayList<>();
    planting.run(SETTINGS, Map.of(), 1, count, Planting.Manner.USUAL, run -> runs.add(run));
    return runs;
  }

  @Test
  void plantedCodeRunsInsteadOfTheOriginal() throws IOException {
    Canary canary = canary(CAPACITY, "    return replicas / 2 + 1;", "    return 1;");

    List<Planting.Run> runs = runs(Planting.of(canary, Sources.at(SOURCES)), 3);

    assertThat(runs).anyMatch(run -> run.trip().isPresent());
  }

  @Test
  void sameSeedsAreCleanWithoutACanary() {
    List<Planting.Run> runs = runs(Planting.none(), 3);

    assertThat(runs).hasSize(3).allMatch(run -> run.trip().isEmpty());
    assertThat(runs).extracting(Planting.Run::seed).containsExactly(1L, 2L, 3L);
  }

  @Test
  void huntEndsWhenTheListenerSaysSo() {
    List<Planting.Run> runs = new ArrayList<>();

    Planting.none().run(SETTINGS, Map.of(), 1, 100, Planting.Manner.USUAL, run -> !runs.add(run));

    assertThat(runs).hasSize(1);
  }

  @Test
  void patchThatNoLongerAppliesIsRefusedWithItsPlace() throws IOException {
    Canary canary = canary(CAPACITY, "    return replicas / 3 + 1;", "    return 1;");

    assertThatThrownBy(() -> Planting.of(canary, Sources.at(SOURCES)))
        .isInstanceOf(CanaryException.class)
        .hasMessageContaining("X1.patch: no longer applies to " + CAPACITY)
        .hasMessageContaining("make the patch anew");
  }

  @Test
  void patchThatDoesNotCompileIsRefusedWithTheCompilersMessage() throws IOException {
    Canary canary = canary(CAPACITY, "    return replicas / 2 + 1;", "    return members;");

    assertThatThrownBy(() -> Planting.of(canary, Sources.at(SOURCES)))
        .isInstanceOf(CanaryException.class)
        .hasMessageContaining("the patched code does not compile")
        .hasMessageContaining(CAPACITY + ":")
        .hasMessageContaining("cannot find symbol");
  }

  @Test
  void changedSignatureHasItsCallersCompiledAsWell() throws IOException {
    Canary canary =
        canary(
            CAPACITY,
            "  public boolean enforces(RejectionRule rule) {",
            "  public boolean enforces(Enum<RejectionRule> any) { RejectionRule rule = (RejectionRule) any;");

    List<Planting.Run> runs = runs(Planting.of(canary, Sources.at(SOURCES)), 2);

    assertThat(runs).hasSize(2).allMatch(run -> run.trip().isEmpty());
  }

  @Test
  void fileThatDoesNotExistIsNamed() throws IOException {
    Canary canary = canary(CAPACITY, "    return replicas / 2 + 1;", "    return 1;");
    Path moved = directory.resolve("sources/dev/vopr/vsr");
    Files.createDirectories(moved);
    Files.writeString(moved.resolve("Replica.java"), "");

    assertThatThrownBy(() -> Planting.of(canary, Sources.at(directory.resolve("sources"))))
        .hasMessageContaining("changes " + CAPACITY + ", which is not below");
  }

  @Test
  void sourcesThatAreNotThereAreAskedFor() {
    assertThatThrownBy(() -> Sources.at(directory))
        .isInstanceOf(CanaryException.class)
        .hasMessageEndingWith("name src/main/java by --sources");
  }
}
