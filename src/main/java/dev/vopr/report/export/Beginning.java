package dev.vopr.report.export;

import dev.vopr.trace.LogCell;
import dev.vopr.trace.NodeChange;
import dev.vopr.trace.TraceEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What still matters of events that are left out, as few events: where each replica stands with its
 * whole log, and what was done to nodes and links last.
 */
final class Beginning {
  private final Map<String, TraceEvent> changes = new LinkedHashMap<>();
  private final Map<Integer, TraceEvent.Stepped> steps = new TreeMap<>();
  private final Map<Integer, TreeMap<Long, LogCell>> logs = new TreeMap<>();

  /** Takes the next event that is left out. */
  void add(TraceEvent event) {
    if (event instanceof TraceEvent.Stepped step) {
      TreeMap<Long, LogCell> log = logs.computeIfAbsent(step.replica(), it -> new TreeMap<>());
      step.log().forEach(cell -> log.put(cell.op(), cell));
      log.headMap(step.after().base(), true).clear();
      log.tailMap(step.after().op(), false).clear();
      steps.put(step.replica(), step);
    } else if (event instanceof TraceEvent.NodeChanged changed) {
      if (changed.change() == NodeChange.RESTARTED) {
        steps.remove(changed.node());
        logs.remove(changed.node());
      }
      putLast(changed.node() + " " + aspect(changed.change()), event);
    } else if (event instanceof TraceEvent.LinksChanged changed) {
      putLast(changed.name() + changed.links(), event);
    }
  }

  /** Events that take one another's place have the same key. */
  private void putLast(String key, TraceEvent event) {
    changes.remove(key);
    changes.put(key, event);
  }

  private static String aspect(NodeChange change) {
    return switch (change) {
      case STARTED, RESTARTED, CRASHED, STOPPED, PAUSED, RESUMED, REFORMATTED -> "life";
      case READ_ONLY, WRITABLE -> "disk";
      case SLOW, FAST -> "speed";
      case DEAF, HEARING -> "hearing";
      case MUTE, HEARD -> "voice";
      case INTERMITTENT, STEADY -> "steadiness";
    };
  }

  /** Returns the events that lead to the same state. */
  List<TraceEvent> events() {
    List<TraceEvent> events = new ArrayList<>(changes.values());
    for (TraceEvent.Stepped step : steps.values()) {
      List<LogCell> log = new ArrayList<>(logs.get(step.replica()).values());
      events.add(
          new TraceEvent.Stepped(step.nanos(), step.replica(), step.before(), step.after(), log));
    }
    return events;
  }
}
