package dev.vopr.report;

import dev.vopr.trace.LogCell;
import dev.vopr.trace.Standing;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the entries came from that different replicas hold at one place of their logs: who put each
 * into the log first, and how it came to those that the violation is about.
 */
final class Origins {
  private static final int MOST = 3;

  /** How an entry came to a replica. */
  private record Arrival(int replica, TraceRecord step, String how, boolean isFromDisk) {}

  private final Scene scene;
  private final long op;
  private final Map<Long, List<Arrival>> arrivals = new LinkedHashMap<>();

  private Origins(Trace trace, long op) {
    this.op = op;
    this.scene = new Scene(trace);
  }

  /** Returns {@code entry 1a2b}. */
  static String entry(long checksum) {
    return checksum == 0 ? "nothing" : "entry %04x".formatted(checksum >>> 48);
  }

  /** What is told of the entries, and the events that it is about. */
  record Told(List<String> sentences, List<Long> events) {}

  /** Returns a sentence for each entry, if there are two or more at the place of the violation. */
  static Told of(Trace trace) {
    Optional<TraceEvent.Violated> violated =
        trace.violation().map(record -> (TraceEvent.Violated) record.event());
    boolean isAbout = violated.map(it -> it.op() > 0).orElse(false);
    if (!isAbout || trace.first() != 1) {
      return new Told(List.of(), List.of());
    }
    Origins origins = new Origins(trace, violated.get().op());
    for (TraceRecord record : trace.records()) {
      origins.scene.before(record);
      if (record.event() instanceof TraceEvent.Stepped step) {
        origins.take(record, step);
      }
      origins.scene.after(record);
    }
    return origins.told(violated.get().replicas());
  }

  private void take(TraceRecord record, TraceEvent.Stepped step) {
    for (LogCell cell : step.log()) {
      if (cell.op() == op) {
        arrivals
            .computeIfAbsent(cell.checksum(), it -> new ArrayList<>())
            .add(
                new Arrival(
                    step.replica(), record, how(step), step.before().status() == Status.OPENING));
      }
    }
  }

  private String how(TraceEvent.Stepped step) {
    Standing before = step.before();
    if (before.status() == Status.OPENING) {
      return "finds it on its disk";
    }
    Optional<Course.Mail<Message>> mail = scene.course(step.replica()).mail();
    return mail.map(it -> "has it by %s".formatted(whose(it))).orElse("has it");
  }

  private String whose(Course.Mail<Message> mail) {
    return "the %s of %s%s"
        .formatted(
            mail.message().kind().paperName(),
            Nodes.name(mail.peer()),
            scene.isLie(mail.record()) ? ", a lie," : "");
  }

  private Told told(List<Integer> concerned) {
    Set<Long> last = new TreeSet<>();
    for (int replica : concerned) {
      arrivals.forEach(
          (checksum, all) -> {
            if (all.stream().anyMatch(it -> it.replica() == replica)) {
              last.add(checksum);
            }
          });
    }
    boolean isConflict = last.size() > 1 || (last.size() == 1 && arrivals.size() > 1);
    List<String> sentences = new ArrayList<>();
    List<Long> events = new ArrayList<>();
    if (isConflict) {
      arrivals.forEach(
          (checksum, all) -> {
            if (sentences.size() < MOST) {
              sentences.add(sentence(checksum, all, concerned, events));
            }
          });
    }
    return new Told(sentences, events);
  }

  private String sentence(
      long checksum, List<Arrival> all, List<Integer> concerned, List<Long> events) {
    Arrival first = all.get(0);
    events.add(first.step().ordinal());
    StringBuilder text = new StringBuilder();
    text.append("%s at op %d%s: ".formatted(entry(checksum), op, content(checksum)));
    TraceEvent.Stepped step = (TraceEvent.Stepped) first.step().event();
    text.append(
        step.after().isPrimary() && step.before().isPrimary()
            ? "put into the log by %s, the primary of view %d, at %s"
                .formatted(
                    Nodes.name(first.replica()), step.after().view(), Breaches.at(first.step()))
            : "%s %s at %s"
                .formatted(Nodes.name(first.replica()), first.how(), Breaches.at(first.step())));
    for (int replica : concerned) {
      Optional<Arrival> last = last(all, replica);
      if (last.isPresent() && last.get().step().ordinal() != first.step().ordinal()) {
        events.add(last.get().step().ordinal());
        text.append(
            "; %s %s at %s"
                .formatted(Nodes.name(replica), last.get().how(), Breaches.at(last.get().step())));
      }
    }
    return text.toString();
  }

  /** Returns how an entry came to a replica the last time, other than from its own disk. */
  private static Optional<Arrival> last(List<Arrival> all, int replica) {
    List<Arrival> own = all.stream().filter(it -> it.replica() == replica).toList();
    return own.stream()
        .filter(it -> !it.isFromDisk())
        .reduce((one, other) -> other)
        .or(() -> own.stream().findFirst());
  }

  private String content(long checksum) {
    Optional<Entry> entry = scene.entry(checksum);
    return entry
        .map(
            it ->
                it.request() == 0
                    ? " (%s opens a session)".formatted(Nodes.name(it.client()))
                    : " (%s: %s)"
                        .formatted(Nodes.name(it.client()), MessageText.operation(it.operation())))
        .orElse("");
  }
}
