package dev.vopr.trace;

import dev.vopr.vsr.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Of the events that a recorder can no longer keep, those that tell how things stood after them:
 * where replicas came from and what they committed, who waits for an answer, what struck, and what
 * works by halves since. A run that stands still for long is understood by these.
 */
final class Earlier {
  /** So many faults are kept at most, the last ones. */
  private static final int MOST_FAULTS = 1_000;

  /** So many places of a log are kept, the last ones. */
  private static final int CELLS = 4;

  /** The last event of each thing that matters, by its name. */
  private final Map<String, TraceRecord> last = new TreeMap<>();

  private final ArrayDeque<TraceRecord> faults = new ArrayDeque<>();

  /** By replica and op-number, the step in which the log came to hold the entry. */
  private final Map<Integer, TreeMap<Long, TraceRecord>> logs = new TreeMap<>();

  /** Takes an event that is not kept any longer. */
  void take(TraceRecord record) {
    TraceEvent event = record.event();
    if (event instanceof TraceEvent.Stepped step) {
      takeStep(record, step);
    } else if (event instanceof TraceEvent.Invoked invoked) {
      last.put("client " + invoked.client(), record);
    } else if (event instanceof TraceEvent.Returned returned) {
      last.remove("client " + returned.client());
      last.put("answer", record);
    } else if (event instanceof TraceEvent.Struck) {
      faults.add(record);
      if (faults.size() > MOST_FAULTS) {
        faults.removeFirst();
      }
    } else if (event instanceof TraceEvent.NodeChanged changed) {
      last.put("node %d %s".formatted(changed.node(), changed.change()), record);
    } else if (event instanceof TraceEvent.LinksChanged changed) {
      last.put("links %s %s".formatted(changed.name(), changed.change()), record);
    }
  }

  private void takeStep(TraceRecord record, TraceEvent.Stepped step) {
    last.put("step " + step.replica(), record);
    boolean isElsewhere =
        step.before().view() != step.after().view()
            || step.before().status() != step.after().status();
    if (isElsewhere || !last.containsKey("place " + step.replica())) {
      last.put("place " + step.replica(), record);
    }
    boolean isFound = step.before().status() == Status.OPENING;
    if (step.after().commit() > step.before().commit() && !isFound) {
      last.put("commit " + step.replica(), record);
    }
    TreeMap<Long, TraceRecord> log =
        logs.computeIfAbsent(step.replica(), replica -> new TreeMap<>());
    step.log().forEach(cell -> log.put(cell.op(), record));
    log.headMap(step.after().base(), true).clear();
    log.tailMap(step.after().op(), false).clear();
    while (log.size() > CELLS) {
      log.pollFirstEntry();
    }
  }

  /** Returns them in their order. */
  List<TraceRecord> records() {
    Set<TraceRecord> all = new LinkedHashSet<>(faults);
    all.addAll(last.values());
    logs.values().forEach(log -> all.addAll(log.values()));
    List<TraceRecord> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparingLong(TraceRecord::ordinal));
    return sorted;
  }
}
