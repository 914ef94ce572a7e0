package dev.vopr.report;

import dev.vopr.cluster.VsrSimulation;
import dev.vopr.fault.Decision;
import dev.vopr.fault.FaultKind;
import dev.vopr.trace.DiskAction;
import dev.vopr.trace.LogCell;
import dev.vopr.trace.NodeChange;
import dev.vopr.trace.Standing;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceHeader;
import dev.vopr.trace.TraceRecorder;
import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.Limits;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A run of three replicas that was never made, written down event by event. */
final class Play {
  private static final Limits LIMITS = new Limits(65_536, 64, 64, 1_024);
  private static final long MILLISECOND = 1_000_000L;

  private final TraceRecorder recorder = new TraceRecorder(Integer.MAX_VALUE, () -> 0L);
  private final TreeMap<Integer, Standing> standings = new TreeMap<>();
  private final TreeMap<Integer, List<Long>> logs = new TreeMap<>();
  private long packets;
  private long operations;
  private long nanos;
  private String verdict = "VIOLATION";

  /** Begins with three replicas that have opened their empty disks, r0 the primary of view 0. */
  static Play ofThree() {
    Play play = new Play();
    for (int replica = 0; replica < 3; replica++) {
      play.starts(replica, NodeChange.STARTED);
      play.stands(replica, Status.NORMAL, 0, 0, 0);
    }
    return play;
  }

  /** Returns an entry of view {@code view} at {@code op}; different {@code tag}, another entry. */
  static Entry entry(long view, long op, long parent, int tag) {
    return Entry.sealed(view, op, parent, Nodes.client(0), 1, op, Bytes.of("x" + tag), op);
  }

  Play after(long millis) {
    nanos += millis * MILLISECOND;
    return this;
  }

  private void add(TraceEvent event) {
    recorder.add(event);
  }

  Play starts(int replica, NodeChange change) {
    add(new TraceEvent.NodeChanged(nanos, replica, change));
    standings.put(replica, new Standing(Status.OPENING, false, 0, 0, 0, 0, 0, 0));
    logs.put(replica, new ArrayList<>());
    return this;
  }

  Play crashes(int replica) {
    add(new TraceEvent.NodeChanged(nanos, replica, NodeChange.CRASHED));
    return this;
  }

  /**
   * A step after which the replica stands so, with this log; its commit-number is {@code commit}.
   */
  Play stands(
      int replica, Status status, long view, long lastNormalView, long commit, Entry... log) {
    Standing before = standings.get(replica);
    Standing after =
        new Standing(
            status, view % 3 == replica, view, lastNormalView, 0, log.length, commit, commit);
    List<LogCell> cells = new ArrayList<>();
    List<Long> held = new ArrayList<>();
    for (Entry entry : log) {
      int index = held.size();
      held.add(entry.checksum());
      List<Long> old = logs.get(replica);
      if (index >= old.size() || old.get(index) != entry.checksum()) {
        cells.add(new LogCell(index + 1L, entry.checksum()));
      }
    }
    add(new TraceEvent.Stepped(nanos, replica, before, after, cells));
    standings.put(replica, after);
    logs.put(replica, held);
    return this;
  }

  /** A step by which the replica takes over a checkpoint, and gives up the log that it had. */
  Play takesCheckpoint(int replica, long op) {
    Standing before = standings.get(replica);
    Standing after =
        new Standing(
            before.status(),
            before.isPrimary(),
            before.view(),
            before.lastNormalView(),
            op,
            op,
            op,
            op);
    add(new TraceEvent.Stepped(nanos, replica, before, after, List.of()));
    standings.put(replica, after);
    logs.put(replica, new ArrayList<>());
    return this;
  }

  /** A step by which the replica learns of a commit-number, and executes nothing. */
  Play lags(int replica, long commit) {
    Standing before = standings.get(replica);
    Standing after =
        new Standing(
            before.status(),
            before.isPrimary(),
            before.view(),
            before.lastNormalView(),
            before.base(),
            commit,
            commit,
            before.executed());
    add(new TraceEvent.Stepped(nanos, replica, before, after, List.of()));
    standings.put(replica, after);
    return this;
  }

  /** Sends a message, which arrives at once. */
  Play arrives(int to, Message message) {
    long packet = sends(to, message);
    add(new TraceEvent.Delivered(nanos, packet, message.sender(), to, frame(message)));
    return this;
  }

  Play isSent(int to, Message message) {
    sends(to, message);
    return this;
  }

  private long sends(int to, Message message) {
    packets++;
    add(new TraceEvent.Sent(nanos, packets, message.sender(), to, frame(message)));
    return packets;
  }

  Play refuses(int node, RejectionRule rule) {
    add(new TraceEvent.Rejected(nanos, packets, node, rule));
    return this;
  }

  private static Frame frame(Message message) {
    return VsrSimulation.codec(LIMITS, 0).encode(message);
  }

  /** The replica's disk begins to write, and is done a millisecond later, or fails. */
  Play writes(int replica, boolean isDone) {
    operations++;
    add(new TraceEvent.DiskBegun(nanos, replica, operations, DiskAction.WRITE, 2));
    after(1);
    add(new TraceEvent.DiskDone(nanos, replica, operations, isDone));
    return this;
  }

  Play isStruck(int replica, FaultKind kind) {
    add(new TraceEvent.Struck(nanos, new Decision(kind, replica, 1, 0, 0)));
    return this;
  }

  Play asks(int client, long request) {
    add(new TraceEvent.Invoked(nanos, Nodes.client(client), request, Bytes.of("x")));
    return this;
  }

  Play violates(String invariant, long op, Integer... replicas) {
    add(
        new TraceEvent.Violated(
            nanos, invariant, "something is wrong", List.of(replicas), op, false));
    return this;
  }

  Play stalls() {
    verdict = "STALLED";
    return this;
  }

  Trace trace(Integer... compromised) {
    return new Trace(
        new TraceHeader(
            "play",
            1,
            3,
            0,
            1,
            List.of(compromised),
            Hardening.VALIDATED,
            LIMITS,
            0,
            verdict,
            "",
            "a rule",
            0,
            recorder.events(),
            "",
            List.of()),
        recorder.records());
  }
}
