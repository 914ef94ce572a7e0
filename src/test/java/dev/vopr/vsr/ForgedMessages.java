package dev.vopr.vsr;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.state.ClientTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Draws messages by which a liar who knows the whole cluster would try to hurt one replica: most
 * are right in all fields but one, and sealed.
 */
final class ForgedMessages {
  private static final int CLIENTS = TestCluster.CLIENTS + 2;

  /** Kinds that can move a replica to another view. */
  private static final Set<MessageKind> MOVING =
      EnumSet.of(
          MessageKind.START_VIEW_CHANGE,
          MessageKind.DO_VIEW_CHANGE,
          MessageKind.START_VIEW,
          MessageKind.RECOVERY);

  /** A message, and the node at the other end of the link that it comes over. */
  record Lie(int link, Message message) {}

  private final SimRng rng;
  private final RandomMessages random;
  private final TestCluster cluster;
  private final int victim;
  private final boolean isFlood;

  /** Whether the liar leaves the view as it is, most of the time. */
  private final boolean isPatient;

  private Lie last = new Lie(0, new Message.Commit(0, 0, 0, 0));

  ForgedMessages(SimRng rng, TestCluster cluster, int victim) {
    this.rng = rng;
    this.random = new RandomMessages(rng);
    this.cluster = cluster;
    this.victim = victim;
    this.isFlood = rng.chance(0.25);
    this.isPatient = rng.chance(0.5);
  }

  /**
   * Returns a message, and the link that it comes over: mostly one on which its kind may come. Some
   * are replays of the last one; some liars are clients that ask faster than the cluster commits.
   */
  Lie next() {
    if (rng.chance(0.1)) {
      return last;
    }
    MessageKind kind = MessageKind.values()[rng.nextInt(MessageKind.values().length)];
    kind = isFlood && rng.chance(0.7) ? MessageKind.REQUEST : kind;
    kind = isPatient && MOVING.contains(kind) && rng.chance(0.99) ? MessageKind.PREPARE : kind;
    int link = rng.chance(0.8) ? fitting(kind) : anyLink();
    int sender = rng.chance(0.95) ? link : anyLink();
    Message message = rng.chance(0.2) ? random.next(kind, sender) : nearlyRight(kind, sender);
    last = new Lie(link, message);
    return last;
  }

  private int fitting(MessageKind kind) {
    int primary = cluster.primary().number();
    return switch (kind) {
      case REQUEST -> TestCluster.client(rng.nextInt(CLIENTS));
      case PREPARE, COMMIT, ENTRIES -> primary == victim ? anotherReplica() : primary;
      default -> anotherReplica();
    };
  }

  private int anotherReplica() {
    return (victim + 1 + rng.nextInt(cluster.size() - 1)) % cluster.size();
  }

  private int anyLink() {
    return switch (rng.nextInt(3)) {
      case 0 -> (int) random.number();
      case 1 -> TestCluster.client(rng.nextInt(CLIENTS));
      default -> rng.nextInt(cluster.size());
    };
  }

  private Message nearlyRight(MessageKind kind, int sender) {
    ReplicaView view = cluster.replica(victim);
    long viewNumber = rng.chance(0.9) ? view.view() : near(view.view());
    return switch (kind) {
      case REQUEST -> request(sender);
      case PREPARE -> new Message.Prepare(sender, viewNumber, entries(), commit());
      case PREPARE_OK -> prepareOk(sender, viewNumber);
      case REPLY -> new Message.Reply(sender, viewNumber, near(1), near(1), operation());
      case COMMIT -> commit(sender, viewNumber);
      case GET_ENTRIES ->
          new Message.GetEntries(sender, viewNumber, near(view.op()), near(view.op() + 3));
      case ENTRIES ->
          new Message.Entries(
              sender,
              viewNumber,
              rng.chance(0.8) ? entries() : List.of(),
              commit(),
              near(view.op()));
      case START_VIEW_CHANGE -> new Message.StartViewChange(sender, viewNumber);
      case DO_VIEW_CHANGE -> doViewChange(sender);
      case START_VIEW -> startView(sender);
      case GET_VIEW -> new Message.GetView(sender, viewNumber, random.number());
      case GET_STATE ->
          new Message.GetState(
              sender, rng.chance(0.5) ? 0 : view.checkpoint(), near(0), random.number());
      case NEW_STATE -> newState(sender);
      case RECOVERY -> new Message.Recovery(sender, random.number(), near(view.view()));
      case RECOVERY_RESPONSE -> recoveryResponse(sender);
      case PING -> new Message.Ping(sender, viewNumber, random.number(), near(view.op()));
      case PONG ->
          new Message.Pong(sender, viewNumber, random.number(), random.number(), near(view.op()));
      case EVICTED -> new Message.Evicted(sender, viewNumber, near(1));
    };
  }

  /** A request of a client whose session is known, mostly of one that does not say it yet. */
  private Message request(int sender) {
    long session = rng.chance(0.9) ? sender - TestCluster.client(0) + 1 : near(0);
    long number = rng.chance(0.9) ? rng.between(1, 5_000) : near(0);
    boolean isRegistration = rng.chance(0.1);
    return new Message.Request(
        sender, isRegistration ? 0 : session, isRegistration ? 0 : number, operation());
  }

  // ---- views ------------------------------------------------------------------------------------

  /** Returns the next view after the victim's in which {@code primary} is the primary. */
  private long viewOf(int primary) {
    long view = cluster.replica(victim).view();
    long next = view + (rng.chance(0.7) ? 0 : 1);
    if (primary < 0 || primary >= cluster.size()) {
      return near(next);
    }
    while (cluster.settings().primaryOf(next) != primary) {
      next++;
    }
    return rng.chance(0.9) ? next : near(next);
  }

  private Message doViewChange(int sender) {
    LogTail tail = tail();
    long view = viewOf(victim);
    long lastNormal = rng.chance(0.5) ? cluster.replica(victim).lastNormalView() : view - 1;
    return new Message.DoViewChange(
        sender, view, rng.chance(0.9) ? lastNormal : near(view), tail, commitOf(tail));
  }

  private Message startView(int sender) {
    LogTail tail = tail();
    return new Message.StartView(sender, viewOf(sender), tail, commitOf(tail), random.number());
  }

  private Message recoveryResponse(int sender) {
    LogTail tail = rng.chance(0.3) ? LogTail.NONE : tail();
    long view = rng.chance(0.7) ? viewOf(sender) : cluster.replica(victim).view();
    return new Message.RecoveryResponse(sender, view, nonce(), tail, commitOf(tail));
  }

  /** The liar reads the victim's questions: it knows what it is asked for. */
  private long nonce() {
    return rng.chance(0.9) ? cluster.lastNonce(victim) : random.number();
  }

  private long commitOf(LogTail tail) {
    return rng.chance(0.9) ? tail.base() : near(tail.base());
  }

  /** Returns the end of the victim's log or another one, mostly well-made. */
  private LogTail tail() {
    ReplicaView view = cluster.replica(victim);
    long low = Math.max(view.logBase(), view.commit() - 3);
    long base = rng.between(low, view.op());
    long checksum = view.checksumAt(base);
    if (rng.chance(0.25)) {
      base = rng.chance(0.5) ? base + rng.between(1, 40) : near(base);
      checksum = random.number();
    }
    List<Header> headers = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    Entry last = TestCluster.entry(base, 0, "base");
    long parent = checksum;
    for (int i = rng.nextInt(TestCluster.limits().tailEntries() + 1); i > 0; i--) {
      last = TestCluster.entry(last.op() + 1, parent, rng.chance(0.5) ? "same" : "tail" + i);
      parent = last.checksum();
      Entry shown = rng.chance(0.99) ? last : changed(last);
      headers.add(shown.header());
      if (rng.chance(0.97)) {
        entries.add(shown);
      }
    }
    return new LogTail(base, checksum, headers, entries);
  }

  // ---- state ------------------------------------------------------------------------------------

  /** A part of a checkpoint that the liar made up: it may be of any log, or of none. */
  private Message newState(int sender) {
    Bytes all = checkpoint();
    long op = rng.chance(0.8) ? ByteBuffer.wrap(all.toArray()).getLong(Long.BYTES) : near(1);
    long digest = rng.chance(0.8) ? Checkpoint.digestOf(all) : random.number();
    boolean isWhole = all.length() <= TestCluster.OPERATION_BYTES && rng.chance(0.8);
    int offset = isWhole ? 0 : rng.nextInt(all.length());
    int length = Math.min(all.length() - offset, TestCluster.OPERATION_BYTES);
    return new Message.NewState(
        sender,
        op,
        digest,
        rng.chance(0.95) ? all.length() : near(all.length()),
        offset,
        all.slice(offset, length),
        nonce());
  }

  private Bytes checkpoint() {
    ReplicaView view = cluster.replica(victim);
    long op = rng.chance(0.8) ? view.executed() + rng.between(-2, 40) : near(view.op());
    boolean isHeld = op >= view.logBase() && op <= view.op();
    long checksum = isHeld && rng.chance(0.5) ? view.checksumAt(op) : random.number();
    Header last = new Header(rng.chance(0.9) ? 0 : near(0), op, random.number(), checksum);
    long timestamp = rng.chance(0.8) ? cluster.now() : random.number();
    Bytes none = Bytes.copyOf(new byte[Integer.BYTES]);
    Bytes state = rng.chance(0.8) ? none : Bytes.copyOf(random.bytes(rng.nextInt(12)));
    Bytes noTable = new ClientTable(1).snapshot();
    Bytes table = rng.chance(0.8) ? noTable : Bytes.copyOf(random.bytes(rng.nextInt(12)));
    return new Checkpoint(last, timestamp, state, table).encode();
  }

  // ---- entries ----------------------------------------------------------------------------------

  private Message prepareOk(int sender, long viewNumber) {
    long op = rng.chance(0.8) ? heldOp() : near(heldOp());
    return new Message.PrepareOk(sender, viewNumber, op, checksumAt(op));
  }

  private Message commit(int sender, long viewNumber) {
    long op = commit();
    return new Message.Commit(sender, viewNumber, op, checksumAt(op));
  }

  private long commit() {
    return rng.chance(0.8) ? heldOp() : near(cluster.replica(victim).commit());
  }

  private long heldOp() {
    return rng.between(cluster.replica(victim).logBase(), cluster.replica(victim).op());
  }

  /** Returns the victim's checksum of an op, or a wrong one. */
  private long checksumAt(long op) {
    boolean isHeld = op >= cluster.replica(victim).logBase() && op <= cluster.replica(victim).op();
    return isHeld && rng.chance(0.9) ? cluster.replica(victim).checksumAt(op) : random.number();
  }

  private long near(long value) {
    return switch (rng.nextInt(3)) {
      case 0 -> random.number();
      case 1 -> value + rng.between(-3, 3);
      default -> value + random.number();
    };
  }

  /** Returns entries that continue the victim's log, mostly with something wrong about them. */
  private List<Entry> entries() {
    List<Entry> chain =
        new ArrayList<>(cluster.entriesAfter(victim, 1 + rng.nextInt(TestCluster.BATCH + 1)));
    int at = rng.nextInt(chain.size());
    switch (rng.nextInt(8)) {
      case 0 -> chain.set(at, changed(chain.get(at)));
      case 1 -> chain.set(at, RandomMessages.withChecksum(chain.get(at), random.number()));
      case 2 -> chain.remove(at);
      case 3 -> chain.add(chain.get(at));
      case 4 -> chain.clear();
      case 5 -> chain.replaceAll(this::changed);
      default -> {
        // A lie that is true so far: the victim follows it.
      }
    }
    return chain;
  }

  /** Returns the entry with one field changed, sealed. */
  private Entry changed(Entry e) {
    int field = rng.nextInt(8);
    return Entry.sealed(
        field == 0 ? near(e.view()) : e.view(),
        field == 1 ? near(e.op()) : e.op(),
        field == 2 ? near(e.parent()) : e.parent(),
        field == 3 ? (int) near(e.client()) : e.client(),
        field == 7 ? near(e.session()) : e.session(),
        field == 4 ? near(e.request()) : e.request(),
        field == 5 ? operation() : e.operation(),
        field == 6 ? near(e.timestamp()) : e.timestamp());
  }

  private Bytes operation() {
    return random.operation();
  }
}
