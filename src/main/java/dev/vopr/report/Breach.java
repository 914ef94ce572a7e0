package dev.vopr.report;

import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;

/**
 * A step against the protocol that the events of a run show by themselves.
 *
 * @param kind what is wrong with it
 * @param at the event that is wrong
 * @param replica the replica that goes wrong
 * @param sentence what it does, and what shows that it must not
 * @param events ordinals of the events that show it, besides {@code at}
 */
record Breach(Kind kind, TraceRecord at, int replica, String sentence, List<Long> events) {

  /** What is wrong; of each kind and replica, the first one is told. */
  enum Kind {
    /** An entry is in a place that it was not made for. */
    WRONG_PLACE,
    /** A log loses what it must keep, or keeps what it must give up. */
    LOG,
    /** A number that only rises has fallen. */
    FALL,
    /** A view is taken over, or started, without what it takes. */
    VIEW,
    /** Something is committed without a quorum. */
    COMMIT,
    /** Something is acknowledged that is not durable. */
    ACKNOWLEDGEMENT,
    /** Two messages of one replica contradict each other. */
    CONTRADICTION,
    /** A request is committed twice. */
    REPEATED,
    /** A disk brings back less than was acknowledged. */
    FORGOTTEN
  }

  /** Copies the list. */
  Breach {
    events = List.copyOf(events);
  }

  /**
   * Makes the breach of a replica at an event.
   *
   * @param what words that follow the replica's name
   * @param events ordinals of what shows it; 0 for what was there from its start
   */
  static Breach of(Kind kind, TraceRecord at, int replica, String what, List<Long> events) {
    String sentence = "%s: %s %s".formatted(Breaches.at(at), Nodes.name(replica), what);
    List<Long> shown = events.stream().filter(ordinal -> ordinal > 0).toList();
    return new Breach(kind, at, replica, sentence, shown);
  }

  /** Returns what reports tell of it. */
  Finding finding() {
    List<Long> all = new ArrayList<>(List.of(at.ordinal()));
    events.stream().filter(ordinal -> ordinal != at.ordinal()).forEach(all::add);
    return new Finding(Finding.Topic.WENT_WRONG, TextOf.word(kind), replica, sentence, all);
  }
}
