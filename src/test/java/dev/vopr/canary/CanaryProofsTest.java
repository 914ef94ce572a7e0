package dev.vopr.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each proof of this project: bad with its canary, and well without. */
class CanaryProofsTest {
  private static final Sources SOURCES = Sources.at(Path.of("src/main/java"));
  private static final Path DIRECTORY = Path.of("src/canaries");
  private static final Proofs PROOFS = new Proofs(SOURCES, Path.of("conf"));

  @TempDir private Path directory;

  static Stream<Canary> proven() {
    return CanaryFile.readAll(DIRECTORY).stream().filter(Canary::isHunted).filter(Proofs::isThere);
  }

  @ParameterizedTest
  @MethodSource("proven")
  void runOfTheProofEndsBadlyWithTheCanaryOnly(Canary canary) {
    Proofs.Replay replay = PROOFS.replay(canary);

    assertThat(replay.answer()).as(replay.reason()).isEqualTo(Proofs.Answer.SHOWN);
  }

  static Stream<Canary> scripted() {
    return CanaryFile.readAll(DIRECTORY).stream().filter(canary -> canary.script().isPresent());
  }

  /** The test of the script itself shows that it ends well without the canary. */
  @ParameterizedTest
  @MethodSource("scripted")
  void scriptEndsBadlyWithTheCanary(Canary canary) throws ReflectiveOperationException {
    ClassLoader planted =
        new PlantedLoader(getClass().getClassLoader(), Compiler.compile(canary, SOURCES));
    Method run = planted.loadClass(canary.script().orElseThrow()).getDeclaredMethod("run");
    run.setAccessible(true);

    Throwable thrown = catchThrowable(() -> run.invoke(null));

    assertThat(thrown).hasCauseInstanceOf(AssertionError.class);
    assertThat(thrown.getCause().getMessage().split("[^\\w-]+"))
        .containsAnyElementsOf(canary.trips());
  }

  @Test
  void seedThatFoundACanaryBecomesItsProof() throws IOException {
    Canary canary = copied("N17");

    PROOFS.write(canary, Hunt.USUAL, 1, 5);

    assertThat(PROOFS.replay(canary).answer()).isEqualTo(Proofs.Answer.SHOWN);
  }

  @Test
  void canaryWithoutAProofIsToldApart() throws IOException {
    assertThat(PROOFS.replay(copied("N17")).answer()).isEqualTo(Proofs.Answer.NONE);
  }

  @Test
  void runInWhichACanaryDoesNoHarmIsNoProof() throws IOException {
    // Nothing but a view change can show it, and without faults there is none.
    Canary canary = copied("V01");
    Files.writeString(
        Proofs.file(canary), "vopr { run.fault-time = 1 ms, workload.operations = 1, seed = 1 }");

    assertThat(PROOFS.replay(canary).answer()).isEqualTo(Proofs.Answer.HARMLESS);
  }

  private Canary copied(String id) throws IOException {
    Path copy = directory.resolve(id + ".patch");
    Files.copy(DIRECTORY.resolve(id + ".patch"), copy);
    return CanaryFile.read(copy);
  }
}
