package dev.vopr.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A cluster that has healed and settled stays in its view. */
class RestlessTest {
  private static final Path MADE = Path.of("src/test/resources/planted/restless.patch");
  private static final Sources SOURCES = Sources.at(Path.of("src/main/java"));
  private static final long SEEDS = 30;

  @Test
  void clusterThatChangesViewsForEverIsStalledAndTheSameSeedIsNotWithoutTheBug() {
    Canary bug = CanaryFile.read(MADE);

    Planting.Run restless = firstRestless(Planting.of(bug, SOURCES), bug, 1, SEEDS).get(0);

    assertThat(restless.trip()).hasValue("stalled");
    assertThat(firstRestless(Planting.none(), bug, restless.seed(), 1)).isEmpty();
  }

  private static List<Planting.Run> firstRestless(
      Planting planting, Canary bug, long first, long seeds) {
    List<Planting.Run> found = new ArrayList<>();
    planting.run(
        Hunt.file(Path.of("conf"), bug.settings()),
        Map.of(),
        first,
        seeds,
        Planting.Manner.USUAL,
        run -> {
          if (run.reason().contains("view changes go on")) {
            found.add(run);
          }
          return found.isEmpty();
        });
    return found;
  }
}
