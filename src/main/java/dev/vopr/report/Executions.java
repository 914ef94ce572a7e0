package dev.vopr.report;

import dev.vopr.trace.Standing;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How replicas whose states differ came to these states. */
final class Executions {
  private static final String STATE = "state";
  private static final int MOST = 4;

  private Executions() {}

  /** Returns one sentence, if the violation is that the same operations led to other states. */
  static Optional<Finding> of(Trace trace) {
    Optional<TraceEvent.Violated> violated =
        trace
            .violation()
            .map(record -> (TraceEvent.Violated) record.event())
            .filter(it -> it.invariant().equals(STATE));
    if (violated.isEmpty() || trace.first() != 1) {
      return Optional.empty();
    }
    long op = violated.get().op();
    List<String> ways = new ArrayList<>();
    List<Long> events = new ArrayList<>();
    for (TraceRecord record : trace.records()) {
      if (record.event() instanceof TraceEvent.Stepped step
          && violated.get().replicas().contains(step.replica())
          && step.before().executed() < op
          && step.after().executed() >= op) {
        ways.add("%s %s".formatted(Nodes.name(step.replica()), way(step, op, Breaches.at(record))));
        events.add(record.ordinal());
      }
    }
    while (ways.size() > MOST) {
      ways.remove(1);
      events.remove(1);
    }
    return ways.isEmpty()
        ? Optional.empty()
        : Optional.of(Finding.of(Finding.Topic.EXECUTED, String.join("; ", ways), events));
  }

  private static String way(TraceEvent.Stepped step, long op, String when) {
    Standing before = step.before();
    Standing after = step.after();
    if (before.status() == Status.OPENING) {
      return "restores it at %s from its disk, with a checkpoint of op %d"
          .formatted(when, after.base());
    }
    return after.base() > before.op()
        ? "takes over a checkpoint of op %d at %s".formatted(after.base(), when)
        : "executes op %d at %s, when its log reaches op %d".formatted(op, when, after.op());
  }
}
