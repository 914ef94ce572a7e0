package dev.vopr.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryFileTest {
  private static final Path FILE = Path.of("X1.patch");

  private static List<String> lines(String... lines) {
    return new ArrayList<>(Arrays.asList(lines));
  }

  private static List<String> whole() {
    return lines(
        "id: X1",
        "wrong: counts too few",
        "  and too early",
        "source: somebody",
        "trigger: a crash",
        "trips: agreement, crashed",
        "difficulty: 3",
        "",
        "diff --git a/src/main/java/dev/vopr/A.java b/src/main/java/dev/vopr/A.java",
        "index 1..2 100644",
        "--- a/src/main/java/dev/vopr/A.java",
        "+++ b/src/main/java/dev/vopr/A.java",
        "@@ -1,1 +1,1 @@",
        "-one",
        "+two",
        "--- a/dev/vopr/B.java",
        "+++ b/dev/vopr/B.java",
        "@@ -1,1 +1,1 @@",
        "--- comment",
        "+++ comment");
  }

  @Test
  void headerAndDiffsAreRead() {
    Canary canary = CanaryFile.read(FILE, whole());

    assertThat(canary.id()).isEqualTo("X1");
    assertThat(canary.wrong()).isEqualTo("counts too few and too early");
    assertThat(canary.trips()).containsExactly("agreement", "crashed");
    assertThat(canary.difficulty()).isEqualTo(3);
    assertThat(canary.settings()).isEqualTo("canaries");
    assertThat(canary.isHunted()).isTrue();
    assertThat(canary.diffs())
        .extracting(Canary.FileDiff::path)
        .startsWith("dev/vopr/A.java", "dev/vopr/B.java");
    assertThat(canary.diffs().get(0).lines())
        .contains("-one", "+two")
        .noneMatch(l -> l.startsWith("index"));
  }

  @Test
  void absentCanaryNeedsNoDiff() {
    Canary canary =
        CanaryFile.read(
            FILE, lines("id: X1", "wrong: a lease", "source: -", "absent: there are no leases"));

    assertThat(canary.isHunted()).isFalse();
    assertThat(canary.idle())
        .isEqualTo(Optional.of(new Canary.Idle(Canary.Kind.ABSENT, "there are no leases")));
  }

  @Test
  void harmlessCanaryKeepsItsDiffAndIsNotHunted() {
    List<String> lines = whole();
    lines.removeIf(line -> line.startsWith("trips") || line.startsWith("difficulty"));
    lines.add(1, "harmless: a guard beside it is enough");

    Canary canary = CanaryFile.read(FILE, lines);

    assertThat(canary.isHunted()).isFalse();
    assertThat(canary.diffs()).isNotEmpty();
    assertThat(canary.idle())
        .isEqualTo(
            Optional.of(new Canary.Idle(Canary.Kind.HARMLESS, "a guard beside it is enough")));
  }

  @Test
  void missingKeyIsNamed() {
    List<String> lines = whole();
    lines.removeIf(line -> line.startsWith("trips"));

    assertThatThrownBy(() -> CanaryFile.read(FILE, lines))
        .hasMessage("X1.patch:1: the header has no line \"trips: …\"; add it");
  }

  @Test
  void unknownKeyIsNamedWithItsLine() {
    List<String> lines = whole();
    lines.add(3, "hardness: 2");

    assertThatThrownBy(() -> CanaryFile.read(FILE, lines))
        .hasMessageStartingWith("X1.patch:4: is neither a key of the header nor a diff");
  }

  @Test
  void difficultyHasARange() {
    List<String> lines = whole();
    lines.replaceAll(line -> line.startsWith("difficulty") ? "difficulty: 7" : line);

    assertThatThrownBy(() -> CanaryFile.read(FILE, lines))
        .hasMessage("X1.patch:1: difficulty is 7; give a number from 1 to 5");
  }

  @Test
  void idIsTheNameOfTheFile() {
    assertThatThrownBy(() -> CanaryFile.read(Path.of("Y.patch"), whole()))
        .hasMessageContaining("is not the name of the file");
  }

  @Test
  void otherFilesThanSourcesAreRefused() {
    List<String> lines = whole();
    lines.replaceAll(line -> line.replace("/src/main/java/dev/vopr/A.java", "/../secret.java"));

    assertThatThrownBy(() -> CanaryFile.read(FILE, lines))
        .hasMessageContaining("is not a Java file below src/main/java/");
  }

  @Test
  void directoryWithoutPatchesIsRefused(@TempDir Path empty) {
    assertThatThrownBy(() -> CanaryFile.readAll(empty))
        .isInstanceOf(CanaryException.class)
        .hasMessageContaining("holds no file that ends with .patch");
  }
}
