package dev.vopr.report;

import dev.vopr.trace.LogCell;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The log with which a primary starts a view, compared with those that it was shown (rules V3, V4).
 */
final class ChosenLog {
  /** One of the logs that it could choose from. */
  private record Candidate(
      int replica,
      long lastNormalView,
      long base,
      TreeMap<Long, Long> checksums,
      List<Long> nacks) {
    long op() {
      return checksums.isEmpty() ? base : Math.max(base, checksums.lastKey());
    }

    /** Returns whether it certainly never had this entry. */
    boolean isWithout(long op, long checksum) {
      boolean isOther = checksums.containsKey(op) && checksums.get(op) != checksum;
      return op > op() || isOther || nacks.contains(op);
    }
  }

  private final TraceEvent.Stepped step;
  private final Candidate own;
  private final TreeMap<Long, Long> log = new TreeMap<>();
  private final int members;

  /** The op-number up to which it has acknowledged its own log, so that it cannot give it up. */
  private final long acknowledged;

  ChosenLog(TraceEvent.Stepped step, Course course, Course.OwnLog own, int members) {
    this.step = step;
    this.members = members;
    this.acknowledged =
        course
            .promise()
            .map(Course.Mail::message)
            .filter(ok -> ok.view() == own.lastNormalView())
            .map(Message.PrepareOk::op)
            .orElse(0L);
    this.own =
        new Candidate(step.replica(), own.lastNormalView(), own.base(), own.checksums(), List.of());
    for (long op = step.after().base() + 1; op <= step.after().op(); op++) {
      long place = op;
      course.at(op).ifPresent(it -> log.put(place, it.checksum()));
    }
    for (LogCell cell : step.log()) {
      log.put(cell.op(), cell.checksum());
    }
  }

  /** Returns what is wrong if it has chosen from its own log and these, if anything. */
  Optional<String> wrong(List<Course.Mail<Message.DoViewChange>> shown) {
    List<Candidate> all = new ArrayList<>();
    all.add(own);
    for (Course.Mail<Message.DoViewChange> mail : shown) {
      LogTail tail = mail.message().tail();
      TreeMap<Long, Long> checksums = new TreeMap<>();
      for (Header header : tail.headers()) {
        checksums.put(header.op(), header.checksum());
      }
      all.add(
          new Candidate(
              mail.peer(), mail.message().lastNormalView(), tail.base(), checksums, tail.nacks()));
    }
    Candidate best = own;
    for (Candidate each : all) {
      boolean isNewer = each.lastNormalView() > best.lastNormalView();
      boolean isLonger = each.lastNormalView() == best.lastNormalView() && each.op() > best.op();
      best = isNewer || isLonger ? each : best;
    }
    return compare(best, all);
  }

  private Optional<String> compare(Candidate best, List<Candidate> all) {
    long last = step.after().op();
    for (long op = Math.max(best.base(), step.after().base()) + 1; op <= best.op(); op++) {
      Long wanted = best.checksums().get(op);
      Long held = log.get(op);
      if (wanted != null && op > last) {
        return cut(best, all, op, wanted);
      }
      if (wanted != null && held != null && !held.equals(wanted)) {
        return Optional.of(
            ("starts view %d with %s at op %d, but the newest log that it knows, that of view %d"
                    + " %s, has %s there (rule V3)")
                .formatted(
                    step.after().view(),
                    Origins.entry(held),
                    op,
                    best.lastNormalView(),
                    whose(best),
                    Origins.entry(wanted)));
      }
    }
    long end = Math.max(best.op(), step.after().base());
    boolean isOwn =
        log.containsKey(end + 1) && log.get(end + 1).equals(own.checksums().get(end + 1));
    return isOwn
        ? Optional.of(
            ("starts view %d with a log up to op %d, but the newest log that it knows, that of view"
                    + " %d %s, ends at op %d (rule V3)")
                .formatted(
                    step.after().view(), last, best.lastNormalView(), whose(best), best.op()))
        : Optional.empty();
  }

  /** An entry is cut off if enough replicas certainly never had it. */
  private Optional<String> cut(Candidate best, List<Candidate> all, long op, long checksum) {
    List<String> without =
        all.stream().filter(each -> each.isWithout(op, checksum)).map(this::name).toList();
    int enough = members - (members / 2 + 1) + 1;
    // Which entries of its own log it never had, it tells itself only; none that it acknowledged.
    boolean isToldAlready = own.isWithout(op, checksum);
    int possible = without.size() + (isToldAlready || op <= acknowledged ? 0 : 1);
    if (possible >= enough) {
      return Optional.empty();
    }
    String nacks =
        without.isEmpty()
            ? "none of the logs that it knows lacks it"
            : "of those that it knows only %s lacks it".formatted(Figures.list(without));
    return Optional.of(
        ("starts view %d without op %d, %s, which is in the newest log that it knows, that of view"
                + " %d %s; %s, and it takes %d to give an entry up (rule V4)")
            .formatted(
                step.after().view(),
                op,
                Origins.entry(checksum),
                best.lastNormalView(),
                whose(best),
                nacks,
                enough));
  }

  private String whose(Candidate candidate) {
    return candidate.replica() == own.replica()
        ? "of its own"
        : "shown by " + Nodes.name(candidate.replica());
  }

  private String name(Candidate candidate) {
    return candidate.replica() == own.replica()
        ? "its own"
        : "that of " + Nodes.name(candidate.replica());
  }
}
