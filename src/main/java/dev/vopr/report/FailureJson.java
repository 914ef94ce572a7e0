package dev.vopr.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.vopr.config.PlanFile;
import dev.vopr.fault.Decision;
import dev.vopr.sim.TraceHash;
import dev.vopr.trace.Standing;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.message.Nodes;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** A failed run as one JSON object, for programs. */
final class FailureJson {
  private FailureJson() {}

  static String of(FailedRun run) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      write(json, run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void write(JsonGenerator json, FailedRun run) throws IOException {
    Trace trace = run.told();
    TraceHeader header = trace.header();
    json.writeStartObject();
    json.writeStringField("scenario", header.scenario());
    json.writeNumberField("seed", header.seed());
    json.writeStringField("verdict", header.verdict());
    json.writeStringField("reason", header.reason());
    json.writeStringField("hash", TraceHash.format(header.hash()));
    json.writeNumberField("events", header.events());
    if (run.smaller().isPresent()) {
      minimised(json, run.original().header(), run.smaller().get());
    }
    Optional<TraceRecord> violation = trace.violation();
    if (violation.isPresent()) {
      violation(json, header, violation.get());
    }
    ClusterState state = ClusterState.at(trace, header.events());
    json.writeArrayFieldStart("replicas");
    for (int replica = 0; replica < header.replicas(); replica++) {
      replica(json, state, replica);
    }
    json.writeEndArray();
    Evidence evidence = Evidence.of(trace);
    json.writeArrayFieldStart("findings");
    for (Finding finding : evidence.findings()) {
      finding(json, finding);
    }
    json.writeEndArray();
    List<TraceRecord> past = Past.of(trace, evidence.events());
    json.writeArrayFieldStart("past");
    TextOf words = new TextOf(header);
    for (TraceRecord record : past) {
      event(json, record, words.apply(record));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("faults");
    List<TraceRecord> told = run.smaller().isPresent() ? trace.known() : past;
    for (Decision decision : FailureText.decisions(told)) {
      json.writeString(PlanFile.line(decision));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void minimised(JsonGenerator json, TraceHeader original, FailedRun.Smaller smaller)
      throws IOException {
    json.writeObjectFieldStart("minimised");
    json.writeStringField("original", RunDirectory.ORIGINAL);
    json.writeStringField("originalHash", TraceHash.format(original.hash()));
    json.writeNumberField("originalEvents", original.events());
    json.writeNumberField("originalFaults", smaller.decisionsBefore());
    json.writeNumberField("faults", smaller.decisions());
    json.writeBooleanField("complete", smaller.isComplete());
    json.writeNumberField("runs", smaller.runs());
    json.writeNumberField("wallNanos", smaller.wallNanos());
    json.writeEndObject();
  }

  private static void violation(JsonGenerator json, TraceHeader header, TraceRecord record)
      throws IOException {
    TraceEvent.Violated violated = (TraceEvent.Violated) record.event();
    json.writeObjectFieldStart("violation");
    json.writeStringField("invariant", violated.invariant());
    json.writeStringField("source", header.source());
    json.writeStringField("sentence", violated.sentence());
    json.writeNumberField("op", violated.op());
    json.writeNumberField("event", record.ordinal());
    json.writeNumberField("nanos", violated.nanos());
    json.writeEndObject();
  }

  private static void replica(JsonGenerator json, ClusterState state, int replica)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("replica", Nodes.name(replica));
    Optional<Standing> standing = state.standing(replica);
    if (standing.isPresent()) {
      Standing now = standing.get();
      json.writeStringField("status", TextOf.word(now.status()));
      json.writeNumberField("view", now.view());
      json.writeNumberField("lastNormalView", now.lastNormalView());
      json.writeNumberField("op", now.op());
      json.writeNumberField("commit", now.commit());
      json.writeNumberField("executed", now.executed());
    }
    json.writeArrayFieldStart("marks");
    for (String mark : state.marks(replica)) {
      json.writeString(mark);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void finding(JsonGenerator json, Finding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("topic", TextOf.word(finding.topic()));
    if (!finding.kind().isEmpty()) {
      json.writeStringField("kind", finding.kind());
    }
    if (finding.node() != Finding.NOWHERE) {
      json.writeStringField("node", finding.nodeName());
    }
    json.writeStringField("sentence", finding.sentence());
    json.writeArrayFieldStart("events");
    for (long event : finding.events()) {
      json.writeNumber(event);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void event(JsonGenerator json, TraceRecord record, String words)
      throws IOException {
    if (!words.isEmpty()) {
      json.writeStartObject();
      json.writeNumberField("event", record.ordinal());
      json.writeNumberField("nanos", record.event().nanos());
      json.writeStringField("text", words);
      json.writeEndObject();
    }
  }
}
