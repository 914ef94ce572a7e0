package dev.vopr.trace;

import dev.vopr.fault.Decision;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.proof.Evidence;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that happened in a run, as data. {@code nanos} is virtual time since the run began;
 * {@code packet} is the number under which the network knows a frame on its way, from 1.
 */
public sealed interface TraceEvent {

  /** Returns when it happened, in nanoseconds of virtual time. */
  long nanos();

  /** Calls the method of {@code visitor} that belongs to this kind of event. */
  <R> R accept(Visitor<R> visitor);

  /** One method for each kind of event. */
  interface Visitor<R> {
    R onInvoked(Invoked event);

    R onSent(Sent event);

    R onMutated(Mutated event);

    R onLost(Lost event);

    R onDuplicated(Duplicated event);

    R onDelivered(Delivered event);

    R onRejected(Rejected event);

    R onAccused(Accused event);

    R onStepped(Stepped event);

    R onReturned(Returned event);

    R onWorldChanged(WorldChanged event);

    R onNodeChanged(NodeChanged event);

    R onLinksChanged(LinksChanged event);

    R onDisturbed(Disturbed event);

    R onStruck(Struck event);

    R onFired(Fired event);

    R onDiskBegun(DiskBegun event);

    R onDiskDone(DiskDone event);

    R onViolated(Violated event);
  }

  /** A client asks for an operation for the first time. */
  record Invoked(long nanos, int client, long request, Bytes operation) implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onInvoked(this);
    }
  }

  /** A node hands a frame to the network. */
  record Sent(long nanos, long packet, int from, int to, Frame frame) implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onSent(this);
    }
  }

  /** The compromised replica {@code from} lies; {@code frame} is what is sent instead. */
  record Mutated(long nanos, long packet, int from, int to, String what, Frame frame)
      implements TraceEvent {
    /** What is said of a message that the second copy of a replica with a twin sends. */
    public static final String BY_TWIN = "its twin says this";

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onMutated(this);
    }
  }

  /** Something befalls a packet on its way. */
  sealed interface Mishap extends TraceEvent {
    /** Returns the number of the packet. */
    long packet();
  }

  /** A packet will not be delivered. */
  record Lost(long nanos, long packet, int from, int to, LossReason reason) implements Mishap {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onLost(this);
    }
  }

  /** A packet will be delivered once more, under the number {@code copy}. */
  record Duplicated(long nanos, long packet, long copy) implements Mishap {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onDuplicated(this);
    }
  }

  /** A packet reached its receiver. */
  record Delivered(long nanos, long packet, int from, int to, Frame frame) implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onDelivered(this);
    }
  }

  /** A node did not follow the packet, or a part of it. */
  record Rejected(long nanos, long packet, int node, RejectionRule rule) implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onRejected(this);
    }
  }

  /** A replica has caught another one contradicting itself. */
  record Accused(long nanos, int replica, int accused, Evidence.Contradiction contradiction)
      implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onAccused(this);
    }
  }

  /**
   * A replica stands elsewhere after handling something.
   *
   * @param before where it stood when that was last told, in this life
   * @param after where it stands
   * @param log places of its log from {@code after.base() + 1} to {@code after.op()} that changed
   */
  record Stepped(long nanos, int replica, Standing before, Standing after, List<LogCell> log)
      implements TraceEvent {
    /** Copies the list. */
    public Stepped {
      log = List.copyOf(log);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onStepped(this);
    }
  }

  /** A client has its answer. */
  record Returned(long nanos, int client, long request, Bytes result) implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onReturned(this);
    }
  }

  /** Something about the world changed, other than by what its nodes do. */
  sealed interface Change extends TraceEvent {
    /** Returns what changed, as a clause. */
    String what();
  }

  /** A change that is only known by its clause, such as that of a clock. */
  record WorldChanged(long nanos, String what) implements Change {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onWorldChanged(this);
    }
  }

  /** A node starts or ends, or works by halves. */
  record NodeChanged(long nanos, int node, NodeChange change) implements Change {
    @Override
    public String what() {
      return Nodes.name(node) + " " + change.meaning();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onNodeChanged(this);
    }
  }

  /**
   * Links are cut or mended, or otherwise changed.
   *
   * @param name of the partition; empty if it is none
   * @param links those that change, each direction by itself
   */
  record LinksChanged(long nanos, String name, LinkChange change, List<Way> links)
      implements Change {
    /** Copies the list. */
    public LinksChanged {
      links = List.copyOf(links);
    }

    @Override
    public String what() {
      String which = links.stream().map(Way::toString).collect(Collectors.joining(", "));
      return switch (change) {
        case CUT -> "partition %s begins, cut: [%s]".formatted(name, which);
        case CUT_AGAIN -> "partition %s is back".formatted(name);
        case MENDED -> "partition %s ends".formatted(name);
        case CLOGGED -> "the link %s clogs".formatted(which);
        case FREED -> "the link %s is free again".formatted(which);
        case SLOWED -> "the link %s turns slow".formatted(which);
        case SPED_UP -> "the link %s has its speed again".formatted(which);
      };
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onLinksChanged(this);
    }
  }

  /** A packet goes on its way, but not as it should; {@code what} says it as a clause. */
  record Disturbed(long nanos, long packet, int from, int to, String what) implements Mishap {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onDisturbed(this);
    }
  }

  /** A fault strikes, of whatever kind; what it does is told by other events. */
  record Struck(long nanos, Decision decision) implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onStruck(this);
    }
  }

  /** The alarm of a node rings, and the node looks at what is due. */
  record Fired(long nanos, int node) implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onFired(this);
    }
  }

  /**
   * A replica has its disk do something; attempts after a failed one are not told by themselves.
   *
   * @param operation number of the operation in this life of the replica
   * @param blocks number of blocks that are written, or 0
   */
  record DiskBegun(long nanos, int replica, long operation, DiskAction action, int blocks)
      implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onDiskBegun(this);
    }
  }

  /**
   * A replica's disk answers.
   *
   * @param isDone whether it did all of the operation; if not, the replica may have it try again
   */
  record DiskDone(long nanos, int replica, long operation, boolean isDone) implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onDiskDone(this);
    }
  }

  /**
   * An invariant does not hold; the run ends.
   *
   * @param invariant its name
   * @param sentence what happened, with the values that conflict
   * @param replicas those concerned
   * @param op the op-number concerned, or 0
   * @param isAtEnd whether it was found when the run had ended, and not by its last step
   */
  record Violated(
      long nanos,
      String invariant,
      String sentence,
      List<Integer> replicas,
      long op,
      boolean isAtEnd)
      implements TraceEvent {
    /** Copies the list. */
    public Violated {
      replicas = List.copyOf(replicas);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onViolated(this);
    }
  }
}
