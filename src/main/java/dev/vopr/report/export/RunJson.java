package dev.vopr.report.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vopr.cluster.VsrSimulation;
import dev.vopr.report.EventWords;
import dev.vopr.report.Evidence;
import dev.vopr.report.Finding;
import dev.vopr.report.TextOf;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.codec.MessageCodec;
import java.io.IOException;
import java.util.List;

/**
 * A run as the page reads it: an object with the fields of the header, the ordinal {@code first} of
 * the first event, and lists.
 *
 * <pre>
 * causes   what went wrong, and the like: topic, sentence, ordinals of events
 * standstill   the same of who waits for what, if the run stalled
 * before   rows of events that lead to the state in which the first event happens
 * events   rows: kind, nanoseconds since the row before, ordinals back to the cause (0 for none),
 *            node (-1 for none), words, and what {@link EventRow.Maker} adds
 * kinds, texts, facts     the values that rows name by their number; facts are {@link MessageFacts}
 * </pre>
 */
final class RunJson {
  private final JsonGenerator json;
  private final Trace trace;
  private final int skipped;
  private final EventWords words;
  private final MessageCodec codec;
  private final Numbering<String> kinds = new Numbering<>();
  private final Numbering<String> texts = new Numbering<>();
  private final Numbering<MessageFacts> facts = new Numbering<>();
  private final EventRow.Maker rows;
  private long nanos;

  private RunJson(JsonGenerator json, Trace trace, int mostEvents) {
    this.json = json;
    this.trace = trace;
    this.skipped = Math.max(0, trace.records().size() - mostEvents);
    this.words = new EventWords(trace.header());
    this.codec = VsrSimulation.codec(trace.header().limits(), trace.header().signatureBytes());
    this.rows = new EventRow.Maker(frame -> facts.of(MessageFacts.of(codec, frame)));
  }

  /**
   * Writes a run.
   *
   * @param mostEvents so many events are shown; when there are more, the last ones
   */
  static void write(JsonGenerator json, String label, Trace trace, int mostEvents)
      throws IOException {
    RunJson run = new RunJson(json, trace, mostEvents);
    json.writeStartObject();
    json.writeStringField("label", label);
    run.header(trace.header());
    run.evidence(Evidence.of(trace));
    run.before();
    run.events();
    run.tables();
    json.writeEndObject();
  }

  private void header(TraceHeader header) throws IOException {
    json.writeStringField("scenario", header.scenario());
    json.writeStringField("seed", Long.toString(header.seed()));
    json.writeNumberField("members", header.members());
    json.writeNumberField("replicas", header.replicas());
    json.writeNumberField("clients", header.clients());
    values("compromised", List.copyOf(header.compromised()));
    json.writeStringField("hardening", TextOf.word(header.hardening()));
    json.writeStringField("verdict", header.verdict());
    json.writeStringField("reason", header.reason());
    json.writeStringField("source", header.source());
    json.writeStringField("hash", "%016x".formatted(header.hash()));
    json.writeNumberField("all", header.events());
    json.writeNumberField("first", trace.first() + skipped);
  }

  private void evidence(Evidence evidence) throws IOException {
    values("causes", evidence.causes().stream().map(RunJson::finding).toList());
    values("standstill", evidence.standstill().stream().map(RunJson::finding).toList());
  }

  private static List<Object> finding(Finding finding) {
    return List.of(finding.topic().label(), finding.sentence(), finding.events());
  }

  private void before() throws IOException {
    Beginning beginning = new Beginning();
    for (TraceRecord record : trace.earlier()) {
      beginning.add(record.event());
      words.told(record);
    }
    for (TraceRecord record : trace.records().subList(0, skipped)) {
      beginning.add(record.event());
      words.told(record);
    }
    json.writeArrayFieldStart("before");
    for (TraceEvent event : beginning.events()) {
      row(event, 0, "");
    }
    json.writeEndArray();
    nanos = 0;
  }

  private void events() throws IOException {
    json.writeArrayFieldStart("events");
    for (TraceRecord record : trace.records().subList(skipped, trace.records().size())) {
      long back = record.cause() == 0 ? 0 : record.ordinal() - record.cause();
      row(record.event(), back, words.of(record));
    }
    json.writeEndArray();
  }

  private void row(TraceEvent event, long back, String text) throws IOException {
    EventRow row = event.accept(rows);
    json.writeStartArray();
    json.writeNumber(kinds.of(row.kind()));
    json.writeNumber(event.nanos() - nanos);
    json.writeNumber(back);
    json.writeNumber(row.node());
    json.writeNumber(texts.of(text));
    for (Object value : row.more()) {
      value(value);
    }
    json.writeEndArray();
    nanos = event.nanos();
  }

  private void tables() throws IOException {
    values("kinds", kinds.values());
    values("texts", texts.values());
    json.writeArrayFieldStart("facts");
    for (MessageFacts fact : facts.values()) {
      value(List.of(fact.name(), fact.view(), fact.first(), fact.last()));
    }
    json.writeEndArray();
  }

  private void values(String name, Iterable<?> values) throws IOException {
    json.writeFieldName(name);
    value(values);
  }

  private void value(Object value) throws IOException {
    if (value instanceof Iterable<?> values) {
      json.writeStartArray();
      for (Object element : values) {
        value(element);
      }
      json.writeEndArray();
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else {
      json.writeString(value.toString());
    }
  }
}
