package dev.vopr.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShrinkerTest {
  private static final Path SETTINGS = Path.of("conf");
  private static final Canary EASY = CanaryFile.read(Path.of("src/canaries/N01.patch"));
  private static final long FIRST_SEED = 1;
  private static final long MOST_RUNS = 20;

  private static final String MINIMISED =
      """
      # Minimised: seed 7 fails with VIOLATION agreement, trace hash 00000000000000ff
      # 1,253 → 2 decisions, 400 → 3 client operations, 5 → 3 replicas, 41,085 → 1,391 events
      vopr.name = small
      """;

  @TempDir private Path directory;

  private Shrinker shrinker(Path target) {
    return new Shrinker(Sources.at(Path.of("src/main/java")), SETTINGS, target, MOST_RUNS);
  }

  @Test
  void runInWhichACanaryWasFoundBecomesSmallerAndIsWrittenDown() throws IOException {
    Path target = directory.resolve("minimised");

    Shrinker.Shrunk shrunk = shrinker(target).shrink(EASY, Hunt.USUAL, FIRST_SEED);

    String text = Files.readString(target.resolve("N01.conf"));
    assertThat(shrunk).isEqualTo(Shrinker.read("N01", text, shrunk.wallNanos()));
    assertThat(shrunk.faults()).isLessThan(shrunk.faultsBefore());
    assertThat(text).contains("# Minimised: seed 1 fails with VIOLATION ");
  }

  @Test
  void settingsThatAreNotThereAreRefused() {

    Shrinker elsewhere =
        new Shrinker(
            Sources.at(Path.of("src/main/java")), directory, directory.resolve("to"), MOST_RUNS);

    assertThatThrownBy(() -> elsewhere.shrink(EASY, Hunt.USUAL, FIRST_SEED))
        .isInstanceOf(CanaryException.class);
    assertThat(directory.resolve("to")).doesNotExist();
  }

  @Test
  void whatTheMinimisedRunSaysOfItselfIsRead() {
    assertThat(Shrinker.read("X1", MINIMISED, 5))
        .isEqualTo(new Shrinker.Shrunk("X1", 1_253, 2, 41_085, 1_391, true, 5));
  }

  @Test
  void limitThatWasReachedIsTold() {
    String text = MINIMISED + "# A limit was reached; it may become smaller still.\n";

    assertThat(Shrinker.read("X1", text, 5).isComplete()).isFalse();
  }

  @Test
  void textThatSaysNothingOfItselfIsRefused() {
    assertThatThrownBy(() -> Shrinker.read("X1", "vopr.name = small\n", 5))
        .isInstanceOf(CanaryException.class)
        .hasMessageStartingWith("X1: ");
  }

  @Test
  void directoryThatCannotBeWrittenIsToldWithARemedy() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "in the way");

    assertThatThrownBy(() -> shrinker(file).shrink(EASY, Hunt.USUAL, FIRST_SEED))
        .isInstanceOf(CanaryException.class)
        .hasMessageContaining("cannot be written; name another by --log");
  }
}
