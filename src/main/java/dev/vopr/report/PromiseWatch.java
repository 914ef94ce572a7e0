package dev.vopr.report;

import dev.vopr.trace.Standing;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import java.util.Optional;

/** Looks at whether what replicas say to others is so, and is on their disks (rules N3, V2). */
final class PromiseWatch implements Breaches.Watch {
  @Override
  public void look(TraceRecord record, Scene scene, List<Breach> found) {
    if (!(record.event() instanceof TraceEvent.Sent sent)) {
      return;
    }
    Course course = scene.course(sent.from());
    Optional<Message> message = scene.decode(sent.frame());
    if (message.isEmpty() || course.now().isEmpty() || message.get().sender() != sent.from()) {
      return;
    }
    if (message.get() instanceof Message.PrepareOk ok) {
      acknowledge(record, sent, ok, course).ifPresent(found::add);
    } else if (message.get() instanceof Message.DoViewChange shown) {
      show(record, sent, shown, course).ifPresent(found::add);
    } else if (message.get() instanceof Message.StartView start) {
      start(record, sent, start, course).ifPresent(found::add);
    }
  }

  private static Optional<Breach> acknowledge(
      TraceRecord record, TraceEvent.Sent sent, Message.PrepareOk ok, Course course) {
    Standing now = course.now().orElseThrow();
    String what =
        "acknowledges op %d of view %d to %s".formatted(ok.op(), ok.view(), Nodes.name(sent.to()));
    if (ok.view() != now.view() || now.status() != Status.NORMAL) {
      return breach(
          Breach.Kind.ACKNOWLEDGEMENT,
          record,
          sent,
          "%s, though it is %s view %d (rule N5)"
              .formatted(what, now.status() == Status.NORMAL ? "in" : "on its way to", now.view()),
          List.of(course.viewSince()));
    }
    if (ok.op() > now.op()) {
      return breach(
          Breach.Kind.ACKNOWLEDGEMENT,
          record,
          sent,
          "%s, though its log ends at op %d (rule N3)".formatted(what, now.op()),
          List.of());
    }
    if (!course.isViewWritten()) {
      return breach(
          Breach.Kind.ACKNOWLEDGEMENT,
          record,
          sent,
          "%s, though nothing is written yet since it came to be in that view (rule V2)"
              .formatted(what),
          List.of(course.viewSince()));
    }
    boolean isEntry = !course.isWritten(ok.op());
    if (!isEntry && course.isJumpWritten()) {
      return Optional.empty();
    }
    long since = isEntry ? course.at(ok.op()).orElseThrow().since() : course.jumpedAt();
    return breach(
        Breach.Kind.ACKNOWLEDGEMENT,
        record,
        sent,
        "%s, but %s since it took %s (rule N3)"
            .formatted(
                what,
                course
                    .failedWrite()
                    .map(
                        write ->
                            "its last write failed at %s, and none is done"
                                .formatted(Breaches.at(write)))
                    .orElse("none of its writes is done that began"),
                isEntry ? "it" : "the checkpoint up to op " + now.base()),
        List.of(since));
  }

  private static Optional<Breach> show(
      TraceRecord record, TraceEvent.Sent sent, Message.DoViewChange shown, Course course) {
    if (!course.isViewWritten()) {
      return breach(
          Breach.Kind.ACKNOWLEDGEMENT,
          record,
          sent,
          ("shows %s its log for view %d, though nothing is written yet since it came to be on its way"
                  + " there (rule V2)")
              .formatted(Nodes.name(sent.to()), shown.view()),
          List.of(course.viewSince()));
    }
    Optional<Course.Mail<Message.DoViewChange>> before = course.told(shown.view());
    Optional<String> other = before.flatMap(mail -> difference(mail.message(), shown));
    if (other.isPresent()) {
      return breach(
          Breach.Kind.CONTRADICTION,
          record,
          sent,
          "shows %s another log for view %d than at %s: %s (rule V2)"
              .formatted(
                  Nodes.name(sent.to()),
                  shown.view(),
                  Breaches.at(before.get().record()),
                  other.get()),
          List.of(before.get().record().ordinal()));
    }
    return course
        .promise()
        .filter(mail -> mail.message().view() == shown.lastNormalView())
        .filter(mail -> mail.message().op() > shown.tail().op())
        .flatMap(mail -> withdraw(record, sent, shown, mail));
  }

  private static Optional<Breach> withdraw(
      TraceRecord record,
      TraceEvent.Sent sent,
      Message.DoViewChange shown,
      Course.Mail<Message.PrepareOk> promise) {
    return breach(
        Breach.Kind.CONTRADICTION,
        record,
        sent,
        ("shows %s a log of view %d that ends at op %d, but had acknowledged op %d of that view to %s"
                + " at %s (rule V2)")
            .formatted(
                Nodes.name(sent.to()),
                shown.lastNormalView(),
                shown.tail().op(),
                promise.message().op(),
                Nodes.name(promise.peer()),
                Breaches.at(promise.record())),
        List.of(promise.record().ordinal()));
  }

  private static Optional<String> difference(
      Message.DoViewChange before, Message.DoViewChange now) {
    if (before.lastNormalView() > now.lastNormalView()) {
      return Optional.of(
          "that of view %d, now that of view %d"
              .formatted(before.lastNormalView(), now.lastNormalView()));
    }
    LogTail one = before.tail();
    LogTail other = now.tail();
    if (before.lastNormalView() < now.lastNormalView()) {
      return Optional.empty();
    }
    // What was being written then may be durable by now, so the log may be longer.
    if (one.op() > other.op()) {
      return Optional.of("up to op %d, now up to op %d".formatted(one.op(), other.op()));
    }
    for (long op = Math.max(one.base(), other.base()) + 1; op <= one.op(); op++) {
      long was = one.headerAt(op).checksum();
      long is = other.headerAt(op).checksum();
      if (was != is) {
        return Optional.of(
            "with %s at op %d, now with %s".formatted(Origins.entry(was), op, Origins.entry(is)));
      }
    }
    return Optional.empty();
  }

  private static Optional<Breach> start(
      TraceRecord record, TraceEvent.Sent sent, Message.StartView start, Course course) {
    Standing now = course.now().orElseThrow();
    boolean isTooEarly = start.view() == now.view() && !course.isViewWritten();
    return isTooEarly
        ? breach(
            Breach.Kind.ACKNOWLEDGEMENT,
            record,
            sent,
            ("starts view %d for %s, though nothing is written yet since it took the log of that view"
                    + " over (rule V5)")
                .formatted(start.view(), Nodes.name(sent.to())),
            List.of(course.viewSince()))
        : Optional.empty();
  }

  private static Optional<Breach> breach(
      Breach.Kind kind, TraceRecord record, TraceEvent.Sent sent, String what, List<Long> events) {
    return Optional.of(Breach.of(kind, record, sent.from(), what, events));
  }
}
