package dev.vopr.trace;

import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.proof.Evidence;

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

    R onAdvanced(Advanced event);

    R onReturned(Returned event);

    R onWorldChanged(WorldChanged event);

    R onDisturbed(Disturbed event);
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
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onMutated(this);
    }
  }

  /** A packet will not be delivered. */
  record Lost(long nanos, long packet, int from, int to, LossReason reason) implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onLost(this);
    }
  }

  /** A packet will be delivered once more, under the number {@code copy}. */
  record Duplicated(long nanos, long packet, long copy) implements TraceEvent {
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

  /** A replica's view-number, op-number or commit-number changed. */
  record Advanced(
      long nanos,
      int replica,
      boolean isPrimary,
      long viewBefore,
      long view,
      long opBefore,
      long op,
      long commitBefore,
      long commit)
      implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onAdvanced(this);
    }
  }

  /** A client has its answer. */
  record Returned(long nanos, int client, long request, Bytes result) implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onReturned(this);
    }
  }

  /** A fault began or ended, such as a partition. */
  record WorldChanged(long nanos, String what) implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onWorldChanged(this);
    }
  }

  /**
   * Something befalls a packet on its way, other than its loss; {@code what} says it as a clause.
   */
  record Disturbed(long nanos, long packet, int from, int to, String what) implements TraceEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.onDisturbed(this);
    }
  }
}
