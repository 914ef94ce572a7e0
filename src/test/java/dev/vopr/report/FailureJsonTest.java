package dev.vopr.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.report.export.Json;
import dev.vopr.trace.Trace;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What programs are told of a failed run. */
class FailureJsonTest {
  private static final Entry ONE = Play.entry(0, 1, 0, 1);
  private static final Path DOCUMENT = Path.of("docs", "READING-A-FAILURE.md");

  private static Map<String, Object> json(FailedRun run) {
    return Json.object(Json.read(FailureJson.of(run)));
  }

  private static List<Map<String, Object>> findings(Trace trace) {
    return Json.objects(json(FailedRun.of(trace)).get("findings"));
  }

  /** The primary commits what nobody has acknowledged, and another replica has another entry. */
  private static Trace commitWithoutQuorum() {
    Entry other = Play.entry(1, 1, 0, 2);
    return Play.ofThree()
        .stands(0, Status.NORMAL, 0, 0, 0, ONE)
        .writes(0, true)
        .stands(0, Status.NORMAL, 0, 0, 1, ONE)
        .after(1)
        .stands(1, Status.VIEW_CHANGE, 1, 0, 0)
        .arrives(1, new Message.DoViewChange(2, 1, 0, LogTail.NONE, 0))
        .stands(1, Status.NORMAL, 1, 1, 0)
        .after(1)
        .stands(1, Status.NORMAL, 1, 1, 0, other)
        .violates("agreement", 1, 0, 1)
        .trace();
  }

  private static Trace standstill() {
    return Play.ofThree()
        .asks(0, 1)
        .stands(0, Status.NORMAL, 0, 0, 0, ONE)
        .arrives(1, new Message.Prepare(0, 0, List.of(ONE), 0))
        .stands(1, Status.NORMAL, 0, 0, 0, ONE)
        .crashes(2)
        .stalls()
        .trace();
  }

  @Test
  void stepThatWentWrongIsToldWithItsKindItsReplicaAndItsEvents() {
    Trace trace = commitWithoutQuorum();
    Breach breach = Breaches.of(trace).get(0);

    Map<String, Object> first = findings(trace).get(0);

    assertThat(first)
        .containsEntry("topic", "went-wrong")
        .containsEntry("kind", "commit")
        .containsEntry("node", "r0")
        .containsEntry("sentence", breach.sentence());
    assertThat((List<?>) first.get("events")).first().isEqualTo(breach.at().ordinal());
  }

  @Test
  void sentencesAreThoseOfTheReportForPeople() {
    for (Trace trace : List.of(commitWithoutQuorum(), standstill())) {
      String report = inOneLine(FailureText.lines(trace, "7"));

      assertThat(findings(trace))
          .isNotEmpty()
          .allSatisfy(
              finding -> {
                String label = finding.get("topic").toString().replace('-', ' ');
                assertThat(report).contains(label, finding.get("sentence").toString());
              });
    }
  }

  private static String inOneLine(List<String> lines) {
    return String.join(" ", lines).replaceAll("\\s+", " ");
  }

  @Test
  void whoWaitsForWhatIsToldWithClientsAndReplicas() {
    Trace trace = standstill();

    assertThat(findings(trace))
        .anySatisfy(
            finding ->
                assertThat(finding)
                    .containsEntry("topic", "waiting")
                    .containsEntry("node", "c0")
                    .doesNotContainKey("kind"))
        .anySatisfy(
            finding ->
                assertThat(finding).containsEntry("topic", "missing").containsEntry("node", "r0"));
  }

  @Test
  void eventsOfASentenceAreInTheTrace() {
    for (Trace trace : List.of(commitWithoutQuorum(), standstill())) {
      for (Finding finding : Evidence.of(trace).findings()) {
        assertThat(finding.events()).allMatch(ordinal -> trace.at(ordinal).isPresent());
      }
    }
  }

  @Test
  void documentExplainsEachFieldAndEachTopic() throws IOException {
    String document = Files.readString(DOCUMENT);
    Set<String> names = new TreeSet<>();
    Trace trace = commitWithoutQuorum();
    collect(json(FailedRun.of(trace)), names);
    collect(json(FailedRun.of(standstill())), names);
    FailedRun.Smaller smaller = new FailedRun.Smaller(trace, 3, 1, true, 9, 1);
    collect(json(new FailedRun(trace, Optional.of(smaller))), names);

    assertThat(names).contains("findings", "sentence", "originalFaults");
    assertThat(names).allMatch(name -> document.contains("`" + name + "`"));
    assertThat(Finding.Topic.values())
        .allMatch(topic -> document.contains("| `" + TextOf.word(topic) + "` | "));
    assertThat(Breach.Kind.values())
        .allMatch(kind -> document.contains("`" + TextOf.word(kind) + "`"));
  }

  private static void collect(Object value, Set<String> names) {
    if (value instanceof Map<?, ?> fields) {
      fields.forEach(
          (name, field) -> {
            names.add(name.toString());
            collect(field, names);
          });
    } else if (value instanceof List<?> list) {
      list.forEach(element -> collect(element, names));
    }
  }
}
