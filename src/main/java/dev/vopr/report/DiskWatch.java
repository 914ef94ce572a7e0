package dev.vopr.report;

import dev.vopr.trace.Standing;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import java.util.Optional;

/** Looks at whether a replica that starts again finds on its disk what it had acknowledged. */
final class DiskWatch implements Breaches.Watch {
  @Override
  public void look(TraceRecord record, Scene scene, List<Breach> found) {
    if (!(record.event() instanceof TraceEvent.Stepped step)
        || step.before().status() != Status.OPENING
        || step.after().status() == Status.OPENING
        || step.after().status() == Status.RECOVERING) {
      return;
    }
    Course course = scene.course(step.replica());
    Optional<Breach> breach =
        promise(record, step, course)
            .or(() -> told(record, step, course))
            .or(() -> view(record, step, course));
    breach.ifPresent(found::add);
  }

  private static Optional<Breach> promise(
      TraceRecord record, TraceEvent.Stepped step, Course course) {
    Optional<Course.Mail<Message.PrepareOk>> promise = course.promise();
    if (promise.isEmpty()) {
      return Optional.empty();
    }
    Message.PrepareOk ok = promise.get().message();
    Standing after = step.after();
    boolean isOlder = after.lastNormalView() < ok.view();
    boolean isShorter = after.lastNormalView() == ok.view() && after.op() < ok.op();
    if (!isOlder && !isShorter) {
      return Optional.empty();
    }
    String what =
        ("trusts its disk, which brings back the log of view %d up to op %d, but it had"
                + " acknowledged op %d of view %d to %s at %s%s (rule D3)")
            .formatted(
                after.lastNormalView(),
                after.op(),
                ok.op(),
                ok.view(),
                Nodes.name(promise.get().peer()),
                Breaches.at(promise.get().record()),
                faults(course, promise.get().record()));
    return Optional.of(
        Breach.of(
            Breach.Kind.FORGOTTEN,
            record,
            step.replica(),
            what,
            List.of(promise.get().record().ordinal())));
  }

  /** Who has shown its log for a view does not go back behind it. */
  private static Optional<Breach> told(TraceRecord record, TraceEvent.Stepped step, Course course) {
    return course
        .lastTold()
        .filter(mail -> mail.message().view() > step.after().view())
        .map(
            mail ->
                Breach.of(
                    Breach.Kind.FORGOTTEN,
                    record,
                    step.replica(),
                    ("trusts its disk and starts again in view %d, but it had shown %s its log for"
                            + " view %d at %s%s (rule V2)")
                        .formatted(
                            step.after().view(),
                            Nodes.name(mail.peer()),
                            mail.message().view(),
                            Breaches.at(mail.record()),
                            faults(course, mail.record())),
                    List.of(mail.record().ordinal())));
  }

  /** A view that was written is not forgotten. */
  private static Optional<Breach> view(TraceRecord record, TraceEvent.Stepped step, Course course) {
    Standing after = step.after();
    Optional<Standing> before =
        course
            .lastWords()
            .filter(Course.LastWords::isViewWritten)
            .map(Course.LastWords::standing)
            .filter(it -> it.view() > after.view() || it.lastNormalView() > after.lastNormalView());
    if (before.isEmpty()) {
      return Optional.empty();
    }
    String what =
        ("trusts its disk and starts again in view %d, with the log of view %d, but it was in"
                + " view %d with the log of view %d, and had written since, when it went down at"
                + " %s%s (rule V2)")
            .formatted(
                after.view(),
                after.lastNormalView(),
                before.get().view(),
                before.get().lastNormalView(),
                course.crash().map(Breaches::at).orElseThrow(),
                course.crash().map(crash -> faults(course, crash)).orElseThrow());
    return Optional.of(
        Breach.of(
            Breach.Kind.FORGOTTEN,
            record,
            step.replica(),
            what,
            List.of(course.crash().orElseThrow().ordinal())));
  }

  private static String faults(Course course, TraceRecord since) {
    String faults =
        DiskFaults.kinds(
            course.diskFaults().stream()
                .filter(struck -> struck.nanos() >= since.event().nanos())
                .toList());
    return faults.isEmpty()
        ? "; no fault has struck its disk since"
        : "; what has struck its disk since: " + faults;
  }
}
