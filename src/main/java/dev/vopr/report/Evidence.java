package dev.vopr.report;

import dev.vopr.scenario.Verdict;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the events of a failed run say about the cause. All reports tell these sentences.
 *
 * @param causes the steps that were against the protocol, how states came to differ, and where the
 *     entries that conflict came from
 * @param standstill of a run that stalled, who waits for what
 */
public record Evidence(List<Finding> causes, List<Finding> standstill) {
  /** So many breaches are told. */
  private static final int MOST = 2;

  private static final int LABEL = "went wrong".length();

  /** Copies the lists. */
  public Evidence {
    causes = List.copyOf(causes);
    standstill = List.copyOf(standstill);
  }

  /** Returns what a run shows; of one whose beginning is missing, no causes are known. */
  public static Evidence of(Trace trace) {
    return new Evidence(
        trace.first() == 1 ? causes(trace) : List.of(),
        isStalled(trace) ? Standstill.of(trace) : List.of());
  }

  static boolean isStalled(Trace trace) {
    return trace.header().verdict().equals(Verdict.STALLED.name());
  }

  private static List<Finding> causes(Trace trace) {
    Scene scene = new Scene(trace);
    Breaches breaches = new Breaches(scene);
    Origins origins = new Origins(scene);
    for (TraceRecord record : trace.records()) {
      scene.before(record);
      breaches.look(record);
      origins.look(record);
      scene.after(record);
    }
    List<Finding> causes = new ArrayList<>();
    told(trace, breaches.found()).forEach(breach -> causes.add(breach.finding()));
    Executions.of(trace).ifPresent(causes::add);
    causes.addAll(origins.told());
    return causes;
  }

  /** Returns the breaches that a report has room for, in their order. */
  private static List<Breach> told(Trace trace, List<Breach> found) {
    List<Integer> concerned =
        trace
            .violation()
            .map(record -> ((TraceEvent.Violated) record.event()).replicas())
            .orElse(List.of());
    Set<Long> steps = new TreeSet<>();
    return found.stream()
        // One step may be wrong in several ways.
        .filter(breach -> steps.add(breach.at().ordinal()))
        .sorted(
            Comparator.comparing((Breach breach) -> !concerned.contains(breach.replica()))
                .thenComparing(breach -> breach.at().ordinal()))
        .limit(MOST)
        .sorted(Comparator.comparing(breach -> breach.at().ordinal()))
        .toList();
  }

  /** Returns all sentences. */
  public List<Finding> findings() {
    return Stream.concat(causes.stream(), standstill.stream()).toList();
  }

  /** Returns the lines of the report; none if the events say nothing by themselves. */
  List<String> lines() {
    return Finding.lines(causes, LABEL);
  }

  /** Returns the events that show the causes. */
  Set<Long> events() {
    Set<Long> events = new TreeSet<>();
    causes.forEach(cause -> events.addAll(cause.events()));
    return events;
  }

  /** Returns the events without which the story is none. */
  Set<Long> steps(Trace trace) {
    Set<Long> steps = new TreeSet<>();
    for (Finding cause : causes) {
      if (cause.topic() == Finding.Topic.WENT_WRONG) {
        long at = cause.events().get(0);
        steps.add(at);
        trace.at(at).flatMap(trace::causeOf).map(TraceRecord::ordinal).ifPresent(steps::add);
      }
    }
    return steps;
  }
}
