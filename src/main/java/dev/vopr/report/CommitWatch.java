package dev.vopr.report;

import dev.vopr.trace.Standing;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Looks at whether what a primary commits was acknowledged by a quorum (rule N3). */
final class CommitWatch implements Breaches.Watch {
  @Override
  public void look(TraceRecord record, Scene scene, List<Breach> found) {
    if (!(record.event() instanceof TraceEvent.Stepped step)) {
      return;
    }
    Standing before = step.before();
    Standing after = step.after();
    boolean isByQuorum =
        before.status() == Status.NORMAL
            && before.isPrimary()
            && after.isPrimary()
            && before.view() == after.view()
            && after.commit() > before.commit()
            && isByAcknowledgement(scene.course(step.replica()))
            // There a certificate proves a commit as well.
            && scene.trace().header().hardening() != Hardening.SIGNED;
    if (isByQuorum) {
      count(record, step, scene, found);
    }
  }

  /** A primary that repairs its log learns from the others what they know to be committed. */
  private static boolean isByAcknowledgement(Course course) {
    return course
        .mail()
        .map(mail -> mail.message().kind())
        .map(kind -> kind == MessageKind.PREPARE_OK || kind == MessageKind.REQUEST)
        .orElse(true);
  }

  private static void count(
      TraceRecord record, TraceEvent.Stepped step, Scene scene, List<Breach> found) {
    Course course = scene.course(step.replica());
    long op = step.after().commit();
    long view = step.after().view();
    TreeSet<Integer> voters = new TreeSet<>();
    TreeSet<String> others = new TreeSet<>();
    List<Long> events = new ArrayList<>();
    int messages = 0;
    for (Course.Mail<Message.PrepareOk> mail : course.acknowledgements()) {
      if (mail.message().op() < op || mail.peer() == step.replica()) {
        continue;
      }
      if (mail.message().view() == view) {
        voters.add(mail.peer());
        messages++;
        events.add(mail.record().ordinal());
      } else {
        others.add("%s (view %d)".formatted(Nodes.name(mail.peer()), mail.message().view()));
      }
    }
    boolean isOwn = course.at(op).isPresent() && course.isWritten(op);
    if (voters.size() + (isOwn ? 1 : 0) >= scene.quorum()) {
      return;
    }
    String own =
        isOwn
            ? "its own copy is written"
            : course
                .failedWrite()
                .map(write -> "its own write failed at " + Breaches.at(write))
                .orElse("its own copy is not written yet");
    found.add(
        Breach.of(
            Breach.Kind.COMMIT,
            record,
            step.replica(),
            "commits op %d in view %d with %s; %s; %s (rule N3)"
                .formatted(op, view, votes(voters, messages, others), own, takes(scene.quorum())),
            events));
  }

  private static String takes(int quorum) {
    return "it takes %d replicas that have it on their disks".formatted(quorum);
  }

  private static String votes(SortedSet<Integer> voters, int messages, SortedSet<String> others) {
    String elsewhere =
        others.isEmpty()
            ? ""
            : "; those of %s count for another view".formatted(String.join(", ", others));
    if (voters.isEmpty()) {
      return "no PrepareOk of that view for it" + elsewhere;
    }
    String names = Figures.list(voters.stream().map(Nodes::name).toList());
    String repeated = messages > voters.size() ? " (%d messages)".formatted(messages) : "";
    return "PrepareOks for it of %s only%s%s".formatted(names, repeated, elsewhere);
  }
}
