package dev.vopr.report;

import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Follows a run by its events alone, and finds the steps of correct replicas that are against the
 * protocol. Where the events leave open whether a step is right, nothing is said. So what is found
 * is certain, but not all that is wrong is found: states and client-tables are not in a trace.
 */
final class Breaches {
  /** Looks at one kind of steps. */
  interface Watch {
    /** Looks at an event, before the scene has taken it, and adds what is wrong with it. */
    void look(TraceRecord record, Scene scene, List<Breach> found);
  }

  /** A message that was on its way for so long is late. */
  private static final long LATE_NANOS = 100_000_000L;

  private record Place(Breach.Kind kind, int replica) {}

  private final Scene scene;
  private final List<Breach> all = new ArrayList<>();

  /** Of what is wrong with one step, reports tell what the first of these says. */
  private final List<Watch> watches =
      List.of(
          new ViewWatch(),
          new LogWatch(),
          new CommitWatch(),
          new PromiseWatch(),
          new DiskWatch(),
          new RepeatWatch());

  Breaches(Scene scene) {
    this.scene = scene;
  }

  /**
   * Returns what is found in a run; nothing if events are missing at the beginning, for then it is
   * not known what came before.
   */
  static List<Breach> of(Trace trace) {
    if (trace.first() != 1) {
      return List.of();
    }
    Scene scene = new Scene(trace);
    Breaches breaches = new Breaches(scene);
    for (TraceRecord record : trace.records()) {
      scene.before(record);
      breaches.look(record);
      scene.after(record);
    }
    return breaches.found();
  }

  /** Looks at an event, between what the scene takes before and after it. */
  void look(TraceRecord record) {
    if (isOfCorrect(record.event(), scene)) {
      watches.forEach(watch -> watch.look(record, scene, all));
    }
  }

  /** Returns the first breach of each kind by each correct replica, in their order. */
  List<Breach> found() {
    Set<Place> places = new LinkedHashSet<>();
    return all.stream()
        .filter(breach -> places.add(new Place(breach.kind(), breach.replica())))
        .toList();
  }

  private static boolean isOfCorrect(TraceEvent event, Scene scene) {
    return event instanceof TraceEvent.Stepped step
        ? scene.isCorrect(step.replica())
        : event instanceof TraceEvent.Sent sent
            && scene.isReplica(sent.from())
            && scene.isCorrect(sent.from());
  }

  /** Returns {@code on Prepare op 4 (view 0, commit-number 2) from r0}. */
  static String when(Scene scene, Course course) {
    return course
        .mail()
        .map(
            mail ->
                "on %s from %s%s"
                    .formatted(name(mail.message()), Nodes.name(mail.peer()), late(scene, mail)))
        .or(() -> course.handled().map(Breaches::occasion))
        .orElse("");
  }

  /** What a message is, without what else it says. */
  private static String name(Message message) {
    return message.accept(new MessageText()).split(":", 2)[0];
  }

  private static String late(Scene scene, Course.Mail<Message> mail) {
    long nanos = mail.record().event().nanos() - scene.sentNanos(mail.record());
    return nanos < LATE_NANOS ? "" : ", sent %s before".formatted(Figures.duration(nanos));
  }

  private static String occasion(TraceRecord handled) {
    return handled.event() instanceof TraceEvent.DiskDone
        ? "on an answer of its disk"
        : "by itself";
  }

  /** Returns when an event happened, as reports say it. */
  static String at(TraceRecord record) {
    return Figures.instant(record.event().nanos());
  }
}
