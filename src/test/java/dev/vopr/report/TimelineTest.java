package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.run.trace.TracedRun;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.PlanWriter;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final Timeline.Part ALL = new Timeline.Part(1, Long.MAX_VALUE, 1, 10_000);

  private static Trace run(String file, long seed, String... settings) {
    try (SimSystem sim = SimSystem.create("timeline")) {
      return TracedRun.make(
              sim, Jobs.ofFile(file, settings).scenario(), PlanWriter.NONE, seed, 1_000_000)
          .trace();
    }
  }

  @Test
  void demoIsDrawnAsItIsKept() {
    Golden.check("timeline-demo", Timeline.of(run("demo.conf", 5), ALL, 100));
  }

  @Test
  void faultsAndLiesAreDrawnAsTheyAreKept() {
    Trace trace = run("lies.conf", 7, "run.fault-time = 300 ms", "network.loss = 0.1");

    Golden.check("timeline-lies", Timeline.of(trace, new Timeline.Part(1, 9_999, 1, 120), 110));
  }

  @Test
  void noLineIsWiderThanTheTerminalOrThanEightyColumns() {
    Trace trace = run("chaos.conf", 3, "run.fault-time = 1 s");

    assertThat(Timeline.of(trace, ALL, 80)).allMatch(it -> it.length() <= 80);
    assertThat(Timeline.of(trace, ALL, 20)).isEqualTo(Timeline.of(trace, ALL, 80));
    assertThat(Timeline.of(trace, ALL, 150)).anyMatch(it -> it.length() > 110);
  }

  @Test
  void theLinesAroundAnEventAreDrawnAndTheOthersCounted() {
    Trace trace = run("demo.conf", 5);
    List<String> all = Timeline.of(trace, ALL, 100);

    List<String> some = Timeline.of(trace, new Timeline.Part(1, 9_999, 60, 10), 100);

    assertThat(some).hasSize(13);
    assertThat(all).containsAll(some.subList(2, 12));
    assertThat(some.get(1)).matches(" +… +\\d+ lines before; --to \\d+ shows them");
    assertThat(some.get(12)).matches(" +… +\\d+ lines after; --from \\d+ shows them");
    assertThat(ordinal(some.get(2))).isLessThan(60);
    assertThat(ordinal(some.get(11))).isGreaterThan(60);
  }

  @Test
  void onlyEventsOfThePartAreDrawn() {
    List<String> lines = Timeline.of(run("demo.conf", 5), new Timeline.Part(50, 70, 50, 100), 100);

    assertThat(lines.subList(1, lines.size())).isNotEmpty();
    assertThat(lines.stream().skip(1)).allMatch(it -> ordinal(it) >= 50 && ordinal(it) <= 70);
  }

  private static long ordinal(String line) {
    return Long.parseLong(line.strip().split(" +", 2)[0]);
  }
}
