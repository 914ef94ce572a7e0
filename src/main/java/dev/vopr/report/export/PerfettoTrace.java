package dev.vopr.report.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.vopr.cluster.VsrSimulation;
import dev.vopr.report.EventWords;
import dev.vopr.report.TextOf;
import dev.vopr.trace.Standing;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Nodes;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run in the JSON of Chrome's tracing, which Perfetto opens. Each node is a process with two
 * threads: what it does, one short slice an event, and how it stands, one slice from one change to
 * the next. What happens to no node in particular is in a process of its own. Messages are flows.
 *
 * <p>Times are microseconds of virtual time. What happens in a node in one microsecond is drawn
 * side by side, each a microsecond long, so that slices never overlap.
 */
public final class PerfettoTrace {
  private static final int WORLD = 1;
  private static final int FIRST_NODE = 2;
  private static final int EVENTS = 1;
  private static final int STANDING = 2;
  private static final double NANOS_PER_MICRO = 1_000;

  /** How a node stands, since when. */
  private record Stretch(String name, double since) {}

  /** Where the flow of a packet begins that may arrive. */
  private record Flow(String id, String name, int process, double at) {}

  private final JsonGenerator json;
  private final EventWords words;
  private final MessageCodec codec;
  private final EventRow.Maker rows = new EventRow.Maker(frame -> 0);
  private final Map<Integer, Double> ends = new TreeMap<>();
  private final Map<Integer, Stretch> stretches = new TreeMap<>();
  private final Map<Long, Flow> flows = new LinkedHashMap<>();

  private PerfettoTrace(JsonGenerator json, TraceHeader header) {
    this.json = json;
    this.words = new EventWords(header);
    this.codec = VsrSimulation.codec(header.limits(), header.signatureBytes());
  }

  /** Writes a run. */
  public static void write(Appendable out, Trace trace) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("displayTimeUnit", "ns");
      json.writeArrayFieldStart("traceEvents");
      new PerfettoTrace(json, trace.header()).all(trace);
      json.writeEndArray();
      json.writeEndObject();
    }
    out.append(text.toString()).append('\n');
  }

  private void all(Trace trace) throws IOException {
    process(WORLD, "world", 0);
    thread(WORLD, EVENTS, "faults and findings");
    for (int client = 0; client < trace.header().clients(); client++) {
      node(Nodes.client(client), 1 + client, "requests");
    }
    for (int replica = 0; replica < trace.header().replicas(); replica++) {
      node(replica, 1 + trace.header().clients() + replica, "status and view");
    }
    double last = 0;
    for (TraceRecord record : trace.records()) {
      event(record);
      last = record.event().nanos() / NANOS_PER_MICRO;
    }
    for (int process : stretches.keySet()) {
      endStretch(process, last);
    }
  }

  private static int processOf(int node) {
    return node < 0 ? WORLD : FIRST_NODE + node;
  }

  // ---- names ------------------------------------------------------------------------------------

  private void node(int node, int order, String standing) throws IOException {
    process(processOf(node), Nodes.name(node), order);
    thread(processOf(node), EVENTS, "events");
    thread(processOf(node), STANDING, standing);
  }

  private void process(int process, String name, int order) throws IOException {
    metadata("process_name", process, 0);
    json.writeStringField("name", name);
    json.writeEndObject();
    json.writeEndObject();
    metadata("process_sort_index", process, 0);
    json.writeNumberField("sort_index", order);
    json.writeEndObject();
    json.writeEndObject();
  }

  private void thread(int process, int thread, String name) throws IOException {
    metadata("thread_name", process, thread);
    json.writeStringField("name", name);
    json.writeEndObject();
    json.writeEndObject();
  }

  private void metadata(String name, int process, int thread) throws IOException {
    begin("M", name, "", 0, process, thread);
    json.writeObjectFieldStart("args");
  }

  // ---- events -----------------------------------------------------------------------------------

  private void event(TraceRecord record) throws IOException {
    TraceEvent event = record.event();
    EventRow row = event.accept(rows);
    int process = processOf(row.node());
    double at = event.nanos() / NANOS_PER_MICRO;
    String text = words.of(record);
    if (event instanceof TraceEvent.Sent sent) {
      double begin = slice(process, at, "send " + name(sent.frame()), record, row, text);
      flows.put(sent.packet(), flow(sent.packet(), name(sent.frame()), process, begin));
    } else if (event instanceof TraceEvent.Duplicated duplicated) {
      double begin = slice(process, at, row.kind(), record, row, text);
      flows.put(duplicated.copy(), flow(duplicated.copy(), "copy", process, begin));
    } else if (event instanceof TraceEvent.Delivered delivered) {
      deliver(delivered, process, at, record, row, text);
    } else {
      slice(process, at, row.kind(), record, row, text);
    }
    stand(event, process, at);
  }

  private static Flow flow(long packet, String name, int process, double at) {
    return new Flow("0x" + Long.toHexString(packet), name, process, at);
  }

  private static double after(double at) {
    return at + 1;
  }

  private void deliver(
      TraceEvent.Delivered delivered,
      int process,
      double at,
      TraceRecord record,
      EventRow row,
      String text)
      throws IOException {
    Flow flow = flows.remove(delivered.packet());
    double earliest = flow == null ? at : Math.max(at, after(flow.at()));
    double begin =
        slice(process, earliest, "receive " + name(delivered.frame()), record, row, text);
    if (flow != null) {
      flow("s", flow.process(), flow, flow.at());
      flow("f", process, flow, begin);
    }
  }

  private String name(Frame frame) {
    return MessageFacts.of(codec, frame).name();
  }

  /** Writes a slice at {@code at}, or as soon after it as there is room; returns when it begins. */
  private double slice(
      int process, double at, String name, TraceRecord record, EventRow row, String text)
      throws IOException {
    double begin = Math.max(at, ends.getOrDefault(process, 0.0));
    ends.put(process, after(begin));
    begin("X", name, row.kind(), begin, process, EVENTS);
    json.writeNumberField("dur", 1);
    json.writeObjectFieldStart("args");
    json.writeNumberField("event", record.ordinal());
    json.writeNumberField("cause", record.cause());
    json.writeStringField("text", text);
    json.writeEndObject();
    json.writeEndObject();
    return begin;
  }

  private void flow(String phase, int process, Flow flow, double at) throws IOException {
    begin(phase, flow.name(), "message", at, process, EVENTS);
    json.writeStringField("id", flow.id());
    if (phase.equals("f")) {
      json.writeStringField("bp", "e");
    }
    json.writeEndObject();
  }

  private void begin(String phase, String name, String category, double at, int process, int thread)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("ph", phase);
    json.writeStringField("name", name);
    json.writeStringField("cat", category);
    json.writeNumberField("ts", at);
    json.writeNumberField("pid", process);
    json.writeNumberField("tid", thread);
  }

  // ---- how a node stands ------------------------------------------------------------------------

  private void stand(TraceEvent event, int process, double at) throws IOException {
    if (event instanceof TraceEvent.Stepped step) {
      newStretch(process, standing(step.after()), at);
    } else if (event instanceof TraceEvent.NodeChanged changed) {
      switch (changed.change()) {
        case CRASHED, STOPPED, PAUSED -> newStretch(process, TextOf.word(changed.change()), at);
        case STARTED, RESTARTED, RESUMED -> endStretch(process, at);
        case REFORMATTED, READ_ONLY, WRITABLE, SLOW, FAST, DEAF, HEARING, MUTE, HEARD -> {}
        case INTERMITTENT, STEADY -> {}
      }
    } else if (event instanceof TraceEvent.Invoked) {
      newStretch(process, "waits for its answer", at);
    } else if (event instanceof TraceEvent.Returned) {
      endStretch(process, at);
    }
  }

  private static String standing(Standing standing) {
    return "%s, view %d%s"
        .formatted(
            TextOf.word(standing.status()),
            standing.view(),
            standing.isPrimary() ? ", primary" : "");
  }

  private void newStretch(int process, String name, double at) throws IOException {
    Stretch now = stretches.get(process);
    if (now == null || !now.name().equals(name)) {
      endStretch(process, at);
      double since = now == null ? at : Math.max(at, after(now.since()));
      stretches.put(process, new Stretch(name, since));
    }
  }

  /** Of a stretch that is shorter than a microsecond nothing can be drawn but a microsecond. */
  private void endStretch(int process, double at) throws IOException {
    Stretch stretch = stretches.get(process);
    if (stretch == null || stretch.name().isEmpty()) {
      return;
    }
    double length = Math.max(1, at - stretch.since());
    begin("X", stretch.name(), "standing", stretch.since(), process, STANDING);
    json.writeNumberField("dur", length);
    json.writeEndObject();
    stretches.put(process, new Stretch("", stretch.since() + length - 1));
  }
}
