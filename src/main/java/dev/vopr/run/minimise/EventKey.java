package dev.vopr.run.minimise;

import dev.vopr.trace.TraceEvent;
import java.util.List;

/** Makes events of two runs comparable: frames count as equal if they have the same bytes. */
final class EventKey implements TraceEvent.Visitor<Object> {
  /** Returns whether two events, each of another run, are the same. */
  static boolean isSame(TraceEvent one, TraceEvent other) {
    EventKey key = new EventKey();
    return one.accept(key).equals(other.accept(key));
  }

  @Override
  public Object onSent(TraceEvent.Sent event) {
    return List.of(
        "sent", event.nanos(), event.packet(), event.from(), event.to(), event.frame().asBuffer());
  }

  @Override
  public Object onMutated(TraceEvent.Mutated event) {
    return List.of(
        event.what(),
        event.nanos(),
        event.packet(),
        event.from(),
        event.to(),
        event.frame().asBuffer());
  }

  @Override
  public Object onDelivered(TraceEvent.Delivered event) {
    return List.of(
        "delivered",
        event.nanos(),
        event.packet(),
        event.from(),
        event.to(),
        event.frame().asBuffer());
  }

  @Override
  public Object onInvoked(TraceEvent.Invoked event) {
    return event;
  }

  @Override
  public Object onLost(TraceEvent.Lost event) {
    return event;
  }

  @Override
  public Object onDuplicated(TraceEvent.Duplicated event) {
    return event;
  }

  @Override
  public Object onRejected(TraceEvent.Rejected event) {
    return event;
  }

  @Override
  public Object onAccused(TraceEvent.Accused event) {
    return event;
  }

  @Override
  public Object onAdvanced(TraceEvent.Advanced event) {
    return event;
  }

  @Override
  public Object onReturned(TraceEvent.Returned event) {
    return event;
  }

  @Override
  public Object onWorldChanged(TraceEvent.WorldChanged event) {
    return event;
  }

  @Override
  public Object onDisturbed(TraceEvent.Disturbed event) {
    return event;
  }
}
