package dev.vopr.report;

import dev.vopr.check.witness.Witness;
import dev.vopr.trace.LogCell;
import dev.vopr.trace.Standing;
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

  /** These are about what clients saw, and not about what is in which log. */
  private static final List<String> OF_CLIENTS = Witness.names();

  private final Optional<TraceEvent.Violated> violated;

  /** Creates it for the place that the violation of the scene's run is about, if it has one. */
  Origins(Scene scene) {
    this.scene = scene;
    this.violated =
        scene
            .trace()
            .violation()
            .map(record -> (TraceEvent.Violated) record.event())
            .filter(it -> it.op() > 0 && !OF_CLIENTS.contains(it.invariant()));
    this.op = violated.map(TraceEvent.Violated::op).orElse(0L);
  }

  /** Returns {@code entry 1a2b}. */
  static String entry(long checksum) {
    return checksum == 0 ? "nothing" : "entry %04x".formatted(checksum >>> 48);
  }

  /** Looks at an event, between what the scene takes before and after it. */
  void look(TraceRecord record) {
    if (violated.isPresent() && record.event() instanceof TraceEvent.Stepped step) {
      take(record, step);
    }
  }

  /** Returns a sentence for each entry, if there are two or more at the place of the violation. */
  List<Finding> told() {
    return violated.map(it -> told(it.replicas())).orElse(List.of());
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

  private List<Finding> told(List<Integer> concerned) {
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
    List<Finding> told = new ArrayList<>();
    if (isConflict) {
      arrivals.forEach(
          (checksum, all) -> {
            if (told.size() < MOST) {
              told.add(finding(checksum, all, concerned));
            }
          });
    }
    return told;
  }

  private Finding finding(long checksum, List<Arrival> all, List<Integer> concerned) {
    Arrival first = all.get(0);
    List<Long> events = new ArrayList<>(List.of(first.step().ordinal()));
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
    return Finding.of(Finding.Topic.ENTRIES, first.replica(), text.toString(), events);
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
