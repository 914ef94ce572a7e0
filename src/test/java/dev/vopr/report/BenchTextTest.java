package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.run.bench.Samples;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The table of a benchmark. */
class BenchTextTest {
  @Test
  void tableShowsTheMedianTheRangeAndTheAim() {
    Golden.check(
        "bench",
        BenchText.lines(
            List.of(
                Samples.figure("kernel: actor messages", "/s", "", 4.2e6, 3.9e6, 4.4e6),
                Samples.figure("cluster: messages delivered", "/s", "≥ 400 k", 412_345, 398_000),
                Samples.figure("  as a share of the kernel's", "", "≥ 0.40", 0.412, 0.40, 0.5),
                Samples.figure("sweep: runs, 2 workers", "/s", "≥ 800", 1_234, 8_765, 999),
                Samples.figure("  from 1 worker to 2", "x", "≥ 1.8", 1.85, 1.9, 1.7, 2))));
  }

  @Test
  void numbersDoNotDependOnTheLanguageOfTheMachine() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(BenchText.lines(List.of(Samples.figure("share", "", "", 0.5))))
          .last()
          .asString()
          .contains("0.50");
    } finally {
      Locale.setDefault(before);
    }
  }
}
