package dev.vopr.report;

import dev.vopr.scenario.Verdict;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The events that led to the end of a run: from the step that broke the invariant, and from those
 * in which the replicas concerned took or committed what conflicts, back by their causes.
 */
final class Past {
  /** So many deliveries are gone back from each event that matters. */
  private static final int DELIVERIES = 4;

  private final Trace trace;
  private final TreeMap<Long, TraceRecord> past = new TreeMap<>();

  private Past(Trace trace) {
    this.trace = trace;
  }

  /**
   * Returns the events in their order; none if the run ended neither with a violation nor with a
   * crash, which is told by what was under way.
   */
  static List<TraceRecord> of(Trace trace) {
    return of(trace, new TreeSet<>());
  }

  /**
   * As above, with the events that show what went wrong, and what brought them about.
   *
   * @param events their ordinals
   */
  static List<TraceRecord> of(Trace trace, Set<Long> events) {
    Optional<TraceRecord> violation = trace.violation();
    Past past = new Past(trace);
    events.forEach(ordinal -> trace.at(ordinal).ifPresent(record -> past.goBack(record, 1)));
    if (violation.isEmpty()) {
      boolean isCrash = trace.header().verdict().equals(Verdict.CRASHED.name());
      if (isCrash && !trace.records().isEmpty()) {
        past.goBack(trace.records().get(trace.records().size() - 1));
      }
      return new ArrayList<>(past.past.values());
    }
    past.goBack(violation.get());
    TraceEvent.Violated violated = (TraceEvent.Violated) violation.get().event();
    for (int replica : violated.replicas()) {
      past.addTurns(replica, violated.op());
    }
    return new ArrayList<>(past.past.values());
  }

  /** Where a replica last took an entry at this op-number, and where it committed it. */
  private void addTurns(int replica, long op) {
    boolean isTaken = false;
    boolean isCommitted = false;
    for (int i = trace.records().size() - 1; i >= 0 && !(isTaken && isCommitted); i--) {
      TraceRecord record = trace.records().get(i);
      if (record.event() instanceof TraceEvent.Stepped step && step.replica() == replica) {
        boolean takes = step.log().stream().anyMatch(cell -> cell.op() == op);
        boolean commits = step.before().commit() < op && step.after().commit() >= op;
        if ((takes && !isTaken) || (commits && !isCommitted)) {
          goBack(record);
        }
        isTaken |= takes;
        isCommitted |= commits;
      }
    }
  }

  private void goBack(TraceRecord from) {
    goBack(from, DELIVERIES);
  }

  private void goBack(TraceRecord from, int most) {
    Optional<TraceRecord> next = Optional.of(from);
    int deliveries = 0;
    while (next.isPresent() && deliveries <= most) {
      TraceRecord record = next.get();
      past.put(record.ordinal(), record);
      addStep(record);
      deliveries += record.event() instanceof TraceEvent.Delivered ? 1 : 0;
      next = trace.causeOf(record);
    }
  }

  /** What a delivery changed in its receiver is part of the story, and told right after it. */
  private void addStep(TraceRecord cause) {
    for (long at = cause.ordinal() + 1; trace.at(at).isPresent(); at++) {
      TraceRecord record = trace.at(at).get();
      if (record.cause() != cause.ordinal() || record.event() instanceof TraceEvent.Sent) {
        return;
      }
      if (record.event() instanceof TraceEvent.Stepped) {
        past.put(record.ordinal(), record);
      }
    }
  }
}
