package dev.vopr.report;

import dev.vopr.trace.LogCell;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks for a request that is committed at two places of a log. That alone is no harm, for the
 * second one is not to be executed; but of wrong results it is the likely cause.
 */
final class RepeatWatch implements Breaches.Watch {
  /** By replica and op-number, what its log holds, below its own checkpoints too. */
  private final Map<Integer, TreeMap<Long, Long>> logs = new TreeMap<>();

  /** By replica and request, the first op-number at which it was committed. */
  private final Map<Integer, Map<String, Long>> committed = new TreeMap<>();

  @Override
  public void look(TraceRecord record, Scene scene, List<Breach> found) {
    // A liar may put a request into its log as often as it likes, and others must follow it.
    boolean isTrusted = scene.trace().header().compromised().isEmpty();
    if (!isTrusted || !(record.event() instanceof TraceEvent.Stepped step)) {
      return;
    }
    TreeMap<Long, Long> log = logs.computeIfAbsent(step.replica(), it -> new TreeMap<>());
    for (LogCell cell : step.log()) {
      log.put(cell.op(), cell.checksum());
    }
    log.tailMap(step.after().op(), false).clear();
    // What a checkpoint of others brings was maybe never here, or another entry was.
    boolean isJump = step.after().base() > step.before().commit();
    if (isJump) {
      log.headMap(step.after().base(), true).clear();
    }
    for (long op = step.before().commit() + 1; op <= step.after().commit(); op++) {
      Optional<Entry> entry = Optional.ofNullable(log.get(op)).flatMap(scene::entry);
      if (entry.isPresent() && entry.get().request() > 0) {
        commit(record, step, entry.get(), found);
      }
    }
  }

  private void commit(
      TraceRecord record, TraceEvent.Stepped step, Entry entry, List<Breach> found) {
    String request =
        "request %d of session %d of %s"
            .formatted(entry.request(), entry.session(), Nodes.name(entry.client()));
    Map<String, Long> known = committed.computeIfAbsent(step.replica(), it -> new TreeMap<>());
    Long first = known.putIfAbsent(request, entry.op());
    if (first != null && first < entry.op()) {
      found.add(
          Breach.of(
              Breach.Kind.REPEATED,
              record,
              step.replica(),
              "commits %s as op %d, and had committed it as op %d; it is to be executed once (rule N1)"
                  .formatted(request, entry.op(), first),
              List.of()));
    }
  }
}
