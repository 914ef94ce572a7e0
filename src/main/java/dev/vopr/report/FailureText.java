package dev.vopr.report;

import dev.vopr.config.PlanFile;
import dev.vopr.fault.Decision;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A failed run, so that a person understands it within a minute: {@value #MAX_LINES} lines. */
public final class FailureText {
  /** The longest report. */
  public static final int MAX_LINES = 45;

  private static final int MAX_ROWS = 9;
  private static final int MAX_STORY = 15;
  private static final int MAX_FAULTS = 4;

  private FailureText() {}

  /**
   * Returns the lines of the report.
   *
   * @param place what `vopr replay` is told to make the run again, such as its directory
   */
  public static List<String> lines(Trace trace, String place) {
    TraceHeader header = trace.header();
    Optional<TraceEvent.Violated> violated =
        trace.violation().map(record -> (TraceEvent.Violated) record.event());
    List<String> lines = new ArrayList<>();
    lines.add(headline(trace));
    String sentence = violated.map(TraceEvent.Violated::sentence).orElse(header.reason());
    lines.addAll(Paragraph.of("  ", sentence.replaceAll("\\s+", " "), 3));
    violated.ifPresent(
        it ->
            lines.addAll(
                Paragraph.of("  the rule    ", it.invariant() + ": " + header.source(), 2)));
    lines.add("");
    List<String> rows =
        ClusterState.at(trace, header.events()).rows(violated.map(it -> it.op()).orElse(0L));
    lines.addAll(rows.subList(0, Math.min(MAX_ROWS, rows.size())));
    List<TraceRecord> past = Past.of(trace);
    addStory(lines, trace, past);
    addFaults(lines, trace, past);
    lines.add("");
    lines.add("  again       " + command("replay " + place));
    lines.add("  by steps    " + command("replay " + place + " --step"));
    lines.add("  smaller     " + command("minimize " + planOf(place)));
    return lines;
  }

  /** A run directory holds the plan of its run; a seed or a plan stands for itself. */
  private static String planOf(String place) {
    boolean isDirectory = place.contains("/") && !place.contains(".conf");
    return isDirectory ? place + "/plan.conf" : place;
  }

  /** Returns {@code VIOLATION agreement · event 4,812 · 1.204 s · seed 42 · the scenario}. */
  static String headline(Trace trace) {
    TraceHeader header = trace.header();
    String what =
        trace
            .violation()
            .map(record -> " " + ((TraceEvent.Violated) record.event()).invariant())
            .orElse("");
    long nanos =
        trace.records().isEmpty()
            ? 0
            : trace.records().get(trace.records().size() - 1).event().nanos();
    return "%s%s · event %s · %s · seed %d · %s"
        .formatted(
            header.verdict(),
            what,
            Figures.count(header.events()),
            String.format(Locale.ROOT, "%.3f s", nanos / 1e9),
            header.seed(),
            header.scenario());
  }

  private static void addStory(List<String> lines, Trace trace, List<TraceRecord> past) {
    List<String> story = StoryText.of(trace, past, MAX_STORY);
    if (story.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("  how it came, of %s events".formatted(Figures.count(trace.header().events())));
    lines.addAll(story);
  }

  private static void addFaults(List<String> lines, Trace trace, List<TraceRecord> past) {
    List<Decision> led = decisions(past);
    int struck = decisions(trace.records()).size();
    if (struck == 0) {
      return;
    }
    lines.add("");
    String onTheWay =
        ", %s of them on the way to it"
            .formatted(led.isEmpty() ? "none" : Figures.count(led.size()));
    lines.add(
        "  %s struck%s"
            .formatted(Figures.counted(struck, "fault"), past.isEmpty() ? "" : onTheWay));
    int first = Math.max(0, led.size() - MAX_FAULTS);
    for (Decision decision : led.subList(first, led.size())) {
      lines.add("    " + PlanFile.line(decision));
    }
  }

  static List<Decision> decisions(List<TraceRecord> records) {
    List<Decision> decisions = new ArrayList<>();
    for (TraceRecord record : records) {
      if (record.event() instanceof TraceEvent.Struck struck) {
        decisions.add(struck.decision());
      }
    }
    return decisions;
  }

  private static String command(String arguments) {
    return "mvn exec:java -Dexec.args=\"%s\"".formatted(arguments);
  }
}
