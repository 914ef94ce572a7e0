package dev.vopr.vsr;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws messages by which a liar who knows the whole cluster would try to hurt one replica: most
 * are right in all fields but one, and sealed.
 */
final class ForgedMessages {
  private static final int CLIENTS = 40;

  /** A message, and the node at the other end of the link that it comes over. */
  record Lie(int link, Message message) {}

  private final SimRng rng;
  private final RandomMessages random;
  private final TestCluster cluster;
  private final int victim;
  private final boolean isFlood;
  private Lie last = new Lie(0, new Message.Commit(0, 0, 0, 0));

  ForgedMessages(SimRng rng, TestCluster cluster, int victim) {
    this.rng = rng;
    this.random = new RandomMessages(rng);
    this.cluster = cluster;
    this.victim = victim;
    this.isFlood = rng.chance(0.25);
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
      case PREPARE_OK, REPLY, GET_ENTRIES -> anotherReplica();
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
      case REQUEST ->
          new Message.Request(
              sender, rng.chance(0.9) ? rng.between(1, 5_000) : near(0), operation());
      case PREPARE -> new Message.Prepare(sender, viewNumber, entries(), commit());
      case PREPARE_OK -> prepareOk(sender, viewNumber);
      case REPLY -> new Message.Reply(sender, viewNumber, near(1), operation());
      case COMMIT -> commit(sender, viewNumber);
      case GET_ENTRIES ->
          new Message.GetEntries(sender, viewNumber, near(view.op()), near(view.op() + 3));
      case ENTRIES -> new Message.Entries(sender, viewNumber, entries());
    };
  }

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
    return rng.between(0, cluster.replica(victim).op());
  }

  /** Returns the victim's checksum of an op, or a wrong one. */
  private long checksumAt(long op) {
    boolean isHeld = op >= 0 && op <= cluster.replica(victim).op();
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
    int field = rng.nextInt(7);
    return Entry.sealed(
        field == 0 ? near(e.view()) : e.view(),
        field == 1 ? near(e.op()) : e.op(),
        field == 2 ? near(e.parent()) : e.parent(),
        field == 3 ? (int) near(e.client()) : e.client(),
        field == 4 ? near(e.request()) : e.request(),
        field == 5 ? operation() : e.operation(),
        field == 6 ? near(e.timestamp()) : e.timestamp());
  }

  private Bytes operation() {
    return random.operation();
  }
}
