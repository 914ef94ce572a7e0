package dev.vopr.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the format, on a run with faults of all kinds. */
class PerfettoTraceTest {
  private static Trace trace;
  private static List<Map<String, Object>> events;

  @BeforeAll
  static void export() throws IOException {
    trace = ExampleRuns.chaos();
    StringBuilder text = new StringBuilder();
    PerfettoTrace.write(text, trace);
    events = Json.objects(Json.object(Json.read(text.toString())).get("traceEvents"));
  }

  private static List<Map<String, Object>> ofPhase(String phase) {
    return events.stream().filter(event -> event.get("ph").equals(phase)).toList();
  }

  private static double number(Map<String, Object> event, String field) {
    return ((Number) event.get(field)).doubleValue();
  }

  private static String thread(Map<String, Object> event) {
    return event.get("pid") + "/" + event.get("tid");
  }

  @Test
  void eachEventHasTheFieldsThatAllHave() {
    assertThat(events)
        .allSatisfy(it -> assertThat(it).containsKeys("ph", "ts", "pid", "tid", "name", "cat"));
    assertThat(events).extracting(it -> it.get("ph")).containsOnly("M", "X", "s", "f");
  }

  @Test
  void eachEventOfTheRunIsASlice() {
    List<Object> ordinals = new ArrayList<>();
    for (Map<String, Object> slice : ofPhase("X")) {
      if (slice.get("args") instanceof Map<?, ?> arguments) {
        ordinals.add(arguments.get("event"));
      }
    }

    assertThat(ordinals)
        .isEqualTo(trace.records().stream().map(it -> (Object) it.ordinal()).toList());
  }

  @Test
  void slicesOfAThreadLastAMicrosecondAtLeastAndNeverOverlap() {
    Map<String, Double> ends = new LinkedHashMap<>();
    for (Map<String, Object> slice : ofPhase("X")) {
      double begin = number(slice, "ts");
      assertThat(number(slice, "dur")).isGreaterThanOrEqualTo(1);
      assertThat(begin)
          .as("%s after what comes before it", slice)
          .isGreaterThanOrEqualTo(ends.getOrDefault(thread(slice), 0.0) - 1e-6);
      ends.put(thread(slice), begin + number(slice, "dur"));
    }
    assertThat(ends.size()).isGreaterThan(2 * trace.header().replicas());
  }

  @Test
  void flowsGoForwardFromSliceToSlice() {
    Map<Object, Map<String, Object>> begun = new LinkedHashMap<>();
    List<String> slices = new ArrayList<>();
    int ended = 0;
    for (Map<String, Object> event : events) {
      String place = thread(event) + "@" + event.get("ts");
      switch (event.get("ph").toString()) {
        case "X" -> slices.add(place);
        case "s" -> begun.put(event.get("id"), event);
        case "f" -> {
          Map<String, Object> begin = begun.remove(event.get("id"));
          assertThat(begin).as("the flow of %s begins", event).isNotNull();
          assertThat(event).containsEntry("bp", "e").containsEntry("cat", begin.get("cat"));
          assertThat(event).containsEntry("name", begin.get("name"));
          assertThat(number(event, "ts")).isGreaterThan(number(begin, "ts"));
          ended++;
        }
        default -> {}
      }
    }
    assertThat(begun).isEmpty();
    assertThat(slices).doesNotHaveDuplicates();
    assertThat(slices).containsAll(places("s")).containsAll(places("f"));
    assertThat(ended).isEqualTo(deliveries());
  }

  private static List<String> places(String phase) {
    return ofPhase(phase).stream().map(it -> thread(it) + "@" + it.get("ts")).toList();
  }

  private static int deliveries() {
    return (int)
        trace.records().stream()
            .map(TraceRecord::event)
            .filter(TraceEvent.Delivered.class::isInstance)
            .count();
  }

  @Test
  void processesAndThreadsHaveNames() {
    List<String> named =
        ofPhase("M").stream()
            .filter(it -> it.get("name").equals("thread_name"))
            .map(PerfettoTraceTest::thread)
            .toList();

    assertThat(ofPhase("X")).extracting(PerfettoTraceTest::thread).isSubsetOf(named);
    assertThat(ofPhase("M").toString()).contains("name=r0", "name=c0", "name=world");
  }
}
