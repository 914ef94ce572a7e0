package dev.vopr.report;

import dev.vopr.trace.LogCell;
import dev.vopr.trace.Standing;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import java.util.Optional;

/** Looks at what replicas do to their logs. */
final class LogWatch implements Breaches.Watch {
  @Override
  public void look(TraceRecord record, Scene scene, List<Breach> found) {
    if (!(record.event() instanceof TraceEvent.Stepped step)
        || step.before().status() == Status.OPENING) {
      return;
    }
    place(record, step, scene).ifPresent(found::add);
    old(record, step, scene).ifPresent(found::add);
    cut(record, step, scene).ifPresent(found::add);
    fall(record, step, scene).ifPresent(found::add);
  }

  /** An entry goes where it was made for, behind the entry that it was made to follow. */
  private static Optional<Breach> place(TraceRecord record, TraceEvent.Stepped step, Scene scene) {
    Course course = scene.course(step.replica());
    for (LogCell cell : step.log()) {
      if (isMadeUp(step, course, cell)) {
        return Optional.of(madeUp(record, step, scene, cell));
      }
      Optional<Header> header = scene.header(cell.checksum());
      if (header.isEmpty()) {
        continue;
      }
      if (header.get().op() != cell.op()) {
        return Optional.of(
            Breach.of(
                Breach.Kind.WRONG_PLACE,
                record,
                step.replica(),
                "puts the entry that was made for op %d into its log as op %d, %s (rule N2)"
                    .formatted(header.get().op(), cell.op(), Breaches.when(scene, course)),
                List.of()));
      }
      long before = before(step, course, cell.op() - 1);
      if (before != 0 && header.get().parent() != before) {
        return Optional.of(unlinked(record, step, scene, cell, header.get()));
      }
    }
    return Optional.empty();
  }

  /** A backup has all its entries from others. */
  private static boolean isMadeUp(TraceEvent.Stepped step, Course course, LogCell cell) {
    boolean isByMail =
        course
            .mail()
            .map(mail -> mail.message().kind())
            .map(kind -> kind == MessageKind.PREPARE || kind == MessageKind.ENTRIES)
            .orElse(false);
    return isByMail
        && !step.before().isPrimary()
        && !step.after().isPrimary()
        && !course.isKnown(cell.checksum());
  }

  private static Breach madeUp(
      TraceRecord record, TraceEvent.Stepped step, Scene scene, LogCell cell) {
    return Breach.of(
        Breach.Kind.WRONG_PLACE,
        record,
        step.replica(),
        "puts %s into its log as op %d %s, though no message has brought it that entry (rule N2)"
            .formatted(
                Origins.entry(cell.checksum()),
                cell.op(),
                Breaches.when(scene, scene.course(step.replica()))),
        List.of());
  }

  private static Breach unlinked(
      TraceRecord record, TraceEvent.Stepped step, Scene scene, LogCell cell, Header header) {
    Course course = scene.course(step.replica());
    long op = cell.op() - 1;
    boolean isOld = step.log().stream().noneMatch(other -> other.op() == op);
    String whose = isOld ? "the op %d that it holds already".formatted(op) : "op " + op;
    List<Long> events =
        isOld ? course.at(op).map(Course.Place::since).map(List::of).orElse(List.of()) : List.of();
    return Breach.of(
        Breach.Kind.WRONG_PLACE,
        record,
        step.replica(),
        "puts op %d, which was made to follow %s, behind %s: %s, %s (rule N2)"
            .formatted(
                cell.op(),
                Origins.entry(header.parent()),
                whose,
                Origins.entry(before(step, course, op)),
                Breaches.when(scene, course)),
        events);
  }

  /** Returns the checksum at {@code op} after the step, 0 if it is not known. */
  private static long before(TraceEvent.Stepped step, Course course, long op) {
    if (op <= step.after().base()) {
      return 0;
    }
    for (LogCell cell : step.log()) {
      if (cell.op() == op) {
        return cell.checksum();
      }
    }
    return course.at(op).map(Course.Place::checksum).orElse(0L);
  }

  /** Only Prepares of the view that a replica is in, and in which it is normal, are followed. */
  private static Optional<Breach> old(TraceRecord record, TraceEvent.Stepped step, Scene scene) {
    Course course = scene.course(step.replica());
    Standing before = step.before();
    boolean isOther = before.status() == Status.VIEW_CHANGE || before.status() == Status.NORMAL;
    if (!isOther || step.log().isEmpty() || course.mail().isEmpty()) {
      return Optional.empty();
    }
    if (!(course.mail().get().message() instanceof Message.Prepare prepare)) {
      return Optional.empty();
    }
    boolean isTaken =
        prepare.entries().stream()
            .anyMatch(
                entry -> step.log().stream().anyMatch(cell -> cell.checksum() == entry.checksum()));
    boolean isPassed =
        prepare.view() < before.view()
            || (prepare.view() == before.view() && before.status() == Status.VIEW_CHANGE);
    return isTaken && isPassed && step.after().view() == before.view()
        ? Optional.of(
            Breach.of(
                Breach.Kind.LOG,
                record,
                step.replica(),
                "takes op %d from a Prepare of view %d, though it is %s view %d since %s (rule N5)"
                    .formatted(
                        step.log().get(0).op(),
                        prepare.view(),
                        before.status() == Status.VIEW_CHANGE ? "on its way to" : "in",
                        before.view(),
                        scene.instant(course.viewSince())),
                List.of(course.viewSince())))
        : Optional.empty();
  }

  /** Within a view a log only grows; and it is cut only by who brings the log of another view. */
  private static Optional<Breach> cut(TraceRecord record, TraceEvent.Stepped step, Scene scene) {
    Course course = scene.course(step.replica());
    Standing before = step.before();
    Standing after = step.after();
    boolean isSameLog =
        before.status() == Status.NORMAL && after.lastNormalView() == before.lastNormalView();
    // A checkpoint may end what a liar put into the log above it.
    boolean isCheckpoint =
        course.mail().filter(it -> it.message() instanceof Message.NewState).isPresent();
    if (isCheckpoint || (!isSameLog && !bringsNoLog(course))) {
      return Optional.empty();
    }
    long end = Math.min(before.op(), after.op());
    for (LogCell cell : step.log()) {
      boolean isReplaced =
          course.at(cell.op()).map(place -> place.checksum() != cell.checksum()).orElse(false);
      end = isReplaced ? Math.min(end, cell.op() - 1) : end;
    }
    if (end >= before.op()) {
      return Optional.empty();
    }
    String why = isSameLog ? "within view " + before.lastNormalView() : "which brings no other log";
    return Optional.of(
        Breach.of(
            Breach.Kind.LOG,
            record,
            step.replica(),
            "gives up what its log has above op %d, of %d, %s, %s%s (rules N2, S2)"
                .formatted(
                    end,
                    before.op(),
                    Breaches.when(scene, course),
                    why,
                    promised(course, before.lastNormalView(), end)),
            course.promise().map(mail -> List.of(mail.record().ordinal())).orElse(List.of())));
  }

  private static String promised(Course course, long view, long op) {
    return course
        .promise()
        .filter(mail -> mail.message().view() == view && mail.message().op() > op)
        .map(
            mail ->
                ", though it had acknowledged op %d to %s at %s"
                    .formatted(
                        mail.message().op(), Nodes.name(mail.peer()), Breaches.at(mail.record())))
        .orElse("");
  }

  private static boolean bringsNoLog(Course course) {
    return course
        .mail()
        .map(
            mail ->
                switch (mail.message().kind()) {
                  case PREPARE, COMMIT, PING, PONG, REQUEST, PREPARE_OK -> true;
                  case GET_ENTRIES, GET_VIEW, GET_STATE, RECOVERY, REPLY, EVICTED -> true;
                  case ENTRIES, START_VIEW_CHANGE, DO_VIEW_CHANGE, START_VIEW -> false;
                  case NEW_STATE, RECOVERY_RESPONSE -> false;
                })
        .orElse(false);
  }

  /** These numbers only rise in a life (rules N4, V6). */
  private static Optional<Breach> fall(TraceRecord record, TraceEvent.Stepped step, Scene scene) {
    Standing before = step.before();
    Standing after = step.after();
    if (after.view() < before.view()) {
      return falls(record, step, scene, "view", before.view(), after.view());
    }
    if (after.lastNormalView() < before.lastNormalView()) {
      return falls(
          record, step, scene, "last normal view", before.lastNormalView(), after.lastNormalView());
    }
    if (after.commit() < before.commit()) {
      return falls(record, step, scene, "commit-number", before.commit(), after.commit());
    }
    return after.executed() < before.executed()
        ? falls(record, step, scene, "last executed op", before.executed(), after.executed())
        : Optional.empty();
  }

  private static Optional<Breach> falls(
      TraceRecord record,
      TraceEvent.Stepped step,
      Scene scene,
      String what,
      long before,
      long after) {
    Course course = scene.course(step.replica());
    return Optional.of(
        Breach.of(
            Breach.Kind.FALL,
            record,
            step.replica(),
            "lets its %s fall from %d to %d %s"
                .formatted(what, before, after, Breaches.when(scene, course)),
            List.of(course.viewSince())));
  }
}
