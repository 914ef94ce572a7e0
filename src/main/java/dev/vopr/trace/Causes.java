package dev.vopr.trace;

import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultFamily;
import dev.vopr.fault.FaultKind;
import dev.vopr.vsr.message.Nodes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the cause of each event from the events before it, so that whoever tells events need not.
 *
 * <pre>
 * what happens                                      is caused by
 * a node sends, asks, steps, refuses, accuses,      what the node is handling: a delivery, an alarm,
 *   has an answer, or begins a disk operation         an answer of its disk, its start
 * a packet is mutated, copied, disturbed, lost,     what happened to the packet last: it was sent,
 *   delivered, or struck by a fault                   mutated, copied, disturbed, struck
 * a disk answers                                    that it was asked
 * a node changes                                    the fault that struck it at this instant, else
 *                                                     what changed it last
 * links are cut, clogged, slowed; mended, freed     the fault that struck them; what they were before
 * an invariant is violated                          the step, or the answer, after which it was found
 * an alarm rings, another fault strikes             nothing
 * </pre>
 */
final class Causes implements TraceEvent.Visitor<Long> {
  private static final long NONE = 0;
  private static final long NEVER = -1;

  /** An operation of a disk. */
  private record Operation(int replica, long number) {}

  /** A fault that struck, and when. */
  private record Strike(long nanos, long ordinal) {}

  /** What each node is handling, or handled last. */
  private final Map<Integer, Long> handled = new TreeMap<>();

  /** What happened last to each packet that is on its way. */
  private final Map<Long, Long> packets = new LinkedHashMap<>();

  private final Map<Operation, Long> operations = new LinkedHashMap<>();

  /** What changed each node, or partition, last. */
  private final Map<Integer, Long> nodeChanges = new TreeMap<>();

  private final Map<String, Long> linkChanges = new TreeMap<>();

  /** The faults that struck each node last. */
  private final Map<Integer, Strike> strikes = new TreeMap<>();

  /** Links of liars that were turned over to a twin, by place. */
  private final Map<Long, Long> turned = new TreeMap<>();

  /** The last faults that struck links, and several nodes at once. */
  private Strike linkStrike = new Strike(NEVER, NONE);

  private Strike clusterStrike = new Strike(NEVER, NONE);

  /** The last fault of a link that a mishap of a packet may follow. */
  private long lastLinkFault = NONE;

  /** What a violation that is found now is found after. */
  private long foundAfter;

  private long ordinal;

  /** Takes the event with the next ordinal, and returns its cause. */
  long of(long nextOrdinal, TraceEvent event) {
    ordinal = nextOrdinal;
    return event.accept(this);
  }

  /**
   * As {@link #of}, for a fault of a link, which strikes the packet that {@code next} is about, if
   * it is about one.
   */
  long ofLinkFault(long nextOrdinal, Optional<TraceEvent> next) {
    ordinal = nextOrdinal;
    lastLinkFault = ordinal;
    if (next.isPresent() && next.get() instanceof TraceEvent.Mishap mishap) {
      return packets.getOrDefault(mishap.packet(), NONE);
    }
    linkStrike = new Strike(next.map(TraceEvent::nanos).orElse(NEVER), ordinal);
    return NONE;
  }

  /** The cause of a mishap: the fault that was told right before it, if one was. */
  private long mishap(long before) {
    return lastLinkFault != NONE && lastLinkFault == ordinal - 1 ? lastLinkFault : before;
  }

  private long befalls(long packet) {
    Long before = packets.put(packet, ordinal);
    return before == null ? NONE : before;
  }

  private long ends(long packet) {
    Long before = packets.remove(packet);
    return before == null ? NONE : before;
  }

  private long handles(int node, long cause) {
    handled.put(node, ordinal);
    foundAfter = ordinal;
    return cause;
  }

  private long doneBy(int node) {
    return handled.getOrDefault(node, NONE);
  }

  @Override
  public Long onInvoked(TraceEvent.Invoked event) {
    return doneBy(event.client());
  }

  @Override
  public Long onSent(TraceEvent.Sent event) {
    packets.put(event.packet(), ordinal);
    return doneBy(event.from());
  }

  @Override
  public Long onMutated(TraceEvent.Mutated event) {
    long sent = befalls(event.packet());
    boolean isByTwin = event.what().equals(TraceEvent.Mutated.BY_TWIN);
    return isByTwin ? turned.getOrDefault(Decision.link(event.from(), event.to()), sent) : sent;
  }

  @Override
  public Long onLost(TraceEvent.Lost event) {
    return mishap(ends(event.packet()));
  }

  @Override
  public Long onDuplicated(TraceEvent.Duplicated event) {
    packets.put(event.copy(), ordinal);
    return mishap(packets.getOrDefault(event.packet(), NONE));
  }

  @Override
  public Long onDisturbed(TraceEvent.Disturbed event) {
    return mishap(befalls(event.packet()));
  }

  @Override
  public Long onDelivered(TraceEvent.Delivered event) {
    return handles(event.to(), ends(event.packet()));
  }

  @Override
  public Long onFired(TraceEvent.Fired event) {
    return handles(event.node(), NONE);
  }

  @Override
  public Long onRejected(TraceEvent.Rejected event) {
    return doneBy(event.node());
  }

  @Override
  public Long onAccused(TraceEvent.Accused event) {
    foundAfter = ordinal;
    return doneBy(event.replica());
  }

  @Override
  public Long onStepped(TraceEvent.Stepped event) {
    foundAfter = ordinal;
    return doneBy(event.replica());
  }

  @Override
  public Long onReturned(TraceEvent.Returned event) {
    foundAfter = ordinal;
    return doneBy(event.client());
  }

  @Override
  public Long onDiskBegun(TraceEvent.DiskBegun event) {
    operations.put(new Operation(event.replica(), event.operation()), ordinal);
    return doneBy(event.replica());
  }

  @Override
  public Long onDiskDone(TraceEvent.DiskDone event) {
    Operation operation = new Operation(event.replica(), event.operation());
    return handles(event.replica(), operations.getOrDefault(operation, NONE));
  }

  @Override
  public Long onViolated(TraceEvent.Violated event) {
    return event.isAtEnd() ? NONE : foundAfter;
  }

  @Override
  public Long onStruck(TraceEvent.Struck event) {
    Decision decision = event.decision();
    Strike strike = new Strike(event.nanos(), ordinal);
    switch (decision.kind().site()) {
      case REPLICA -> strikes.put(decision.second(), strike);
      case CLIENT -> {
        if (decision.kind() == FaultKind.CLIENT_CRASH) {
          strikes.put(decision.second(), strike);
        }
      }
      case POINT -> strikes.put(decision.first(), strike);
      case CLUSTER -> {
        if (decision.kind().family() == FaultFamily.NETWORK) {
          linkStrike = strike;
        } else {
          clusterStrike = strike;
        }
      }
      case LINK -> {
        if (decision.kind() == FaultKind.TWIN) {
          turned.put(decision.place(), ordinal);
        }
      }
      case RULE -> {}
    }
    boolean isAtPoint = decision.kind().site() == FaultKind.Site.POINT;
    return isAtPoint ? doneBy(decision.first()) : NONE;
  }

  @Override
  public Long onNodeChanged(TraceEvent.NodeChanged event) {
    int node = event.node();
    Strike own = strikes.getOrDefault(node, clusterStrike);
    boolean isOwn = own.nanos() == event.nanos() || Nodes.isClient(node);
    Strike strike = isOwn ? own : clusterStrike;
    long before = nodeChanges.getOrDefault(node, NONE);
    // A client may crash a while after it was decided.
    boolean isLate = Nodes.isClient(node) && event.change() == NodeChange.CRASHED;
    boolean isStruck = strike.nanos() == event.nanos() || (isLate && strikes.containsKey(node));
    long cause = isStruck ? strike.ordinal() : before;
    nodeChanges.put(node, ordinal);
    boolean isStart =
        event.change() == NodeChange.STARTED || event.change() == NodeChange.RESTARTED;
    return isStart ? handles(node, cause) : cause;
  }

  @Override
  public Long onLinksChanged(TraceEvent.LinksChanged event) {
    Long before = linkChanges.put(event.name() + event.links(), ordinal);
    return switch (event.change()) {
      case CUT, CLOGGED, SLOWED ->
          linkStrike.nanos() == event.nanos() ? linkStrike.ordinal() : NONE;
      case CUT_AGAIN, MENDED, FREED, SPED_UP -> before == null ? NONE : before;
    };
  }

  @Override
  public Long onWorldChanged(TraceEvent.WorldChanged event) {
    return NONE;
  }
}
