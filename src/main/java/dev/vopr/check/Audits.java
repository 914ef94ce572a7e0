package dev.vopr.check;

import dev.vopr.check.witness.AnswerBook;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The invariants that look at messages as they leave, and at what disks have acknowledged. They
 * share what is known of the disks, and of what a quorum has acknowledged.
 */
final class Audits {
  private final DurableDisk[] disks;
  private final MonotoneInvariant monotone;
  private final CheckpointInvariant checkpoints;
  private final List<QuorumHistory> quorums;
  private final List<Invariant> invariants = new ArrayList<>();
  private final SendInvariant[] ofMessages;
  private final ReceiveInvariant[] ofReceipts;
  private final ViewVotesInvariant votes;
  private final RecoveryInvariant recovery;
  private final Optional<PowerLossInvariant> powerLoss;
  private final SilenceInvariant silence;

  private Audits(CheckedCluster cluster, Optional<AnswerBook> answers) {
    disks = new DurableDisk[cluster.settings().nodes()];
    for (int i = 0; i < disks.length; i++) {
      disks[i] = new DurableDisk(cluster.settings().logSlots());
    }
    // A liar may have acknowledged anything, or nothing: what is asked decides which to reckon
    // with.
    QuorumHistory certain = new QuorumHistory(cluster, disks, false);
    QuorumHistory possible =
        cluster.compromised().isEmpty() ? certain : new QuorumHistory(cluster, disks, true);
    quorums = cluster.compromised().isEmpty() ? List.of(certain) : List.of(certain, possible);
    monotone = new MonotoneInvariant(cluster, disks);
    checkpoints = new CheckpointInvariant(cluster, disks);
    votes = new ViewVotesInvariant(cluster);
    recovery = new RecoveryInvariant(cluster, disks);
    powerLoss =
        cluster.isAudited() ? Optional.of(new PowerLossInvariant(cluster)) : Optional.empty();
    silence = new SilenceInvariant(cluster.settings());
    if (cluster.isAudited()) {
      invariants.addAll(
          List.of(
              new SendAudit(cluster, disks),
              new AcknowledgedInvariant(cluster, disks),
              new QuorumInvariant(cluster, possible),
              new SentReplyInvariant(answers),
              new SentEvictionInvariant(answers),
              new ToldViewInvariant(cluster, disks)));
    }
    invariants.addAll(
        List.of(
            monotone,
            new DurabilityInvariant(cluster, certain),
            new UniquePrepareInvariant(cluster),
            new OnePrimaryInvariant(cluster),
            new ChainInvariant(cluster.settings().nodes()),
            checkpoints,
            new TenantInvariant(cluster),
            new BoundsInvariant(cluster),
            votes,
            new SessionInvariant(),
            silence));
    if (cluster.isAudited()) {
      invariants.addAll(
          List.of(
              new DiskBeliefInvariant(disks),
              new AnswerOwedInvariant(cluster),
              new CommitVotesInvariant(cluster),
              recovery,
              new ViewSourceInvariant(cluster),
              new ViewLogInvariant(cluster),
              new TransferInvariant(cluster.settings().nodes())));
    }
    powerLoss.ifPresent(invariants::add);
    ofMessages = allOf(SendInvariant.class).toArray(SendInvariant[]::new);
    ofReceipts = allOf(ReceiveInvariant.class).toArray(ReceiveInvariant[]::new);
  }

  private <T> Stream<T> allOf(Class<T> type) {
    return invariants.stream().filter(type::isInstance).map(type::cast);
  }

  /** Makes them; {@code answers} are what clients are to be told, if somebody knows. */
  static Audits of(CheckedCluster cluster, Optional<AnswerBook> answers) {
    return new Audits(cluster, answers);
  }

  List<Invariant> invariants() {
    return invariants;
  }

  Optional<Violation> onSend(Sending sending) {
    for (SendInvariant invariant : ofMessages) {
      Optional<Violation> found = invariant.onSend(sending);
      if (found.isPresent()) {
        return found;
      }
    }
    if (sending.message() instanceof Message.PrepareOk ok) {
      for (QuorumHistory quorum : quorums) {
        quorum.onPrepareOk(sending.from(), ok, sending.nanos());
      }
    }
    return Optional.empty();
  }

  /** Returns whether it matters what is in a message that reaches a replica now. */
  boolean looksInto(ReplicaView replica, MessageKind kind) {
    for (ReceiveInvariant invariant : ofReceipts) {
      if (invariant.looksInto(replica, kind)) {
        return true;
      }
    }
    return false;
  }

  void onReceive(Receipt receipt) {
    for (ReceiveInvariant invariant : ofReceipts) {
      invariant.onReceive(receipt);
    }
  }

  void onHeard(int replica, int from, long nanos) {
    silence.onHeard(replica, from, nanos);
  }

  void onResume(int replica, long nanos) {
    votes.onResume(replica, nanos);
    silence.onResume(replica, nanos);
  }

  Optional<Violation> onDurable(int replica, DiskOperation.Write write, long nanos) {
    disks[replica].onWritten(write.stages());
    monotone.onDurable(replica);
    for (QuorumHistory quorum : quorums) {
      quorum.onDurable(replica, nanos);
    }
    Optional<Violation> found = checkpoints.onDurable(replica, nanos);
    return found.isPresent() || powerLoss.isEmpty()
        ? found
        : powerLoss.get().onDurable(replica, write, disks[replica].record(), nanos);
  }

  void forgetBelow(long op) {
    quorums.forEach(quorum -> quorum.forgetBelow(op));
  }

  void onOpened(int replica, List<DiskOperation.Block> blocks) {
    disks[replica].onOpened(blocks);
    recovery.onOpened(replica);
    powerLoss.ifPresent(present -> present.onOpened(replica, blocks));
    // What a crash left behind counts as well, acknowledged or not: the replica goes on from there.
    monotone.onDurable(replica);
  }
}
