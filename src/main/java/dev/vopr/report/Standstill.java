package dev.vopr.report;

import dev.vopr.cluster.VsrSimulation;
import dev.vopr.report.Finding.Topic;
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
  private static final int LABEL = "last progress".length();

  /** What one replica did last. */
  private static final class Life {
    private Optional<TraceRecord> place = Optional.empty();
    private Optional<TraceRecord> commit = Optional.empty();
    private Optional<Standing> now = Optional.empty();
  }

  private final MessageCodec codec;
  private final TextOf words;
  private final Map<Integer, TraceRecord> open = new TreeMap<>();
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

  /** Returns all that is to be said. */
  static List<Finding> of(Trace trace) {
    Standstill standstill = new Standstill(trace);
    trace.known().forEach(standstill::take);
    standstill.keptNanos = standstill.keptFrom(trace);
    List<Finding> findings = new ArrayList<>();
    standstill.addProgress(findings);
    standstill.addClients(findings);
    standstill.addWaits(findings, trace);
    standstill.addReplicas(findings);
    standstill.addSince(findings);
    return findings;
  }

  /**
   * Returns the lines.
   *
   * @param most so many at most, from 18; with fewer, fewer replicas and waits are told
   */
  static List<String> lines(List<Finding> findings, int most) {
    List<Finding> told = new ArrayList<>(findings);
    List<String> lines = Finding.lines(told, LABEL);
    while (lines.size() > most && leaveOne(told)) {
      lines = Finding.lines(told, LABEL);
    }
    return lines;
  }

  /** Leaves out the replica that is the least behind, if some are left, or else a wait. */
  private static boolean leaveOne(List<Finding> told) {
    List<Finding> replicas = about(told, Topic.SINCE_WHEN);
    List<Finding> waits = about(told, Topic.MISSING);
    List<Finding> which = replicas.size() > LEAST_REPLICAS ? replicas : waits;
    return !which.isEmpty() && told.remove(which.get(which.size() - 1));
  }

  private static List<Finding> about(List<Finding> told, Topic topic) {
    return told.stream().filter(finding -> finding.topic() == topic).toList();
  }

  /** What went on before the last progress does not matter. */
  private long keptFrom(Trace trace) {
    boolean isCut = trace.first() > progress.map(TraceRecord::ordinal).orElse(0L) + 1;
    return isCut && !trace.records().isEmpty() ? trace.records().get(0).event().nanos() : 0;
  }

  private void take(TraceRecord record) {
    TraceEvent event = record.event();
    if (event instanceof TraceEvent.Invoked invoked) {
      open.put(invoked.client(), record);
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
      life.place = Optional.of(record);
    }
    // What a replica finds on its disk when it starts again was committed before.
    boolean isFound = step.before().status() == Status.OPENING;
    if (step.after().commit() > step.before().commit() && !isFound) {
      life.commit = Optional.of(record);
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

  // ---- sentences --------------------------------------------------------------------------------

  private void addProgress(List<Finding> findings) {
    String last =
        progress
            .map(record -> Breaches.at(record) + ": " + words.of(record.event()))
            .orElse("none in the events that were kept");
    findings.add(Finding.of(Topic.LAST_PROGRESS, last, ordinals(progress)));
    fault.ifPresent(
        record ->
            findings.add(
                Finding.of(
                    Topic.LAST_FAULT,
                    "%s: %s"
                        .formatted(
                            Breaches.at(record),
                            DecisionText.shortly(((TraceEvent.Struck) record.event()).decision())),
                    ordinals(fault))));
  }

  private static List<Long> ordinals(Optional<TraceRecord> record) {
    return record.map(TraceRecord::ordinal).stream().toList();
  }

  private void addClients(List<Finding> findings) {
    open.values().stream().limit(MOST_CLIENTS).forEach(record -> findings.add(waiting(record)));
    if (open.size() > MOST_CLIENTS) {
      String others = Figures.counted(open.size() - MOST_CLIENTS, "other client");
      findings.add(Finding.of(Topic.WAITING, "and " + others, List.of()));
    }
  }

  private static Finding waiting(TraceRecord record) {
    TraceEvent.Invoked wish = (TraceEvent.Invoked) record.event();
    String request = wish.request() == 0 ? "to open a session" : "for request " + wish.request();
    String sentence =
        "%s since %s %s (%s)"
            .formatted(
                Nodes.name(wish.client()),
                Breaches.at(record),
                request,
                MessageText.operation(wish.operation()));
    return Finding.of(Topic.WAITING, wish.client(), sentence, List.of(record.ordinal()));
  }

  private void addWaits(List<Finding> findings, Trace trace) {
    String kept = keptNanos == 0 ? "" : "from %s on: ".formatted(Figures.instant(keptNanos));
    long since = progress.map(TraceRecord::ordinal).orElse(0L);
    for (Finding wait : Waits.of(trace, since, !open.isEmpty())) {
      findings.add(Finding.of(wait.topic(), wait.node(), kept + wait.sentence(), List.of()));
      kept = "";
    }
  }

  /** Those that are the furthest behind come first. */
  private void addReplicas(List<Finding> findings) {
    lives.keySet().stream()
        .filter(replica -> lives.get(replica).now.isPresent())
        .sorted(
            Comparator.comparingLong(
                (Integer replica) -> lives.get(replica).now.orElseThrow().commit()))
        .limit(MOST_REPLICAS)
        .forEach(replica -> findings.add(since(replica, lives.get(replica))));
  }

  private static Finding since(int replica, Life life) {
    Standing now = life.now.orElseThrow();
    String place =
        "%s is %s in view %d since %s"
            .formatted(
                Nodes.name(replica),
                TextOf.word(now.status()),
                now.view(),
                life.place.map(Breaches::at).orElse("the beginning"));
    String sentence =
        life.commit
            .map(
                step ->
                    "%s, at commit %d since %s".formatted(place, now.commit(), Breaches.at(step)))
            .orElse(place + ", and commits nothing");
    List<Long> events = new ArrayList<>(ordinals(life.place));
    events.addAll(ordinals(life.commit));
    return Finding.of(Topic.SINCE_WHEN, replica, sentence, events);
  }

  private void addSince(List<Finding> findings) {
    List<String> since = new ArrayList<>(most(delivered, "%s %s"));
    String arrived = since.isEmpty() ? "nothing arrived" : String.join(", ", since) + " arrived";
    String missing =
        lost == 0 ? "" : ", and %s got lost".formatted(Figures.counted(lost, "packet"));
    String kept = keptNanos == 0 ? "" : "from %s on, ".formatted(Figures.instant(keptNanos));
    findings.add(Finding.of(Topic.SINCE_THEN, kept + arrived + missing, List.of()));
    List<String> refusals = most(refused, "%s times: %s");
    if (!refusals.isEmpty()) {
      findings.add(Finding.of(Topic.REFUSED, String.join("; ", refusals), List.of()));
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
