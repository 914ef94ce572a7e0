package dev.vopr.check;

import dev.vopr.check.witness.Witness;
import dev.vopr.trace.ReplicaObserver;
import dev.vopr.vsr.ClockSettings;
import dev.vopr.vsr.Output;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All invariants of one run, over the correct replicas, up to the first violation. */
public final class Checkers implements ReplicaObserver {
  /** Nothing is known of clocks: the true time is what replicas take for it. */
  private static final ClusterTimeInvariant.Claim ANY_TIME =
      new ClusterTimeInvariant.Claim(
          0, Long.MAX_VALUE / 4, new ClockSettings(false, 0, 0, 0, 0, 0, 0));

  private final AgreementInvariant agreement;
  private final ClusterTimeInvariant clusterTime;
  private final EvidenceInvariant evidence;
  private final Invariant[] invariants;
  private final Optional<Audits> audits;
  private final Optional<Witness> witness;
  private final Optional<SituationWatch> situations;
  private final boolean[] isCorrect;
  private final long[] bases;
  private long floor;
  private long checks;
  private Optional<Violation> violation = Optional.empty();

  /**
   * Creates the checkers of a cluster of which nobody knows settings and clocks, and of which only
   * states are shown.
   */
  public Checkers(int replicas, List<Integer> compromised) {
    this(replicas, compromised, ANY_TIME, Optional.empty(), Optional.empty());
  }

  /** Creates the checkers of a cluster of which nobody knows how exact its clocks are. */
  public Checkers(CheckedCluster cluster) {
    this(cluster, ANY_TIME, Optional.empty());
  }

  /** As above, with a witness that compares what replicas commit with what clients see. */
  public Checkers(CheckedCluster cluster, Witness witness) {
    this(cluster, ANY_TIME, Optional.of(witness));
  }

  /**
   * Creates the checkers of a run.
   *
   * @param cluster what is known of it
   * @param claim what is claimed of cluster time
   * @param witness compares what replicas commit with what clients see
   */
  public Checkers(
      CheckedCluster cluster, ClusterTimeInvariant.Claim claim, Optional<Witness> witness) {
    this(cluster.settings().nodes(), cluster.compromised(), claim, witness, Optional.of(cluster));
  }

  /**
   * Creates checkers without those of messages and disks, for a cluster that shows only states.
   *
   * @param claim what is claimed of cluster time
   * @param witness compares what replicas commit with what clients see
   */
  public Checkers(
      int replicas,
      List<Integer> compromised,
      ClusterTimeInvariant.Claim claim,
      Optional<Witness> witness) {
    this(replicas, compromised, claim, witness, Optional.empty());
  }

  private Checkers(
      int replicas,
      List<Integer> compromised,
      ClusterTimeInvariant.Claim claim,
      Optional<Witness> witness,
      Optional<CheckedCluster> cluster) {
    this.witness = witness;
    audits = cluster.map(it -> Audits.of(it, witness.map(Witness::answers)));
    situations = cluster.map(it -> new SituationWatch(replicas, it.settings().logSlots()));
    clusterTime = new ClusterTimeInvariant(replicas, compromised, claim);
    agreement = new AgreementInvariant(replicas);
    evidence = new EvidenceInvariant(replicas, compromised);
    List<Invariant> all =
        new ArrayList<>(
            List.of(
                evidence,
                new CommitOrderInvariant(replicas),
                agreement,
                new PrefixInvariant(replicas),
                new StateInvariant(replicas),
                new TimestampInvariant(replicas),
                clusterTime));
    audits.ifPresent(present -> all.addAll(present.invariants()));
    invariants = all.toArray(new Invariant[0]);
    bases = new long[replicas];
    isCorrect = new boolean[replicas];
    for (int i = 0; i < replicas; i++) {
      isCorrect[i] = !compromised.contains(i);
    }
  }

  @Override
  public void afterStep(ReplicaView replica, long nanos) {
    if (!isCorrect[replica.number()] || violation.isPresent()) {
      return;
    }
    checks++;
    for (Invariant invariant : invariants) {
      Optional<Violation> found = invariant.afterStep(replica, nanos);
      if (found.isPresent()) {
        violation = found;
        return;
      }
    }
    if (witness.isPresent()) {
      violation = witness.get().afterStep(replica, nanos);
    }
    situations.ifPresent(watch -> watch.afterStep(replica));
    if (replica.logBase() != bases[replica.number()]) {
      onBaseMoved(replica);
    }
  }

  @Override
  public void onHeard(int replica, int from, long nanos) {
    if (audits.isPresent() && isCorrect[replica]) {
      audits.get().onHeard(replica, from, nanos);
    }
  }

  @Override
  public boolean looksInto(ReplicaView replica, MessageKind kind) {
    return audits.isPresent()
        && isCorrect[replica.number()]
        && audits.get().looksInto(replica, kind);
  }

  @Override
  public void onReceive(ReplicaView replica, int link, Message message, long nanos) {
    if (audits.isPresent() && isCorrect[replica.number()]) {
      audits.get().onReceive(new Receipt(replica, link, message, nanos));
    }
  }

  @Override
  public void onSend(ReplicaView replica, Output.Send send, long packet, long nanos) {
    if (audits.isPresent() && isCorrect[replica.number()] && violation.isEmpty()) {
      violation =
          audits.get().onSend(new Sending(replica, send.to(), send.message(), packet, nanos));
    }
  }

  @Override
  public void onDurable(int replica, DiskOperation.Write write, long nanos) {
    if (audits.isPresent() && isCorrect[replica] && violation.isEmpty()) {
      violation = audits.get().onDurable(replica, write, nanos);
    }
  }

  @Override
  public void onOpened(int replica, List<DiskOperation.Block> blocks, long nanos) {
    if (audits.isPresent() && isCorrect[replica]) {
      audits.get().onOpened(replica, blocks);
    }
  }

  /** Lets the invariants forget what is in the checkpoints of all, so that memory is bounded. */
  private void onBaseMoved(ReplicaView replica) {
    bases[replica.number()] = replica.logBase();
    long lowest = Long.MAX_VALUE;
    for (int i = 0; i < bases.length; i++) {
      lowest = isCorrect[i] ? Math.min(lowest, bases[i]) : lowest;
    }
    if (lowest > floor) {
      floor = lowest;
      for (Invariant invariant : invariants) {
        invariant.forgetBelow(floor);
      }
      audits.ifPresent(present -> present.forgetBelow(floor));
    }
  }

  /**
   * Looks at what can only be judged when a run has ended.
   *
   * @param replicas all replicas; the compromised ones are left out
   * @return whether the witness, if there is one, has seen all that correct replicas committed
   */
  public boolean atEnd(List<ReplicaView> replicas, long nanos) {
    if (witness.isEmpty() || hasViolation()) {
      return true;
    }
    List<ReplicaView> correct = correct(replicas);
    violation = witness.get().atEnd(correct, nanos);
    return witness.get().isUpToDate(correct);
  }

  /** Takes what another check of the same run found, unless there is a violation already. */
  public void report(Violation found) {
    if (!hasViolation()) {
      violation = Optional.of(found);
    }
  }

  private List<ReplicaView> correct(List<ReplicaView> replicas) {
    return replicas.stream().filter(replica -> isCorrect[replica.number()]).toList();
  }

  @Override
  public void onInexactClock(int replica, long errorNanos, long nanos) {
    clusterTime.onInexactClock(replica, errorNanos, nanos);
  }

  @Override
  public void onResume(int replica, long nanos) {
    clusterTime.onResume(replica, nanos);
    audits.ifPresent(present -> present.onResume(replica, nanos));
  }

  @Override
  public void onDown(int replica) {
    situations.ifPresent(watch -> watch.onDown(replica));
  }

  @Override
  public void onRestart(ReplicaView replica) {
    witness.ifPresent(present -> present.onRestart(replica.number()));
    for (Invariant invariant : invariants) {
      invariant.onRestart(replica.number());
    }
  }

  /** Returns the invariants, in the order in which they are checked. */
  public List<Invariant> invariants() {
    return List.of(invariants);
  }

  /** Returns how often each invariant was checked. */
  public long checks() {
    return checks;
  }

  /** Returns how often the correct replicas got into a situation. */
  public long met(Situation situation) {
    return situations.map(watch -> watch.count(situation)).orElse(0L);
  }

  /** Returns the highest op-number that a correct replica committed. */
  public long committed() {
    return agreement.highestCommitted();
  }

  /** Returns whether a correct replica has caught a compromised one, and nobody an honest one. */
  public boolean hasEvidence() {
    boolean isFalse = violation.isPresent() && violation.get().invariant().equals(evidence.name());
    return evidence.isRecorded() && !isFalse;
  }

  /** Returns whether an invariant broke. */
  public boolean hasViolation() {
    return violation.isPresent() || (witness.isPresent() && witness.get().hasViolation());
  }

  /** Returns the first violation, if there was one. */
  public Optional<Violation> violation() {
    return violation.isPresent() ? violation : witness.flatMap(Witness::violation);
  }
}
