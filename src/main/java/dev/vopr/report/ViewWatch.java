package dev.vopr.report;

import dev.vopr.trace.LogCell;
import dev.vopr.trace.Standing;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Looks at how replicas take over the log of a view, and how primaries start one. */
final class ViewWatch implements Breaches.Watch {
  @Override
  public void look(TraceRecord record, Scene scene, List<Breach> found) {
    if (!(record.event() instanceof TraceEvent.Stepped step)
        || step.before().status() == Status.OPENING
        || step.after().status() != Status.NORMAL
        || step.after().view() == 0
        || step.after().view() != step.after().lastNormalView()) {
      return;
    }
    Standing before = step.before();
    boolean isNew =
        before.status() != Status.NORMAL
            || before.lastNormalView() != step.after().lastNormalView();
    if (!isNew) {
      return;
    }
    if (step.after().isPrimary()) {
      start(record, step, scene).ifPresent(found::add);
    } else {
      takeOver(record, step, scene).ifPresent(found::add);
    }
  }

  // ---- a primary starts a view ------------------------------------------------------------------

  private static Optional<Breach> start(TraceRecord record, TraceEvent.Stepped step, Scene scene) {
    Course course = scene.course(step.replica());
    long view = step.after().view();
    List<Course.Mail<Message.DoViewChange>> shown = shownInTime(record, step, course);
    TreeSet<Integer> senders = new TreeSet<>();
    shown.forEach(mail -> senders.add(mail.peer()));
    if (senders.size() + 1 < scene.quorum()) {
      String whose =
          shown.isEmpty()
              ? "no other replica has shown it its log for this view"
              : "the only other %s for it %s from %s"
                  .formatted(
                      shown.size() == 1 ? "DoViewChange" : shown.size() + " DoViewChanges",
                      shown.size() == 1 ? "is" : "are",
                      Figures.list(senders.stream().map(Nodes::name).toList()));
      return Optional.of(
          Breach.of(
              Breach.Kind.VIEW,
              record,
              step.replica(),
              "starts view %d, but %s%s; with its own it takes %d (rule V3)"
                  .formatted(view, whose, others(course, view), scene.quorum()),
              shown.stream().map(mail -> mail.record().ordinal()).toList()));
    }
    boolean isTrusted = scene.trace().header().compromised().isEmpty();
    return isTrusted ? chosen(record, step, scene) : Optional.empty();
  }

  /** Returns the DoViewChanges of others for this view that came before the log was chosen. */
  private static List<Course.Mail<Message.DoViewChange>> shownInTime(
      TraceRecord record, TraceEvent.Stepped step, Course course) {
    // It was chosen before the last normal view was written, if it was not in this step.
    boolean isChosen = step.before().lastNormalView() == step.after().view();
    long last = isChosen ? course.viewSince() : record.ordinal();
    return course.shown().stream()
        .filter(mail -> mail.message().view() == step.after().view())
        .filter(mail -> mail.peer() != step.replica())
        .filter(mail -> mail.record().ordinal() <= last)
        .toList();
  }

  private static String others(Course course, long view) {
    TreeSet<String> others = new TreeSet<>();
    for (Course.Mail<Message.DoViewChange> mail : course.shown()) {
      if (mail.message().view() != view) {
        others.add("%s (view %d)".formatted(Nodes.name(mail.peer()), mail.message().view()));
      }
    }
    return others.isEmpty() ? "" : "; others came from " + String.join(", ", others);
  }

  private static Optional<Breach> chosen(TraceRecord record, TraceEvent.Stepped step, Scene scene) {
    Course course = scene.course(step.replica());
    long view = step.after().view();
    Optional<Course.OwnLog> own = course.own().filter(log -> log.view() == view);
    if (own.isEmpty()) {
      return Optional.empty();
    }
    ChosenLog chosen = new ChosenLog(step, course, own.get(), scene.trace().header().members());
    List<Course.Mail<Message.DoViewChange>> shown = new ArrayList<>();
    Optional<String> wrong = Optional.empty();
    List<Long> events = new ArrayList<>();
    for (Course.Mail<Message.DoViewChange> mail : shownInTime(record, step, course)) {
      // The last one of a replica counts.
      shown.removeIf(other -> other.peer() == mail.peer());
      shown.add(mail);
      events.add(mail.record().ordinal());
      if (shown.size() + 1 >= scene.quorum()) {
        wrong = chosen.wrong(shown);
        // It may have chosen as soon as a quorum had shown its logs, or any time later.
        if (wrong.isEmpty()) {
          return Optional.empty();
        }
      }
    }
    return wrong.map(
        sentence -> Breach.of(Breach.Kind.VIEW, record, step.replica(), sentence, events));
  }

  // ---- a backup takes over a view ---------------------------------------------------------------

  private static Optional<Breach> takeOver(
      TraceRecord record, TraceEvent.Stepped step, Scene scene) {
    Course course = scene.course(step.replica());
    long view = step.after().view();
    List<Course.Mail<Message>> starts = course.starts(view);
    if (starts.isEmpty()) {
      return Optional.of(
          Breach.of(
              Breach.Kind.VIEW,
              record,
              step.replica(),
              ("takes its log, up to op %d, for that of view %d %s, though no StartView of this"
                      + " view has reached it (rules N5, S2)")
                  .formatted(step.after().op(), view, Breaches.when(scene, course)),
              List.of()));
    }
    int primary = (int) (view % scene.trace().header().members());
    if (starts.stream().noneMatch(it -> it.peer() == primary || course.hasAsked(it.peer()))) {
      return Optional.of(
          Breach.of(
              Breach.Kind.VIEW,
              record,
              step.replica(),
              "takes over view %d %s, which is neither its primary, %s, nor was asked (rule V6)"
                  .formatted(view, Breaches.when(scene, course), Nodes.name(primary)),
              List.of()));
    }
    Optional<String> wrong = Optional.empty();
    for (Course.Mail<Message> start : starts) {
      Optional<LogTail> tail = Scene.tail(start.message());
      wrong = tail.flatMap(it -> difference(step, course, it, start));
      if (tail.isPresent() && wrong.isEmpty()) {
        return Optional.empty();
      }
    }
    List<Long> events = starts.stream().map(start -> start.record().ordinal()).toList();
    return wrong.map(
        sentence -> Breach.of(Breach.Kind.LOG, record, step.replica(), sentence, events));
  }

  /** Returns in what the log is not the one that was brought. */
  private static Optional<String> difference(
      TraceEvent.Stepped step, Course course, LogTail tail, Course.Mail<Message> start) {
    TreeMap<Long, Long> changed = new TreeMap<>();
    step.log().forEach((LogCell cell) -> changed.put(cell.op(), cell.checksum()));
    String from =
        "the %s of %s".formatted(start.message().kind().paperName(), Nodes.name(start.peer()));
    long view = step.after().view();
    for (long op = Math.max(tail.base(), step.after().base()) + 1;
        op <= Math.min(tail.op(), step.after().op());
        op++) {
      long wanted = tail.headerAt(op).checksum();
      long place = op;
      long held =
          changed.getOrDefault(op, course.at(place).map(Course.Place::checksum).orElse(wanted));
      if (held != wanted) {
        return Optional.of(
            "takes over view %d by %s, which has %s at op %d, but %s %s there (rule V6)"
                .formatted(
                    view,
                    from,
                    Origins.entry(wanted),
                    op,
                    changed.containsKey(op) ? "puts" : "keeps its own",
                    Origins.entry(held)));
      }
    }
    long end = Math.max(tail.op(), step.after().base());
    boolean isKept = step.after().op() > end && !changed.containsKey(end + 1);
    return isKept
        ? Optional.of(
            "takes over view %d by %s, whose log ends at op %d, but keeps its own up to op %d (rule V6)"
                .formatted(view, from, tail.op(), step.after().op()))
        : Optional.empty();
  }
}
