package dev.vopr.report;

import dev.vopr.cluster.VsrSimulation;
import dev.vopr.trace.NodeChange;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A run as a drawing for a terminal: a line for each event, a column for each node, arrows for
 * messages. Messages are drawn where they arrive or are lost; signs of life are left out.
 */
public final class Timeline {
  /** The narrowest drawing, in columns. */
  public static final int NARROWEST = 80;

  private static final String CUT = " …";
  private static final char MESSAGE = '●';
  private static final char LIE = '◆';
  private static final char COPY = '○';

  /**
   * Which part of a run is drawn.
   *
   * @param from ordinal of the first event, from 1
   * @param to ordinal of the last event
   * @param around if there are too many lines, those around this ordinal are drawn
   * @param lines so many lines at most, from 1
   */
  public record Part(long from, long to, long around, int lines) {}

  /** A line, and the event that it is about. */
  private record Line(long ordinal, String text) {}

  private final int width;
  private final Lanes lanes;
  private final MessageCodec codec;
  private final TextOf words;

  /** What became of packets on their way: the sign at the tail of their arrow. */
  private final Set<Long> lies = new TreeSet<>();

  private final Set<Long> copies = new TreeSet<>();

  private Timeline(TraceHeader header, int width) {
    this.width = Math.max(NARROWEST, width);
    this.lanes = new Lanes(nodes(header));
    this.codec = VsrSimulation.codec(header.limits(), header.signatureBytes());
    this.words = new TextOf(header);
  }

  /**
   * Draws a part of a run.
   *
   * @param width columns of the terminal; fewer than {@link #NARROWEST} count as that
   */
  public static List<String> of(Trace trace, Part part, int width) {
    Timeline timeline = new Timeline(trace.header(), width);
    List<Line> lines = new ArrayList<>();
    for (TraceRecord record : trace.records()) {
      boolean isWanted = record.ordinal() >= part.from() && record.ordinal() <= part.to();
      String drawn = timeline.draw(record);
      if (isWanted && !drawn.isEmpty()) {
        lines.add(new Line(record.ordinal(), drawn));
      }
    }
    return timeline.page(lines, part);
  }

  private static List<Integer> nodes(TraceHeader header) {
    List<Integer> nodes = new ArrayList<>();
    for (int client = 0; client < header.clients(); client++) {
      nodes.add(Nodes.client(client));
    }
    for (int replica = 0; replica < header.replicas(); replica++) {
      nodes.add(replica);
    }
    return nodes;
  }

  private List<String> page(List<Line> lines, Part part) {
    int here = 0;
    while (here < lines.size() && lines.get(here).ordinal() < part.around()) {
      here++;
    }
    int last = Math.max(0, lines.size() - part.lines());
    int first = Math.min(last, Math.max(0, here - part.lines() / 2));
    int end = Math.min(lines.size(), first + part.lines());
    List<String> page = new ArrayList<>();
    page.add(("%7s  %12s  ".formatted("event", "time") + lanes.names()).stripTrailing());
    if (first > 0) {
      page.add(
          "%7s  %s before; --to %d shows them"
              .formatted("…", Figures.counted(first, "line"), lines.get(first).ordinal() - 1));
    }
    lines.subList(first, end).forEach(line -> page.add(line.text()));
    if (end < lines.size()) {
      page.add(
          "%7s  %s after; --from %d shows them"
              .formatted(
                  "…", Figures.counted(lines.size() - end, "line"), lines.get(end).ordinal()));
    }
    return page;
  }

  private String draw(TraceRecord record) {
    TraceEvent event = record.event();
    String text = words.apply(record);
    if (event instanceof TraceEvent.Delivered delivered) {
      return isSignOfLife(delivered.frame())
          ? ""
          : line(record, arrival(delivered), message(delivered.frame()));
    }
    if (event instanceof TraceEvent.Lost lost) {
      return line(record, lanes.arrow(lost.from(), lost.to(), tail(lost.packet()), true), text);
    }
    if (event instanceof TraceEvent.Mutated mutated) {
      lies.add(mutated.packet());
    } else if (event instanceof TraceEvent.Duplicated duplicated) {
      copies.add(duplicated.copy());
    }
    boolean isDrawn = !text.isEmpty() && !(event instanceof TraceEvent.Sent);
    return isDrawn ? line(record, place(event), text.replace("*** ", "")) : "";
  }

  private String arrival(TraceEvent.Delivered delivered) {
    return lanes.arrow(delivered.from(), delivered.to(), tail(delivered.packet()), false);
  }

  private char tail(long packet) {
    if (lies.contains(packet)) {
      return LIE;
    }
    return copies.contains(packet) ? COPY : MESSAGE;
  }

  private boolean isSignOfLife(Frame frame) {
    return frame.kindCode() == MessageKind.PING.code()
        || frame.kindCode() == MessageKind.PONG.code();
  }

  private String message(Frame frame) {
    return codec.decode(frame) instanceof Decoded.Accepted accepted
        ? accepted.message().accept(new MessageText())
        : "a frame that does not decode";
  }

  /** Where in the columns an event stands that is no message. */
  private String place(TraceEvent event) {
    if (event instanceof TraceEvent.Stepped step) {
      return lanes.at(step.replica(), '■');
    }
    if (event instanceof TraceEvent.NodeChanged changed) {
      return lanes.at(changed.node(), sign(changed.change()));
    }
    if (event instanceof TraceEvent.Rejected rejected) {
      return lanes.at(rejected.node(), '⊘');
    }
    return event instanceof TraceEvent.Mutated mutated
        ? lanes.at(mutated.from(), LIE)
        : placeOfOthers(event);
  }

  private String placeOfOthers(TraceEvent event) {
    if (event instanceof TraceEvent.Invoked invoked) {
      return lanes.at(invoked.client(), '?');
    }
    if (event instanceof TraceEvent.Returned returned) {
      return lanes.at(returned.client(), '!');
    }
    return event instanceof TraceEvent.Violated violated ? violation(violated) : lanes.nothing();
  }

  private String violation(TraceEvent.Violated violated) {
    return violated.replicas().size() == 2
        ? lanes.arrow(violated.replicas().get(0), violated.replicas().get(1), '✗', true)
        : lanes.nothing();
  }

  private static char sign(NodeChange change) {
    return switch (change) {
      case CRASHED, STOPPED, PAUSED -> '✗';
      case STARTED, RESTARTED, RESUMED -> '▲';
      case REFORMATTED, READ_ONLY, SLOW, DEAF, MUTE, INTERMITTENT -> '*';
      case WRITABLE, FAST, HEARING, HEARD, STEADY -> '+';
    };
  }

  private String line(TraceRecord record, String columns, String text) {
    String time = String.format(Locale.ROOT, "%.3f ms", record.event().nanos() / 1e6);
    String line = "%7d  %12s  %s%s".formatted(record.ordinal(), time, columns, text);
    return line.length() <= width
        ? line
        : line.substring(0, width - CUT.length()).stripTrailing() + CUT;
  }
}
