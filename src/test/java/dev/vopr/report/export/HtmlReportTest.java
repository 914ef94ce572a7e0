package dev.vopr.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.vopr.report.Evidence;
import dev.vopr.trace.LogCell;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final Pattern DATA =
      Pattern.compile("(?s)<script id=\"data\" type=\"application/json\">(.*?)</script>");

  private static String page(Trace trace, Optional<Trace> minimised) throws IOException {
    StringBuilder page = new StringBuilder();
    HtmlReport.write(page, trace, minimised);
    return page.toString();
  }

  private static List<Map<String, Object>> data(String page) {
    Matcher data = DATA.matcher(page);
    assertThat(data.find()).isTrue();
    return Json.objects(Json.read(data.group(1)));
  }

  private static List<?> list(Map<String, Object> run, String name) {
    return (List<?>) run.get(name);
  }

  @Test
  void pageOfTenThousandEventsHasLessThanTwoMegabytes() throws IOException {
    Trace trace = ExampleRuns.violation(10_000);

    String page = page(trace, Optional.empty());

    assertThat(trace.records()).hasSize(10_000);
    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(2_000_000);
    assertThat(list(data(page).get(0), "events")).hasSize(10_000);
  }

  @Test
  void pageNamesNothingOutsideOfItself() throws IOException {
    String page = page(ExampleRuns.run("demo.conf", 100), Optional.empty());

    assertThat(page)
        .doesNotContain("{{")
        .doesNotContainPattern("src\\s*=|@import|url\\(|https?://");
    assertThat(page).doesNotContainPattern("fetch\\(|XMLHttpRequest|import\\s*\\(");
  }

  @Test
  void noTextOfARunCanEndTheScriptOrTheTitle() throws IOException {
    Trace demo = ExampleRuns.run("demo.conf", 100);
    TraceHeader old = demo.header();
    String nasty = "</script></title><b>&";
    TraceHeader header =
        new TraceHeader(
            nasty,
            old.seed(),
            old.members(),
            old.standbys(),
            old.clients(),
            old.compromised(),
            old.hardening(),
            old.limits(),
            old.signatureBytes(),
            old.verdict(),
            nasty,
            old.source(),
            old.hash(),
            old.events(),
            old.settings(),
            old.origins());

    String page = page(new Trace(header, demo.records()), Optional.empty());

    assertThat(page).doesNotContain(nasty).contains("&lt;/script>&lt;/title>&lt;b>&amp;");
    assertThat(data(page).get(0)).containsEntry("scenario", nasty).containsEntry("reason", nasty);
  }

  @Test
  void signsBeyondAsciiStayWhatTheyAre() throws IOException {
    Trace trace = ExampleRuns.shortViolation();

    Map<String, Object> run = data(page(trace, Optional.empty())).get(0);

    assertThat(trace.header().source()).contains("§");
    assertThat(run).containsEntry("source", trace.header().source());
    assertThat(list(run, "texts").toString()).contains("…").doesNotContain("<");
  }

  @Test
  void minimisedRunIsInTheSamePage() throws IOException {
    Trace trace = ExampleRuns.run("demo.conf", 1_000_000);
    Trace part = ExampleRuns.run("demo.conf", 20);

    List<Map<String, Object>> runs = data(page(trace, Optional.of(part)));

    assertThat(runs).extracting(run -> run.get("label")).containsExactly("original", "minimised");
    assertThat(runs.get(1)).containsEntry("first", part.first());
    assertThat(list(runs.get(1), "events")).hasSize(20);
  }

  @Test
  void pageHasTheSentencesOfTheReportWithTheirEvents() throws IOException {
    Trace trace = ExampleRuns.shortViolation();

    List<?> causes = list(data(page(trace, Optional.empty())).get(0), "causes");

    assertThat(causes).isNotEmpty();
    assertThat(causes)
        .isEqualTo(
            Evidence.of(trace).causes().stream()
                .map(it -> List.of(it.topic().label(), it.sentence(), it.events()))
                .toList());
  }

  @Test
  void whatIsLeftOutLeavesWhereTheReplicasStand() throws IOException {
    Trace trace = ExampleRuns.chaos();
    int most = 500;
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      RunJson.write(json, "original", trace, most);
    }

    Map<String, Object> run = Json.object(Json.read(text.toString()));

    assertThat(list(run, "events")).hasSize(most);
    assertThat(run).containsEntry("first", trace.header().events() - most + 1);
    int stepped = list(run, "kinds").indexOf("stepped");
    Map<Object, List<?>> logs = new TreeMap<>();
    for (Object row : list(run, "before")) {
      List<?> fields = (List<?>) row;
      if (((Long) fields.get(0)).intValue() == stepped) {
        logs.put(fields.get(3), (List<?>) fields.get(6));
      }
    }
    List<TraceRecord> before = trace.records().subList(0, trace.records().size() - most);
    Map<Object, Map<Long, String>> expected = logsAfter(before);
    assertThat(logs.keySet()).isEqualTo(expected.keySet());
    logs.forEach(
        (replica, cells) ->
            assertThat(cells)
                .isEqualTo(
                    expected.get(replica).entrySet().stream()
                        .map(it -> List.of(it.getKey(), it.getValue()))
                        .toList()));
  }

  /** Walks through the events one by one, as the page does. */
  private static Map<Object, Map<Long, String>> logsAfter(List<TraceRecord> records) {
    Map<Object, Map<Long, String>> logs = new TreeMap<>();
    for (TraceRecord record : records) {
      if (record.event() instanceof TraceEvent.Stepped step) {
        Map<Long, String> log = logs.computeIfAbsent((long) step.replica(), it -> new TreeMap<>());
        for (LogCell cell : step.log()) {
          log.put(cell.op(), "%016x".formatted(cell.checksum()).substring(0, 8));
        }
        log.keySet().removeIf(op -> op <= step.after().base() || op > step.after().op());
      } else if (record.event() instanceof TraceEvent.NodeChanged changed
          && changed.change().name().equals("RESTARTED")) {
        logs.remove((long) changed.node());
      }
    }
    return logs;
  }
}
