package dev.vopr.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatchLogTest {
  @TempDir private Path directory;

  private static Catch one(int attempt, long seeds, boolean isFound) {
    return new Catch(
        "X1",
        "abc",
        "canaries",
        "drawn",
        attempt,
        seeds,
        isFound,
        isFound ? 7 : 0,
        isFound ? "agreement" : "",
        "said \"so\"",
        2,
        "stalled",
        3_000_000_000L);
  }

  @Test
  void whatWasAddedIsThereWhenOpenedAgain() {
    Path file = directory.resolve("deep/log.jsonl");
    CatchLog.open(file, false).add(one(0, 5, true));
    CatchLog.open(file, false).add(one(1, 9, false));

    assertThat(CatchLog.open(file, false).all()).containsExactly(one(0, 5, true), one(1, 9, false));
  }

  @Test
  void freshLogIsEmpty() {
    Path file = directory.resolve("log.jsonl");
    CatchLog.open(file, false).add(one(0, 5, true));

    assertThat(CatchLog.open(file, true).all()).isEmpty();
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path file = directory.resolve("log.jsonl");
    Files.writeString(file, "not a log\n");

    assertThatThrownBy(() -> CatchLog.open(file, false))
        .isInstanceOf(CanaryException.class)
        .hasMessageContaining("is not a log of canaries");
  }

  @Test
  void missedTryCountsAsEndlessInMedianAndNineTenths() {
    CatchSummary summary =
        CatchSummary.of(List.of(one(0, 9, true), one(1, 4, true), one(2, 100, false)));

    assertThat(summary.found()).isEqualTo(2);
    assertThat(summary.medianSeeds()).isEqualTo(9);
    assertThat(summary.nineTenthsSeeds()).isEqualTo(CatchSummary.MISSED);
    assertThat(summary.medianCpuSeconds()).isEqualTo(3.0);
    assertThat(summary.tripsByCount()).containsExactly("agreement");
    assertThat(summary.isAlwaysFound()).isFalse();
    assertThat(summary.searched()).isEqualTo(113);
    assertThat(summary.strangers()).containsExactly("stalled");
  }
}
