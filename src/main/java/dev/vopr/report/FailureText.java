package dev.vopr.report;

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

  private static final String LEGEND =
      "       at the end of each row the log: op-number, and the entry by its checksum's first digits";

  private static final int MAX_STORY = 15;

  /** The empty line and the title above the story. */
  private static final int STORY_HEAD = 2;

  private static final int MAX_FAULTS = 4;
  private static final int MAX_NECESSARY = 6;

  private FailureText() {}

  /** As below, of a run that was not minimised. */
  public static List<String> lines(Trace trace, String place) {
    return lines(FailedRun.of(trace), place);
  }

  /**
   * Returns the lines of the report.
   *
   * @param place what `vopr replay` is told to make the run again, such as its directory
   */
  public static List<String> lines(FailedRun run, String place) {
    Trace trace = run.told();
    Evidence evidence = Evidence.of(trace);
    List<TraceRecord> past = Past.of(trace, evidence.events());
    List<String> head = head(trace, evidence);
    List<String> tail = new ArrayList<>();
    addFaults(tail, run, past);
    addCommands(tail, run, place);
    List<String> lines = new ArrayList<>(head);
    int room = MAX_LINES - head.size() - tail.size() - STORY_HEAD;
    addStory(lines, run, story(trace, past, evidence, room));
    lines.addAll(tail);
    return lines;
  }

  private static List<String> head(Trace trace, Evidence evidence) {
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
    lines.addAll(evidence.lines());
    lines.add("");
    List<String> rows =
        ClusterState.at(trace, header.events()).rows(violated.map(it -> it.op()).orElse(0L));
    lines.addAll(rows.subList(0, Math.min(MAX_ROWS, rows.size())));
    lines.add(LEGEND);
    return lines;
  }

  private static void addCommands(List<String> lines, FailedRun run, String place) {
    lines.add("");
    lines.add("  again       " + command("replay " + place));
    lines.add("  by steps    " + command("replay " + place + " --step"));
    if (run.smaller().isPresent()) {
      lines.add("  in full     " + command("replay " + place + "/" + RunDirectory.ORIGINAL));
    }
    if (run.smaller().map(smaller -> !smaller.isComplete()).orElse(true)) {
      lines.add("  smaller     " + command("minimize " + planOf(place)));
    }
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

  private static List<String> story(
      Trace trace, List<TraceRecord> past, Evidence evidence, int room) {
    return Evidence.isStalled(trace)
        ? Standstill.lines(evidence.standstill(), room)
        : StoryText.of(trace, past, evidence.steps(trace), Math.min(MAX_STORY, room));
  }

  private static void addStory(List<String> lines, FailedRun run, List<String> story) {
    if (story.isEmpty() && run.smaller().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(
        (Evidence.isStalled(run.told()) ? "  how it stands, " : "  how it came, ") + size(run));
    lines.addAll(story);
  }

  /** Returns {@code 4,812 events → 96, 55 faults → 1, 61 runs, 2.3 s}. */
  private static String size(FailedRun run) {
    String events = Figures.count(run.original().header().events());
    return run.smaller()
        .map(
            smaller ->
                "%s events → %s, %s → %s, %s, %s"
                    .formatted(
                        events,
                        Figures.count(smaller.trace().header().events()),
                        Figures.counted(smaller.decisionsBefore(), "fault"),
                        Figures.count(smaller.decisions()),
                        Figures.counted(smaller.runs(), "run"),
                        Figures.duration(smaller.wallNanos())))
        .orElse("of " + events + " events");
  }

  private static void addFaults(List<String> lines, FailedRun run, List<TraceRecord> past) {
    Trace trace = run.told();
    List<Decision> all = decisions(trace.known());
    if (run.smaller().isPresent()) {
      addNecessary(lines, run.smaller().get(), all);
      return;
    }
    List<Decision> led = decisions(past);
    int struck = all.size();
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
    lines.addAll(FaultLines.of(led, trace.header().origins(), MAX_FAULTS));
  }

  private static void addNecessary(
      List<String> lines, FailedRun.Smaller smaller, List<Decision> all) {
    lines.add("");
    if (all.isEmpty()) {
      lines.add("  no fault is necessary");
      return;
    }
    String faults = Figures.counted(all.size(), "fault");
    String verb = all.size() == 1 ? "is" : "are";
    lines.add(
        smaller.isComplete()
            ? "  %s %s necessary".formatted(faults, verb)
            : "  %s %s left; a limit was reached, so fewer may do".formatted(faults, verb));
    lines.addAll(FaultLines.of(all, smaller.trace().header().origins(), MAX_NECESSARY));
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
