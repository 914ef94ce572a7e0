package dev.vopr.check;

import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.message.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Which entries a quorum of distinct members has acknowledged in one view, by PrepareOks that they
 * really sent, or, for the primary, by what is durable on its disk: only these may be committed.
 */
final class QuorumHistory {
  private static final int VIEWS = 256;
  private static final int ACKS = 4;
  private static final long UNKNOWN = 0;

  /**
   * The last entry that a quorum acknowledged in a view.
   *
   * @param view the view
   * @param op op-number of the entry
   * @param checksum checksum of the entry
   * @param nanos virtual time in nanoseconds at which the last of the quorum did so
   */
  record Certified(long view, long op, long checksum, long nanos) {}

  /**
   * A PrepareOk, and what its sender's disk held below it when it left.
   *
   * @param first op-number that the first of {@code checksums} belongs to
   * @param checksums of what it acknowledged besides; empty where nobody lies
   */
  private record Ack(Message.PrepareOk ok, long first, List<Long> checksums) {
    long checksumAt(long op) {
      boolean isKept = op >= first && op - first < checksums.size();
      return op == ok.op() ? ok.checksum() : isKept ? checksums.get((int) (op - first)) : UNKNOWN;
    }
  }

  private final ReplicaSettings settings;
  private final CheckedCluster cluster;
  private final DurableDisk[] disks;
  private final int needed;

  /**
   * For each member its last PrepareOks of the newest views in which it sent any, newest first. An
   * older one counts on: the primary of its view may hear late that its own copy is durable.
   */
  private final Ack[][] acks;

  private final OpHistory history = new OpHistory();
  private final Deque<Certified> byView = new ArrayDeque<>();
  private long highest;

  /**
   * Creates an empty history.
   *
   * @param areLiarsCounted whether compromised replicas count as having acknowledged everything;
   *     else as having acknowledged nothing
   */
  QuorumHistory(CheckedCluster cluster, DurableDisk[] disks, boolean areLiarsCounted) {
    this.cluster = cluster;
    this.settings = cluster.settings();
    this.disks = disks;
    long liars = cluster.compromised().stream().filter(settings::isMember).count();
    needed = settings.quorum() - (areLiarsCounted ? (int) liars : 0);
    acks = new Ack[settings.replicas()][ACKS];
  }

  /** Returns whether liars alone make a quorum, so that nothing can be said. */
  boolean isMeaningless() {
    return needed <= 0;
  }

  /** Returns the highest op-number that a quorum acknowledged. */
  long highest() {
    return highest;
  }

  /** Returns the checksum of the entry that a quorum acknowledged, 0 if it is not known. */
  long checksumAt(long op) {
    return history.hashAt(op);
  }

  /** Returns when that entry was acknowledged by a quorum; its checksum must be known. */
  long instantAt(long op) {
    return history.instantAt(op);
  }

  /** Returns the last entry that a quorum acknowledged in a view below this one, by op-number. */
  Certified lastBelow(long view) {
    Certified last = new Certified(0, 0, 0, 0);
    for (Certified each : byView) {
      last = each.view() < view && each.op() > last.op() ? each : last;
    }
    return last;
  }

  void forgetBelow(long op) {
    history.forgetBelow(op);
  }

  /** A correct member acknowledges. */
  void onPrepareOk(int from, Message.PrepareOk ok, long nanos) {
    if (!settings.isMember(from)) {
      return;
    }
    Ack[] own = acks[from];
    if (own[0] == null || ok.view() > own[0].ok().view()) {
      System.arraycopy(own, 0, own, 1, ACKS - 1);
      own[0] = ack(from, ok);
    } else if (ok.view() == own[0].ok().view() && ok.op() > own[0].ok().op()) {
      own[0] = ack(from, ok);
    }
    certify(ok.view(), nanos);
  }

  /** Two histories of a view have to be told apart also when the disk has been lost since. */
  private Ack ack(int from, Message.PrepareOk ok) {
    List<Long> checksums = new ArrayList<>();
    long first = highest + 1;
    if (!cluster.compromised().isEmpty() && ok.op() - first <= disks[from].slots()) {
      for (long op = first; op < ok.op(); op++) {
        checksums.add(disks[from].checksumAt(op));
      }
    }
    return new Ack(ok, first, checksums);
  }

  /** The disk of a correct replica has acknowledged a write: a primary's own vote. */
  void onDurable(int replica, long nanos) {
    long view = disks[replica].record().lastNormalView();
    if (settings.primaryOf(view) == replica) {
      certify(view, nanos);
    }
  }

  private void certify(long view, long nanos) {
    for (int member = 0; member < settings.replicas(); member++) {
      long last = votedUpTo(member, view);
      // Two logs of one view are beginnings of one another, unless a liar forked them: then what
      // a quorum acknowledged may end below all that single members did.
      long first = cluster.compromised().isEmpty() ? last : highest + 1;
      for (long op = last; op > highest && op >= first; op--) {
        long checksum = checksumOf(member, view, op);
        // Of an entry below a fork that no disk shows any more nobody knows which it was.
        boolean isTold = checksum != UNKNOWN || op == last;
        if (isTold && holders(view, op, checksum) >= needed) {
          certify(new Certified(view, op, checksum, nanos), member);
        }
      }
    }
  }

  /** Returns how far a correct member has acknowledged the log of a view, 0 for not at all. */
  private long votedUpTo(int member, long view) {
    if (!cluster.isCorrect(member)) {
      return 0;
    }
    if (settings.primaryOf(view) != member) {
      Ack last = lastAck(member, view);
      return last == null ? 0 : last.ok().op();
    }
    DurableDisk disk = disks[member];
    return disk.record().lastNormalView() == view ? disk.heldOp() : 0;
  }

  /** Returns the checksum of what a member acknowledged, as far as it is known. */
  private long checksumOf(int member, long view, long op) {
    Ack last = lastAck(member, view);
    long acknowledged = last == null ? UNKNOWN : last.checksumAt(op);
    return acknowledged == UNKNOWN ? disks[member].checksumAt(op) : acknowledged;
  }

  /** Returns the last PrepareOk of a member in a view, null if it is not known. */
  private Ack lastAck(int member, long view) {
    for (Ack ack : acks[member]) {
      if (ack != null && ack.ok().view() == view) {
        return ack;
      }
    }
    return null;
  }

  private int holders(long view, long op, long checksum) {
    int holders = 0;
    for (int member = 0; member < settings.replicas(); member++) {
      // Who acknowledged a later entry of the view acknowledged all before it. The disk shows what
      // these were, unless it has been lost since: what was acknowledged before that still counts.
      long held = checksumOf(member, view, op);
      boolean isHeld = held == checksum || held == UNKNOWN;
      holders += votedUpTo(member, view) >= op && isHeld ? 1 : 0;
    }
    return holders;
  }

  private void certify(Certified certified, int holder) {
    for (long op = highest + 1; op < certified.op(); op++) {
      put(op, disks[holder].checksumAt(op), holder, certified.nanos());
    }
    put(certified.op(), certified.checksum(), holder, certified.nanos());
    highest = certified.op();
    if (!byView.isEmpty() && byView.getLast().view() == certified.view()) {
      byView.removeLast();
    }
    byView.addLast(certified);
    if (byView.size() > VIEWS) {
      byView.removeFirst();
    }
  }

  private void put(long op, long checksum, int replica, long nanos) {
    if (checksum != 0 && !history.isForgotten(op)) {
      history.put(op, checksum, replica, nanos);
    }
  }
}
