package dev.vopr.trace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run as data: reports are made from this and nothing else.
 *
 * @param header what one has to know of the run
 * @param records its events in their order, without gaps; the last ones if there were too many
 * @param earlier of the events before these, the few that tell how things stood then, in their
 *     order
 */
public record Trace(TraceHeader header, List<TraceRecord> records, List<TraceRecord> earlier) {
  /** Copies the lists. */
  public Trace {
    records = List.copyOf(records);
    earlier = List.copyOf(earlier);
  }

  /** As above, with nothing before these events. */
  public Trace(TraceHeader header, List<TraceRecord> records) {
    this(header, records, List.of());
  }

  /** Returns all events that there are, in their order, with gaps before {@link #first()}. */
  public List<TraceRecord> known() {
    return Stream.concat(earlier.stream(), records.stream()).toList();
  }

  /** Returns the ordinal of the first event that was kept, 1 if all were. */
  public long first() {
    return records.isEmpty() ? 1 : records.get(0).ordinal();
  }

  /** Returns the event with an ordinal, if it was kept. */
  public Optional<TraceRecord> at(long ordinal) {
    long index = ordinal - first();
    return index < 0 || index >= records.size()
        ? Optional.empty()
        : Optional.of(records.get((int) index));
  }

  /** Returns the event that caused {@code record}, if there is one and it was kept. */
  public Optional<TraceRecord> causeOf(TraceRecord record) {
    return record.cause() == 0 ? Optional.empty() : at(record.cause());
  }

  /**
   * Returns what led to the delivery of a message, in order: that it was sent, if that was kept,
   * and what it met with on its way.
   */
  public List<TraceRecord> wayOf(TraceRecord delivered) {
    Deque<TraceRecord> way = new ArrayDeque<>();
    Optional<TraceRecord> before = causeOf(delivered);
    while (before.isPresent()) {
      way.addFirst(before.get());
      boolean isSent = before.get().event() instanceof TraceEvent.Sent;
      before = isSent ? Optional.empty() : causeOf(before.get());
    }
    return List.copyOf(way);
  }

  /** Returns the violation, if the run ended with one. */
  public Optional<TraceRecord> violation() {
    for (int i = records.size() - 1; i >= 0; i--) {
      if (records.get(i).event() instanceof TraceEvent.Violated) {
        return Optional.of(records.get(i));
      }
    }
    return Optional.empty();
  }
}
