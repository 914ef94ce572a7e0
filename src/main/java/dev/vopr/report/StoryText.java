package dev.vopr.report;

import dev.vopr.cluster.VsrSimulation;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Draws the story of some events of a trace. */
final class StoryText {
  /** One line of the story: at a node, or from one to another. */
  private record Line(
      TraceRecord record,
      int from,
      int to,
      String text,
      String notes,
      boolean isLie,
      boolean isLost) {
    boolean isArrow() {
      return from != to;
    }

    int height() {
      return notes.isEmpty() ? 1 : 2;
    }
  }

  private final Trace trace;
  private final MessageCodec codec;
  private final TextOf words;

  private StoryText(Trace trace) {
    TraceHeader header = trace.header();
    this.trace = trace;
    this.codec = VsrSimulation.codec(header.limits(), header.signatureBytes());
    this.words = new TextOf(header);
  }

  /**
   * Returns the story of the events that led to the end of a run, a line with the nodes first.
   *
   * @param kept ordinals of the events that are left out last
   * @param maxLines so many lines at most, from 2; of more, the last ones, all lies and those kept
   */
  static List<String> of(Trace trace, List<TraceRecord> past, Set<Long> kept, int maxLines) {
    StoryText story = new StoryText(trace);
    List<Line> lines = new ArrayList<>();
    past.forEach(record -> story.line(record).ifPresent(lines::add));
    if (lines.isEmpty()) {
      return List.of();
    }
    thin(lines, kept, maxLines - 1);
    TreeSet<Integer> nodes = new TreeSet<>();
    for (Line line : lines) {
      nodes.add(line.from());
      nodes.add(line.to());
    }
    Lanes lanes = new Lanes(List.copyOf(nodes));
    List<String> drawn = new ArrayList<>();
    drawn.add(" ".repeat(18) + lanes.names().stripTrailing());
    for (Line line : lines) {
      drawn.add(
          Paragraph.cut(
              "%15s   %s %s"
                  .formatted(
                      Figures.instant(line.record().event().nanos()),
                      draw(lanes, line),
                      line.text())));
      if (!line.notes().isEmpty()) {
        drawn.add(Paragraph.cut(" ".repeat(18) + lanes.nothing() + " " + line.notes()));
      }
    }
    return drawn;
  }

  private static void thin(List<Line> lines, Set<Long> kept, int most) {
    for (int i = 0; height(lines) > most && i < lines.size(); ) {
      if (lines.get(i).isLie() || kept.contains(lines.get(i).record().ordinal())) {
        i++;
      } else {
        lines.remove(i);
      }
    }
    while (height(lines) > most) {
      lines.remove(0);
    }
  }

  private static int height(List<Line> lines) {
    return lines.stream().mapToInt(Line::height).sum();
  }

  private static String draw(Lanes lanes, Line line) {
    return line.isArrow()
        ? lanes.arrow(line.from(), line.to(), line.isLie() ? '◆' : '●', line.isLost())
        : lanes.at(line.from(), line.isLost() ? '✗' : '■');
  }

  private Optional<Line> line(TraceRecord record) {
    TraceEvent event = record.event();
    if (event instanceof TraceEvent.Delivered delivered) {
      return Optional.of(delivery(record, delivered));
    }
    String text = words.of(event);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (event instanceof TraceEvent.Stepped step) {
      return Optional.of(at(record, step.replica(), text, false));
    }
    return event instanceof TraceEvent.NodeChanged changed
        ? Optional.of(at(record, changed.node(), text, true))
        : Optional.empty();
  }

  private static Line at(TraceRecord record, int node, String text, boolean isEnd) {
    return new Line(record, node, node, text.replace("*** ", ""), "", false, isEnd);
  }

  private Line delivery(TraceRecord record, TraceEvent.Delivered delivered) {
    List<String> notes = new ArrayList<>();
    boolean isLie = false;
    for (TraceRecord before : trace.wayOf(record)) {
      TraceEvent event = before.event();
      if (event instanceof TraceEvent.Mutated mutated) {
        isLie = true;
        notes.add("[mutated by %s: %s]".formatted(Nodes.name(mutated.from()), mutated.what()));
      } else if (event instanceof TraceEvent.Mishap) {
        notes.add(mishap(event));
      }
    }
    return new Line(
        record,
        delivered.from(),
        delivered.to(),
        message(delivered.frame()),
        String.join(" ", notes),
        isLie,
        false);
  }

  private static String mishap(TraceEvent event) {
    return event instanceof TraceEvent.Disturbed disturbed
        ? "[" + disturbed.what() + "]"
        : "[a copy]";
  }

  private String message(Frame frame) {
    return codec.decode(frame) instanceof Decoded.Accepted accepted
        ? accepted.message().accept(new MessageText())
        : "a frame that does not decode";
  }
}
