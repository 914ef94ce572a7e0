package dev.vopr.check;

import dev.vopr.check.witness.Witness;
import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.Output;
import dev.vopr.vsr.TestCluster;
import dev.vopr.vsr.disk.DiskCodec;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.DiskOperation.Block;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Shows checkers what a test says: writes, messages and steps of replicas made by hand. */
final class HandMadeTrace {
  private final Checkers checkers;
  private final int slots;
  private long now = 1_000;
  private long packets;
  private long records = 1;

  /** What each disk has acknowledged, by replica and op-number. */
  private final Map<Integer, TreeMap<Long, Entry>> stored = new TreeMap<>();

  HandMadeTrace(int replicas, Integer... compromised) {
    this(replicas, true, compromised);
  }

  HandMadeTrace(int replicas, boolean isAudited, Integer... compromised) {
    this(new CheckedCluster(TestCluster.settings(replicas), List.of(compromised), 2, isAudited));
  }

  private HandMadeTrace(CheckedCluster cluster) {
    this(cluster, new Checkers(cluster));
  }

  private HandMadeTrace(CheckedCluster cluster, Checkers checkers) {
    this.checkers = checkers;
    slots = cluster.settings().logSlots();
  }

  /** Makes a trace that a witness follows. */
  static HandMadeTrace witnessed(int replicas, Witness witness) {
    CheckedCluster cluster = new CheckedCluster(TestCluster.settings(replicas), List.of(), 1, true);
    return new HandMadeTrace(cluster, new Checkers(cluster, witness));
  }

  /** Makes a trace of replicas that sign. */
  static HandMadeTrace signed(int replicas, Integer... compromised) {
    return new HandMadeTrace(
        new CheckedCluster(
            TestCluster.at(Hardening.SIGNED, TestCluster.settings(replicas)),
            List.of(compromised),
            1,
            true));
  }

  // ---- entries ----------------------------------------------------------------------------------

  /** Returns so many entries of view 0, from op 1 on, as one chain. */
  static List<Entry> log(int count) {
    List<Entry> log = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      log.add(after(log, 0, "x" + i));
    }
    return log;
  }

  /** Returns an entry that continues a log. */
  static Entry after(List<Entry> log, long view, String operation) {
    long parent = log.isEmpty() ? 0 : log.get(log.size() - 1).checksum();
    long op = log.size() + 1L;
    return Entry.sealed(view, op, parent, Nodes.client(0), 1, op, Bytes.of(operation), 100 + op);
  }

  /** Returns a log with one more entry. */
  static List<Entry> and(List<Entry> log, Entry more) {
    List<Entry> longer = new ArrayList<>(log);
    longer.add(more);
    return longer;
  }

  static FakeReplica holding(int number, List<Entry> log) {
    FakeReplica replica = new FakeReplica(number);
    log.forEach(replica::append);
    return replica;
  }

  // ---- messages ---------------------------------------------------------------------------------

  static Message.PrepareOk ok(int sender, long view, Entry entry) {
    return new Message.PrepareOk(sender, view, entry.op(), entry.checksum());
  }

  static Message.Prepare prepare(int sender, long view, long commit, Entry... entries) {
    return new Message.Prepare(sender, view, List.of(entries), commit);
  }

  static Message.DoViewChange show(int sender, long view, long lastNormalView, List<Entry> log) {
    return new Message.DoViewChange(sender, view, lastNormalView, LogTail.whole(0, 0, log), 0);
  }

  /** A log whose last entry is named and nacked. */
  static Message.DoViewChange nack(int sender, long view, long lastNormalView, List<Entry> log) {
    List<Header> headers = log.stream().map(Entry::header).toList();
    List<Entry> held = log.subList(0, log.size() - 1);
    LogTail tail = new LogTail(0, 0, headers, held, List.of((long) log.size()));
    return new Message.DoViewChange(sender, view, lastNormalView, tail, 0);
  }

  static Message.StartView start(int sender, long view, List<Entry> log) {
    return new Message.StartView(sender, view, LogTail.whole(0, 0, log), 0, 0);
  }

  // ---- what happens -----------------------------------------------------------------------------

  /** The disk of a replica acknowledges entries. */
  HandMadeTrace store(int replica, List<Entry> entries) {
    keep(replica, entries);
    return written(replica, blocks(entries));
  }

  private void keep(int replica, List<Entry> entries) {
    TreeMap<Long, Entry> kept = stored.computeIfAbsent(replica, any -> new TreeMap<>());
    entries.forEach(entry -> kept.put(entry.op(), entry));
  }

  /** Returns the headers of what a disk has acknowledged above an op-number, up to a gap. */
  private List<Header> storedAbove(int replica, long op) {
    TreeMap<Long, Entry> kept = stored.getOrDefault(replica, new TreeMap<>());
    List<Header> headers = new ArrayList<>();
    for (long at = op + 1; kept.containsKey(at); at++) {
      headers.add(kept.get(at).header());
    }
    return headers;
  }

  /** The disk of a replica acknowledges a view record that names what is stored. */
  HandMadeTrace record(int replica, long view, long lastNormalView) {
    return record(replica, view, lastNormalView, 0, 0, 0);
  }

  HandMadeTrace record(
      int replica, long view, long lastNormalView, long checkpoint, long digest, long commit) {
    ViewRecord record =
        new ViewRecord(
            ++records,
            view,
            lastNormalView,
            ViewRecord.Doubt.NONE,
            checkpoint,
            digest,
            commit,
            storedAbove(replica, Math.max(commit, checkpoint)));
    return written(replica, copies(record));
  }

  /** The disk of a replica acknowledges a view record that names a log. */
  HandMadeTrace record(
      int replica, long view, long lastNormalView, ViewRecord.Doubt doubt, List<Entry> log) {
    List<Header> tail = log.stream().map(Entry::header).toList();
    return written(
        replica, copies(new ViewRecord(++records, view, lastNormalView, doubt, 0, 0, 0, tail)));
  }

  /** The disk acknowledges one write: a record that names a log, and then one with another. */
  HandMadeTrace recordInStages(int replica, List<Entry> first, List<Entry> then) {
    now++;
    List<List<Block>> stages = List.of(naming(first), naming(then));
    checkers.onDurable(replica, new DiskOperation.Write(now, stages), now);
    return this;
  }

  private List<Block> naming(List<Entry> log) {
    List<Header> tail = log.stream().map(Entry::header).toList();
    return copies(new ViewRecord(++records, 0, 0, ViewRecord.Doubt.NONE, 0, 0, 0, tail));
  }

  private HandMadeTrace written(int replica, List<Block> blocks) {
    now++;
    checkers.onDurable(replica, new DiskOperation.Write(now, List.of(blocks)), now);
    return this;
  }

  /** A replica starts again, and its disk shows an empty record and no log. */
  HandMadeTrace restartFormatted(FakeReplica replica) {
    now++;
    checkers.onRestart(replica);
    stored.remove(replica.number());
    checkers.onOpened(replica.number(), copies(ViewRecord.INITIAL), now);
    return this;
  }

  private List<Block> blocks(List<Entry> entries) {
    return entries.stream()
        .map(entry -> new Block(Zone.ENTRIES, (int) (entry.op() % slots), DiskCodec.encode(entry)))
        .toList();
  }

  private static List<Block> copies(ViewRecord record) {
    List<Block> copies = new ArrayList<>();
    for (int copy = 0; copy < 4; copy++) {
      copies.add(new Block(Zone.VIEW_RECORD, copy, DiskCodec.encode(record)));
    }
    return copies;
  }

  /** A message leaves a replica for all others. */
  HandMadeTrace send(FakeReplica replica, Message message) {
    return send(replica, Output.ALL_REPLICAS, message);
  }

  HandMadeTrace send(FakeReplica replica, int to, Message message) {
    now++;
    checkers.onSend(replica, new Output.Send(to, message), ++packets, now);
    return this;
  }

  /** A message reaches a replica, before its step, from the node that it names as its sender. */
  HandMadeTrace receive(FakeReplica replica, Message message) {
    now++;
    if (checkers.looksInto(replica, message.kind())) {
      checkers.onReceive(replica, message.sender(), message, now);
    }
    return this;
  }

  /** Something of another node reaches a replica, whatever it is. */
  HandMadeTrace hear(int replica, int from) {
    now++;
    checkers.onHeard(replica, from, now);
    return this;
  }

  /** Lets time pass. */
  HandMadeTrace pass(long nanos) {
    now += nanos;
    return this;
  }

  /** A replica starts again, and its disk shows nothing that can be read. */
  HandMadeTrace restartLost(FakeReplica replica) {
    now++;
    checkers.onRestart(replica);
    stored.remove(replica.number());
    checkers.onOpened(replica.number(), List.of(), now);
    return this;
  }

  /** A replica starts again; its disk shows these entries, and the view that it is in. */
  HandMadeTrace restartShowing(FakeReplica replica, List<Entry> entries) {
    return restartShowing(replica, entries, List.of());
  }

  /** As above, with redundant headers; where there is none, the slot was never written. */
  HandMadeTrace restartShowing(FakeReplica replica, List<Entry> entries, List<Header> headers) {
    now++;
    checkers.onRestart(replica);
    List<Block> blocks = new ArrayList<>(blocks(entries));
    for (Header header : headers) {
      int slot = (int) (header.op() % slots);
      blocks.add(new Block(Zone.HEADERS, slot, DiskCodec.encode(header)));
    }
    long view = replica.view();
    keep(replica.number(), entries);
    List<Header> tail = storedAbove(replica.number(), 0);
    blocks.addAll(
        copies(new ViewRecord(++records, view, view, ViewRecord.Doubt.NONE, 0, 0, 0, tail)));
    checkers.onOpened(replica.number(), blocks, now);
    return this;
  }

  /** A replica starts again; its disk shows a view record and nothing else. */
  HandMadeTrace restartShowing(FakeReplica replica, ViewRecord record) {
    now++;
    checkers.onRestart(replica);
    records = record.sequence();
    checkers.onOpened(replica.number(), copies(record), now);
    return this;
  }

  /** A replica starts again; its disk is as it was. */
  HandMadeTrace restart(int replica) {
    checkers.onRestart(holding(replica, List.of()));
    return this;
  }

  /** A replica goes on after a pause. */
  HandMadeTrace resume(int replica) {
    checkers.onResume(replica, now);
    return this;
  }

  /** A replica has made a step. */
  HandMadeTrace step(FakeReplica replica) {
    now++;
    checkers.afterStep(replica, now);
    return this;
  }

  long now() {
    return now;
  }

  Optional<Violation> violation() {
    return checkers.violation();
  }

  Checkers checkers() {
    return checkers;
  }
}
