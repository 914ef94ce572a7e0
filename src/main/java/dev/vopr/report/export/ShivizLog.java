package dev.vopr.report.export;

import dev.vopr.report.EventWords;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.message.Nodes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs as a log for ShiViz, which draws them with what happened before what. Two runs make it show
 * their difference.
 *
 * <p>The first line is the expression by which ShiViz reads an event, the second the one that parts
 * runs. An event is two lines: its host, its vector clock as a JSON object and its number; and the
 * event in words. Events without words are left out, because a picture of thousands of alarms shows
 * nothing.
 */
public final class ShivizLog {
  private static final String EVENT =
      "(?<host>\\S+) (?<clock>\\{.*\\}) (?<number>\\d+)\\n(?<event>.*)";
  private static final String DELIMITER = "^=== (?<trace>.*) ===$";

  /** Where what happens to no node in particular is told. */
  private static final String WORLD = "world";

  private final Appendable out;
  private final EventWords words;
  private final Map<String, TreeMap<String, Long>> clocks = new TreeMap<>();

  /** What the sender of each packet knew. */
  private final Map<Long, Map<String, Long>> packets = new TreeMap<>();

  private ShivizLog(Appendable out, EventWords words) {
    this.out = out;
    this.words = words;
  }

  /** Writes one run or several; each is named by its verdict and seed. */
  public static void write(Appendable out, List<Trace> traces) throws IOException {
    out.append(EVENT).append('\n').append(DELIMITER).append('\n');
    int number = 0;
    for (Trace trace : traces) {
      number++;
      out.append(
          "=== %d: %s, seed %d, %s ===\n"
              .formatted(
                  number,
                  trace.header().scenario(),
                  trace.header().seed(),
                  trace.header().verdict()));
      ShivizLog log = new ShivizLog(out, new EventWords(trace.header()));
      for (TraceRecord record : trace.records()) {
        log.add(record);
      }
    }
  }

  private void add(TraceRecord record) throws IOException {
    String text = words.told(record);
    TraceEvent event = record.event();
    if (event instanceof TraceEvent.Duplicated duplicated) {
      Optional.ofNullable(packets.get(duplicated.packet()))
          .ifPresent(known -> packets.put(duplicated.copy(), known));
    }
    if (text.isEmpty()) {
      return;
    }
    String host = host(event);
    TreeMap<String, Long> clock = clocks.computeIfAbsent(host, it -> new TreeMap<>());
    clock.merge(host, 1L, Long::sum);
    if (event instanceof TraceEvent.Delivered delivered) {
      Map<String, Long> known = packets.getOrDefault(delivered.packet(), Map.of());
      known.forEach((other, count) -> clock.merge(other, count, Math::max));
    } else if (event instanceof TraceEvent.Sent sent) {
      packets.put(sent.packet(), new TreeMap<>(clock));
    } else if (event instanceof TraceEvent.Mutated mutated) {
      packets.put(mutated.packet(), new TreeMap<>(clock));
    }
    out.append("%s %s %d\n%s\n".formatted(host, json(clock), record.ordinal(), text));
  }

  private static String host(TraceEvent event) {
    int node = event.accept(new EventRow.Maker(frame -> 0)).node();
    return node < 0 ? WORLD : Nodes.name(node);
  }

  private static String json(Map<String, Long> clock) {
    StringBuilder json = new StringBuilder("{");
    clock.forEach(
        (host, count) ->
            json.append(json.length() > 1 ? "," : "")
                .append('"')
                .append(host)
                .append("\":")
                .append(count));
    return json.append('}').toString();
  }
}
