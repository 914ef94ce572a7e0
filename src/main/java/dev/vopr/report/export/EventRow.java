package dev.vopr.report.export;

import dev.vopr.fault.Decision;
import dev.vopr.report.TextOf;
import dev.vopr.trace.Standing;
import dev.vopr.trace.TraceEvent;
import dev.vopr.vsr.codec.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * What the page needs of an event, besides its time, cause and words.
 *
 * @param kind its name
 * @param node the node at which it happens, -1 for none
 * @param more what this kind of event has: numbers, texts, and lists of them
 */
record EventRow(String kind, int node, List<Object> more) {
  private static final int NOWHERE = -1;

  private static EventRow of(String kind, int node, Object... more) {
    return new EventRow(kind, node, List.of(more));
  }

  /** Makes rows; {@code facts} returns the number under which the page finds those of a frame. */
  record Maker(ToIntFunction<Frame> facts) implements TraceEvent.Visitor<EventRow> {

    @Override
    public EventRow onInvoked(TraceEvent.Invoked event) {
      return of("invoked", event.client(), event.request());
    }

    @Override
    public EventRow onSent(TraceEvent.Sent event) {
      int about = facts.applyAsInt(event.frame());
      return of("sent", event.from(), event.packet(), event.to(), about);
    }

    @Override
    public EventRow onMutated(TraceEvent.Mutated event) {
      int about = facts.applyAsInt(event.frame());
      return of("mutated", event.from(), event.packet(), event.to(), about);
    }

    @Override
    public EventRow onLost(TraceEvent.Lost event) {
      return of("lost", event.from(), event.packet(), event.to());
    }

    @Override
    public EventRow onDuplicated(TraceEvent.Duplicated event) {
      return of("duplicated", NOWHERE, event.packet(), event.copy());
    }

    @Override
    public EventRow onDelivered(TraceEvent.Delivered event) {
      int about = facts.applyAsInt(event.frame());
      return of("delivered", event.to(), event.packet(), event.from(), about);
    }

    @Override
    public EventRow onRejected(TraceEvent.Rejected event) {
      return of("rejected", event.node(), event.packet());
    }

    @Override
    public EventRow onAccused(TraceEvent.Accused event) {
      return of("accused", event.replica(), event.accused());
    }

    @Override
    public EventRow onStepped(TraceEvent.Stepped event) {
      Standing after = event.after();
      List<Object> standing =
          List.of(
              TextOf.word(after.status()),
              after.isPrimary() ? 1 : 0,
              after.view(),
              after.lastNormalView(),
              after.base(),
              after.op(),
              after.commit(),
              after.executed());
      List<Object> cells = new ArrayList<>();
      event.log().forEach(it -> cells.add(List.of(it.op(), checksum(it.checksum()))));
      return of("stepped", event.replica(), standing, cells);
    }

    /** Its upper half is enough to tell the entries of one run apart. */
    private static String checksum(long checksum) {
      return "%08x".formatted(checksum >>> Integer.SIZE);
    }

    @Override
    public EventRow onReturned(TraceEvent.Returned event) {
      return of("returned", event.client(), event.request());
    }

    @Override
    public EventRow onWorldChanged(TraceEvent.WorldChanged event) {
      return of("world-changed", NOWHERE);
    }

    @Override
    public EventRow onNodeChanged(TraceEvent.NodeChanged event) {
      return of("node-changed", event.node(), TextOf.word(event.change()));
    }

    @Override
    public EventRow onLinksChanged(TraceEvent.LinksChanged event) {
      List<Object> links = new ArrayList<>();
      event.links().forEach(it -> links.add(List.of(it.from(), it.to())));
      String change = TextOf.word(event.change());
      return of("links-changed", NOWHERE, event.name(), change, links);
    }

    @Override
    public EventRow onDisturbed(TraceEvent.Disturbed event) {
      return of("disturbed", event.from(), event.packet(), event.to());
    }

    @Override
    public EventRow onStruck(TraceEvent.Struck event) {
      Decision decision = event.decision();
      String key = decision.kind().key();
      return switch (decision.kind().site()) {
        case REPLICA, CLIENT -> of("struck", decision.second(), key);
        case POINT -> of("struck", decision.first(), key);
        case LINK -> of("struck", decision.first(), key, decision.second());
        case CLUSTER, RULE -> of("struck", NOWHERE, key);
      };
    }

    @Override
    public EventRow onFired(TraceEvent.Fired event) {
      return of("fired", event.node());
    }

    @Override
    public EventRow onDiskBegun(TraceEvent.DiskBegun event) {
      return of("disk-begun", event.replica());
    }

    @Override
    public EventRow onDiskDone(TraceEvent.DiskDone event) {
      return of("disk-done", event.replica(), event.isDone() ? 1 : 0);
    }

    @Override
    public EventRow onViolated(TraceEvent.Violated event) {
      List<Object> replicas = new ArrayList<>(event.replicas());
      return of("violated", NOWHERE, event.invariant(), event.sentence(), replicas, event.op());
    }
  }
}
