package dev.vopr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.canary.Canary;
import dev.vopr.canary.CanaryFile;
import dev.vopr.canary.Catch;
import dev.vopr.canary.CatchLog;
import dev.vopr.canary.Hunt;
import dev.vopr.canary.Shrinker;
import dev.vopr.canary.Sources;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShrunkCanariesTest {
  private static final Canary EASY = CanaryFile.read(Path.of("src/canaries/N01.patch"));
  private static final long MOST_RUNS = 20;

  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static Catch found(Canary canary, Hunt hunt, boolean isFound) {
    return new Catch(
        canary.id(), "v", canary.settings(), hunt.name(), 0, 1, isFound, 1, "trip", "", 0, "", 1);
  }

  private List<String> shown(Canary canary, Catch... known) {
    CatchLog log = CatchLog.open(directory.resolve("log.jsonl"), true);
    List.of(known).forEach(log::add);
    ShrunkCanaries shrunk =
        new ShrunkCanaries(
            new Shrinker(
                Sources.at(Path.of("src/main/java")),
                Path.of("conf"),
                directory.resolve("minimised"),
                MOST_RUNS),
            log,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    shrunk.take(canary, Hunt.USUAL);
    shrunk.close();
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void foundCanaryIsShownWithWhatIsLeftOfItsRunAndThenTheMiddleOfAll() {
    List<String> lines = shown(EASY, found(EASY, Hunt.USUAL, true));

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .matches("N01 +trip +[0-9,]+ → +[0-9,]+ faults +[0-9,]+ → +[0-9,]+ events +[0-9.]+ s.*");
    assertThat(lines.get(1)).startsWith("1 minimised: ");
    assertThat(directory.resolve("minimised/N01.conf")).exists();
  }

  @Test
  void canaryThatWasNotFoundOrByAnotherHuntIsPassedOver() {
    Hunt other = new Hunt(Hunt.Order.PCT, true, true);

    assertThat(shown(EASY, found(EASY, Hunt.USUAL, false), found(EASY, other, true))).isEmpty();
    assertThat(Files.exists(directory.resolve("minimised"))).isFalse();
  }
}
