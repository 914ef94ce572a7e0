package dev.vopr.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.trace.Trace;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The log is read the way ShiViz reads it: by the expressions in its first two lines. */
class ShivizLogTest {
  private static String export(List<Trace> traces) throws IOException {
    StringBuilder text = new StringBuilder();
    ShivizLog.write(text, traces);
    return text.toString();
  }

  private static List<String> executions(String log) {
    String[] parts = log.split("\n", 3);
    String[] runs = Pattern.compile(parts[1], Pattern.MULTILINE).split(parts[2]);
    return List.of(runs).subList(1, runs.length);
  }

  private static Matcher events(String log, String execution) {
    return Pattern.compile(log.split("\n", 2)[0], Pattern.MULTILINE).matcher(execution);
  }

  private static Map<String, Long> clock(String text) {
    Map<String, Long> clock = new LinkedHashMap<>();
    Json.object(Json.read(text)).forEach((host, count) -> clock.put(host, (Long) count));
    return clock;
  }

  @Test
  void clockOfEachHostContainsItselfAndGrowsByOne() throws IOException {
    String log = export(List.of(ExampleRuns.chaos()));

    String execution = executions(log).get(0);
    Matcher event = events(log, execution);
    Map<String, Map<String, Long>> clocks = new TreeMap<>();
    int count = 0;
    while (event.find()) {
      String host = event.group("host");
      Map<String, Long> before = clocks.getOrDefault(host, Map.of());
      Map<String, Long> clock = clock(event.group("clock"));
      assertThat(clock.get(host)).isEqualTo(before.getOrDefault(host, 0L) + 1);
      before.forEach((other, known) -> assertThat(clock.get(other)).isGreaterThanOrEqualTo(known));
      for (Map.Entry<String, Long> known : clock.entrySet()) {
        Map<String, Long> other = clocks.getOrDefault(known.getKey(), Map.of());
        boolean isOwn = known.getKey().equals(host);
        assertThat(isOwn || other.getOrDefault(known.getKey(), 0L) >= known.getValue())
            .as("nobody knows of what has not happened: %s", event.group())
            .isTrue();
      }
      clocks.put(host, clock);
      count++;
    }
    assertThat(count).isEqualTo((int) execution.strip().lines().count() / 2).isGreaterThan(1_000);
    assertThat(clocks).containsKeys("r0", "r4", "c0", "world");
    assertThat(clocks.get("r0")).containsKeys("r1", "c0");
  }

  @Test
  void twoRunsAreTwoExecutions() throws IOException {
    Trace one = ExampleRuns.run("demo.conf", 1_000_000);

    String log = export(List.of(one, one));

    List<String> executions = executions(log);
    assertThat(executions).hasSize(2);
    assertThat(executions.get(0).strip()).isEqualTo(executions.get(1).strip());
    assertThat(log.lines().filter(it -> it.startsWith("=== ")))
        .containsExactly("=== 1: demo, seed 3, SAFE ===", "=== 2: demo, seed 3, SAFE ===");
  }
}
