package dev.vopr.trace;

import dev.vopr.fault.FaultKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Numbers the events of one run, finds their causes, and keeps the last ones of them. */
public final class TraceRecorder implements TraceSink {
  /** A fault of a link, until it is known which packet it strikes. */
  private record Waiting(TraceEvent.Struck struck, long hash) {}

  private final long maxEvents;
  private final LongSupplier hash;
  private final Causes causes = new Causes();
  private final ArrayDeque<TraceRecord> records = new ArrayDeque<>();
  private final Earlier earlier = new Earlier();
  private Optional<Waiting> waiting = Optional.empty();
  private long ordinal;

  /**
   * Creates a recorder for one run.
   *
   * @param maxEvents so many events are kept, from 1; when there are more, the last ones
   * @param hash returns the run's trace hash as it is now
   */
  public TraceRecorder(long maxEvents, LongSupplier hash) {
    this.maxEvents = maxEvents;
    this.hash = hash;
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public void add(TraceEvent event) {
    takeWaiting(Optional.of(event));
    boolean isOfPacket =
        event instanceof TraceEvent.Struck struck
            && struck.decision().kind().site() == FaultKind.Site.LINK
            && struck.decision().kind() != FaultKind.TWIN;
    if (isOfPacket) {
      waiting = Optional.of(new Waiting((TraceEvent.Struck) event, hash.getAsLong()));
    } else {
      take(event, causes.of(ordinal + 1, event), hash.getAsLong());
    }
  }

  /** What befalls a packet comes right after the fault, which thus stands between it and it. */
  private void takeWaiting(Optional<TraceEvent> next) {
    if (waiting.isPresent()) {
      Waiting held = waiting.get();
      waiting = Optional.empty();
      take(held.struck(), causes.ofLinkFault(ordinal + 1, next), held.hash());
    }
  }

  private void take(TraceEvent event, long cause, long hashThen) {
    ordinal++;
    records.add(new TraceRecord(ordinal, cause, hashThen, event));
    if (records.size() > maxEvents) {
      earlier.take(records.removeFirst());
    }
  }

  /** Returns the number of all events, those that are no longer kept included. */
  public long events() {
    return ordinal + (waiting.isPresent() ? 1 : 0);
  }

  /** Returns the events that are kept. */
  public List<TraceRecord> records() {
    takeWaiting(Optional.empty());
    return new ArrayList<>(records);
  }

  /** Returns, of the events that are not kept, those that tell how things stood after them. */
  public List<TraceRecord> earlier() {
    takeWaiting(Optional.empty());
    return earlier.records();
  }
}
