package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Hash64;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Evidence;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.state.ClientTable;
import dev.vopr.vsr.state.StateMachine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables of one replica (VRR §4, figure 2), shared by the classes that handle its inputs.
 */
final class ReplicaState {
  final ReplicaSettings settings;
  final int number;
  final StateMachine stateMachine;
  final ClientTable clientTable;
  final Log log;
  final Timers timers = new Timers();

  Status status = Status.OPENING;
  long view;
  long lastNormalView;
  long commit;
  long executed;
  long now;

  final ClusterClock clock;

  /** Primary: when it became it. */
  long primarySince;

  /** Primary: it has been started anew, and does not resume its view (rule V7). */
  boolean hasAbdicated;

  /** Timestamp of the last executed entry. */
  long lastTimestamp;

  /** Primary: for each replica the op-number up to which it acknowledged the log in this view. */
  final long[] acknowledged;

  /** Primary: the request of each client that is in the log or the queue and not yet executed. */
  final Map<Integer, Long> inProgress = new LinkedHashMap<>();

  /** Primary: requests that wait for the pipeline, oldest first. */
  final ArrayDeque<Message.Request> queue = new ArrayDeque<>();

  /** How often each milestone was reached, by its ordinal. */
  final long[] milestones = new long[Milestone.values().length];

  /** How many op-numbers each row of the reload table decided at the start, by its ordinal. */
  final long[] reloaded = new long[ReloadRow.values().length];

  /** Backup: what clients ask for in vain. */
  final Neglect neglect = new Neglect(this);

  /** For each node when it was last heard from. */
  final long[] heardAt;

  /** For each node the view that its last sign of life told of. */
  final long[] viewsTold;

  /** For each node the op-number of the last durable checkpoint that it told of. */
  final long[] checkpoints;

  /** Where random choices come from: values handed in, so that a replica stays a pure function. */
  private long entropy;

  /** For each replica the first contradiction that it was caught at, null if there is none. */
  final Evidence[] evidence;

  /** What bears out what this replica says and hears, at level {@code signed}. */
  final Proofs proofs;

  ReplicaState(ReplicaSettings settings, int number, StateMachine stateMachine, Notary notary) {
    this.proofs = new Proofs(this, number, settings, notary);
    this.settings = settings;
    this.number = number;
    this.stateMachine = stateMachine;
    this.clientTable = new ClientTable(settings.sessions());
    this.log = new Log(settings.logSlots());
    this.acknowledged = new long[settings.replicas()];
    this.clock = new ClusterClock(settings, number);
    this.heardAt = new long[settings.nodes()];
    this.viewsTold = new long[settings.nodes()];
    this.checkpoints = new long[settings.nodes()];
    this.evidence = new Evidence[settings.nodes()];
  }

  void reached(Milestone milestone) {
    milestones[milestone.ordinal()]++;
  }

  /** Takes down what the rows of the reload table decided, and returns what was read. */
  Reload counted(Reload reload) {
    for (ReloadRow row : ReloadRow.values()) {
      reloaded[row.ordinal()] = reload.decidedBy(row);
    }
    return reload;
  }

  void seed(long newEntropy) {
    entropy = newEntropy;
  }

  /** Returns 64 random bits. */
  long random() {
    entropy = Hash64.combine(entropy, number);
    return Hash64.finish(entropy);
  }

  /** Returns a random number of nanoseconds below {@code bound}, which is above 0. */
  long jitter(long bound) {
    return Long.remainderUnsigned(random(), bound);
  }

  /** Returns a number that marks one question; never 0. */
  long nonce() {
    return random() | 1;
  }

  boolean isPrimary() {
    return settings.primaryOf(view) == number;
  }

  /** Returns whether this is a primary that acts as one. */
  boolean isNormalPrimary() {
    return status == Status.NORMAL && isPrimary() && !hasAbdicated;
  }

  /** Returns whether this node has no vote: it follows, and is nobody's promise. */
  boolean isStandby() {
    return !settings.isMember(number);
  }

  /** Returns another node than {@code peer} and this one, in turn; standbys hold the log too. */
  int peerAfter(int peer) {
    int next = (peer + 1) % settings.nodes();
    return next == number ? (next + 1) % settings.nodes() : next;
  }

  /** Returns whether the primary of the view was caught lying: it is not waited for any more. */
  boolean isPrimaryAccused() {
    return evidence[primary()] != null;
  }

  int primary() {
    return settings.primaryOf(view);
  }

  ReplicaSettings.Timing timing() {
    return settings.timing();
  }

  /**
   * Returns the log above the commit-number that can be shown; of corrupt entries only the headers.
   */
  LogTail tail() {
    List<Header> headers = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    List<Long> nacks = new ArrayList<>();
    long first = tailBase();
    for (long op = first + 1; op <= log.op(); op++) {
      headers.add(log.headerAt(op));
      if (log.isPresent(op)) {
        entries.add(log.at(op));
      } else if (log.isNack(op)) {
        nacks.add(op);
      }
    }
    return new LogTail(first, log.checksumAt(first), headers, entries, nacks);
  }

  /** Returns the commit-number; at level signed no more of it than can be proven. */
  long tailBase() {
    return proofs.isOn() ? Math.max(log.base(), proofs.provenCommit()) : commit;
  }
}
