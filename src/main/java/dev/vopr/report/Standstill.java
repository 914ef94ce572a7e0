package dev.vopr.report;

import dev.vopr.cluster.VsrSimulation;
import dev.vopr.trace.Standing;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a stalled run came to stand still: who waits for what and since when, what the last progress
 * was, and what has been tried since in vain.
 */
final class Standstill {
  private static final int MOST_CLIENTS = 3;
  private static final int MOST_REPLICAS = 5;
  private static final int LEAST_REPLICAS = 2;
  private static final int MOST_KINDS = 5;

  /** What one replica did last. */
  private static final class Life {
    private Optional<TraceEvent.Stepped> place = Optional.empty();
    private Optional<TraceEvent.Stepped> commit = Optional.empty();
    private Optional<Standing> now = Optional.empty();
  }

  private final MessageCodec codec;
  private final TextOf words;
  private final Map<Integer, TraceEvent.Invoked> open = new TreeMap<>();
  private final Map<Integer, Life> lives = new TreeMap<>();
  private final Map<String, Long> delivered = new TreeMap<>();
  private final Map<String, Long> refused = new TreeMap<>();
  private Optional<TraceRecord> progress = Optional.empty();
  private Optional<TraceRecord> fault = Optional.empty();
  private long lost;

  /** The events before this time are not all known; 0 if they are, as far as it matters. */
  private long keptNanos;

  private Standstill(Trace trace) {
    this.codec = VsrSimulation.codec(trace.header().limits(), trace.header().signatureBytes());
    this.words = new TextOf(trace.header());
  }

  /**
   * Returns the lines.
   *
   * @param most so many at most, from 18; with fewer, fewer replicas and waits are told
   */
  static List<String> of(Trace trace, int most) {
    Standstill standstill = new Standstill(trace);
    trace.known().forEach(standstill::take);
    standstill.keptNanos = standstill.keptFrom(trace);
    long since = standstill.progress.map(TraceRecord::ordinal).orElse(0L);
    List<String> waits = new ArrayList<>(Waits.of(trace, since));
    int replicas = MOST_REPLICAS;
    List<String> lines = standstill.lines(waits, replicas);
    while (lines.size() > most && (replicas > LEAST_REPLICAS || !waits.isEmpty())) {
      if (replicas > LEAST_REPLICAS) {
        replicas--;
      } else {
        waits.remove(waits.size() - 1);
      }
      lines = standstill.lines(waits, replicas);
    }
    return lines;
  }

  private List<String> lines(List<String> waits, int replicas) {
    List<String> lines = new ArrayList<>();
    addProgress(lines);
    addClients(lines);
    String label = "  missing        ";
    for (String wait : waits) {
      String kept =
          keptNanos == 0 || !wait.equals(waits.get(0))
              ? ""
              : "from %s on: ".formatted(Figures.instant(keptNanos));
      lines.addAll(Paragraph.of(label, kept + wait, 3));
      label = " ".repeat(label.length());
    }
    addReplicas(lines, replicas);
    addSince(lines);
    return lines;
  }

  /** What went on before the last progress does not matter. */
  private long keptFrom(Trace trace) {
    boolean isCut = trace.first() > progress.map(TraceRecord::ordinal).orElse(0L) + 1;
    return isCut && !trace.records().isEmpty() ? trace.records().get(0).event().nanos() : 0;
  }

  private void take(TraceRecord record) {
    TraceEvent event = record.event();
    if (event instanceof TraceEvent.Invoked invoked) {
      open.put(invoked.client(), invoked);
    } else if (event instanceof TraceEvent.Returned returned) {
      open.remove(returned.client());
      forget(record);
    } else if (event instanceof TraceEvent.Stepped step) {
      step(record, step);
    } else if (event instanceof TraceEvent.Delivered message) {
      count(delivered, name(message));
    } else if (event instanceof TraceEvent.Struck) {
      fault = Optional.of(record);
    } else {
      takeRare(event);
    }
  }

  private void takeRare(TraceEvent event) {
    if (event instanceof TraceEvent.Rejected rejected) {
      count(refused, "%s (%s)".formatted(rejected.rule().meaning(), rejected.rule()));
    } else if (event instanceof TraceEvent.Lost) {
      lost++;
    }
  }

  private void step(TraceRecord record, TraceEvent.Stepped step) {
    Life life = lives.computeIfAbsent(step.replica(), replica -> new Life());
    life.now = Optional.of(step.after());
    boolean isElsewhere =
        step.before().view() != step.after().view()
            || step.before().status() != step.after().status();
    if (isElsewhere || life.place.isEmpty()) {
      life.place = Optional.of(step);
    }
    // What a replica finds on its disk when it starts again was committed before.
    boolean isFound = step.before().status() == Status.OPENING;
    if (step.after().commit() > step.before().commit() && !isFound) {
      life.commit = Optional.of(step);
      forget(record);
    }
  }

  /** There is progress, so what was tried before it was not in vain. */
  private void forget(TraceRecord record) {
    progress = Optional.of(record);
    delivered.clear();
    refused.clear();
    lost = 0;
  }

  private static void count(Map<String, Long> counts, String what) {
    counts.merge(what, 1L, Long::sum);
  }

  private String name(TraceEvent.Delivered message) {
    return codec.decode(message.frame()) instanceof Decoded.Accepted accepted
        ? name(accepted.message())
        : "frames that do not decode";
  }

  private static String name(Message message) {
    return message.kind().paperName();
  }

  // ---- lines ------------------------------------------------------------------------------------

  private void addProgress(List<String> lines) {
    String last =
        progress
            .map(record -> at(record) + ": " + words.of(record.event()))
            .orElse("none in the events that were kept");
    lines.addAll(Paragraph.of("  last progress  ", last, 2));
    fault.ifPresent(
        record ->
            lines.add(
                Paragraph.cut(
                    "  last fault     %s: %s"
                        .formatted(
                            at(record),
                            DecisionText.shortly(
                                ((TraceEvent.Struck) record.event()).decision())))));
  }

  private static String at(TraceRecord record) {
    return Figures.instant(record.event().nanos());
  }

  private void addClients(List<String> lines) {
    String label = "  waiting        ";
    int shown = 0;
    for (TraceEvent.Invoked wish : open.values()) {
      if (shown++ < MOST_CLIENTS) {
        String request =
            wish.request() == 0 ? "to open a session" : "for request " + wish.request();
        lines.add(
            Paragraph.cut(
                "%s%s since %s %s (%s)"
                    .formatted(
                        label,
                        Nodes.name(wish.client()),
                        Figures.instant(wish.nanos()),
                        request,
                        MessageText.operation(wish.operation()))));
        label = " ".repeat(label.length());
      }
    }
    if (shown > MOST_CLIENTS) {
      lines.add(label + "and " + Figures.counted(shown - MOST_CLIENTS, "other client"));
    }
  }

  /** Those that are the furthest behind come first. */
  private void addReplicas(List<String> lines, int most) {
    List<Integer> behind =
        lives.keySet().stream()
            .filter(replica -> lives.get(replica).now.isPresent())
            .sorted(
                Comparator.comparingLong(
                    (Integer replica) -> lives.get(replica).now.orElseThrow().commit()))
            .limit(most)
            .toList();
    String label = "  since when     ";
    for (int replica : behind) {
      lines.add(Paragraph.cut(label + since(replica, lives.get(replica))));
      label = " ".repeat(label.length());
    }
  }

  private static String since(int replica, Life life) {
    Standing now = life.now.orElseThrow();
    String place =
        "%s is %s in view %d since %s"
            .formatted(
                Nodes.name(replica),
                TextOf.word(now.status()),
                now.view(),
                life.place.map(step -> Figures.instant(step.nanos())).orElse("the beginning"));
    return life.commit
        .map(step -> "%s, at commit %d since %s".formatted(place, now.commit(), at(step)))
        .orElse(place + ", and commits nothing");
  }

  private static String at(TraceEvent event) {
    return Figures.instant(event.nanos());
  }

  private void addSince(List<String> lines) {
    List<String> since = new ArrayList<>(most(delivered, "%s %s"));
    String arrived = since.isEmpty() ? "nothing arrived" : String.join(", ", since) + " arrived";
    String missing =
        lost == 0 ? "" : ", and %s got lost".formatted(Figures.counted(lost, "packet"));
    String kept = keptNanos == 0 ? "" : "from %s on, ".formatted(Figures.instant(keptNanos));
    lines.addAll(Paragraph.of("  since then     ", kept + arrived + missing, 2));
    List<String> refusals = most(refused, "%s times: %s");
    if (!refusals.isEmpty()) {
      lines.addAll(Paragraph.of("  refused        ", String.join("; ", refusals), 2));
    }
  }

  private static List<String> most(Map<String, Long> counts, String format) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(MOST_KINDS)
        .map(entry -> format.formatted(Figures.count(entry.getValue()), entry.getKey()))
        .toList();
  }
}
