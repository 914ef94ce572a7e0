package dev.vopr.net;

import dev.vopr.sim.SimRng;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The state of one directed link. */
final class Link {
  /** Above the bits of {@link #key}: node numbers stay below 2^16. */
  private static final int FAULT_SHIFT = 48;

  /** A packet at the sender's side of a full link, and its number there. */
  record Waiting(Packet packet, long n) {}

  /** Names the link in draws and decisions, whatever the number of nodes. */
  final long key;

  /** Which way it leads. */
  final DirectedLink way;

  /** Index of the sending node. */
  final int sender;

  /** Index of the receiving node. */
  final int receiver;

  /** The law of its delays. */
  final LatencyLaw latency;

  /** Packets that entered it; the n-th of them has number n. */
  long sent;

  /** Packets on their way, those held by a clog included. */
  int inFlight;

  /** Partitions that cut it now. */
  int cuts;

  /** When the latest packet arrives that was not held back. */
  long lastArrivalNanos;

  /** Until when the packets before are being transmitted, if bandwidth is limited. */
  long busyUntilNanos;

  /** Whether it is clogged: what arrives is held. */
  boolean isClogged;

  /** By how much its delays are longer than usual; 1 for not. */
  double slowness = 1;

  /** Whether nothing can strike it any more. */
  boolean isHealed;

  /** What a clog holds, in the order of arrival. */
  final List<Flight> held = new ArrayList<>(0);

  /** What waits for room, in the order of sending; rarely used, and so made when first needed. */
  private Deque<Waiting> waiting;

  Link(DirectedLink way, int sender, int receiver, LatencyLaw latency) {
    this.key = ((long) way.from() << Integer.SIZE) | way.to();
    this.way = way;
    this.sender = sender;
    this.receiver = receiver;
    this.latency = latency;
  }

  boolean isCut() {
    return cuts > 0 && !isHealed;
  }

  int waiting() {
    return waiting == null ? 0 : waiting.size();
  }

  void await(Packet packet, long n) {
    if (waiting == null) {
      waiting = new ArrayDeque<>();
    }
    waiting.add(new Waiting(packet, n));
  }

  /** Returns the packet that has waited longest; there must be one. */
  Waiting next() {
    return waiting.remove();
  }

  /** Returns the word by which a fault at the n-th packet goes into the trace hash. */
  long faultWord(int faultCode, long n) {
    return SimRng.mix(SimRng.mix(key ^ ((long) faultCode << FAULT_SHIFT)) + n);
  }
}
