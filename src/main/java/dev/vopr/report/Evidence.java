package dev.vopr.report;

import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the events of a failed run say about the cause: the steps that were against the protocol,
 * and where the entries that conflict came from.
 *
 * @param breaches those that a report tells, in their order
 * @param origins where the entries came from
 * @param executions how replicas came to states that differ
 */
record Evidence(List<Breach> breaches, Origins.Told origins, Optional<String> executions) {
  /** So many breaches are told. */
  private static final int MOST = 2;

  private static final int LINES = 2;

  /** Copies the list. */
  Evidence {
    breaches = List.copyOf(breaches);
  }

  static Evidence of(Trace trace) {
    List<Integer> concerned =
        trace
            .violation()
            .map(record -> ((TraceEvent.Violated) record.event()).replicas())
            .orElse(List.of());
    List<Breach> all = new ArrayList<>();
    Set<Long> told = new TreeSet<>();
    for (Breach breach : Breaches.of(trace)) {
      // One step may be wrong in several ways.
      if (told.add(breach.at().ordinal())) {
        all.add(breach);
      }
    }
    List<Breach> chosen =
        all.stream()
            .sorted(
                Comparator.comparing((Breach breach) -> !concerned.contains(breach.replica()))
                    .thenComparing(breach -> breach.at().ordinal()))
            .limit(MOST)
            .sorted(Comparator.comparing(breach -> breach.at().ordinal()))
            .toList();
    return new Evidence(chosen, Origins.of(trace), Executions.of(trace));
  }

  /** Returns the lines of the report; none if the events say nothing by themselves. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    String label = "  went wrong  ";
    for (Breach breach : breaches) {
      lines.addAll(Paragraph.of(label, breach.sentence(), LINES));
      label = " ".repeat(label.length());
    }
    executions.ifPresent(text -> lines.addAll(Paragraph.of("  executed    ", text, LINES)));
    label = "  entries     ";
    for (String sentence : origins.sentences()) {
      lines.addAll(Paragraph.of(label, sentence, LINES));
      label = " ".repeat(label.length());
    }
    return lines;
  }

  /** Returns the events that show it. */
  Set<Long> events() {
    Set<Long> events = new TreeSet<>(origins.events());
    for (Breach breach : breaches) {
      events.add(breach.at().ordinal());
      events.addAll(breach.events());
    }
    return events;
  }

  /** Returns the events without which the story is none. */
  Set<Long> steps(Trace trace) {
    Set<Long> steps = new TreeSet<>();
    for (Breach breach : breaches) {
      TraceRecord at = breach.at();
      steps.add(at.ordinal());
      trace.causeOf(at).map(TraceRecord::ordinal).ifPresent(steps::add);
    }
    return steps;
  }
}
