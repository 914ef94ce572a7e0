package dev.vopr.check;

import dev.vopr.check.witness.AnswerBook;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
  private final Optional<AnswerOwedInvariant> owed;
  private final Optional<RecoveryInvariant> recovery;
  private final Optional<CommitVotesInvariant> commits;

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
    UniquePrepareInvariant unique = new UniquePrepareInvariant(cluster);
    OnePrimaryInvariant onePrimary = new OnePrimaryInvariant(cluster);
    ChainInvariant chain = new ChainInvariant(cluster.settings().nodes());
    TenantInvariant tenants = new TenantInvariant(cluster);
    BoundsInvariant bounds = new BoundsInvariant(cluster);
    votes = new ViewVotesInvariant(cluster);
    SessionInvariant sessions = new SessionInvariant();
    SilenceInvariant silence =
        new SilenceInvariant(cluster.settings().nodes(), cluster.settings().clock());
    List<SendInvariant> sends = new ArrayList<>();
    owed = cluster.isAudited() ? Optional.of(new AnswerOwedInvariant(cluster)) : Optional.empty();
    recovery =
        cluster.isAudited() ? Optional.of(new RecoveryInvariant(cluster, disks)) : Optional.empty();
    commits =
        cluster.isAudited() ? Optional.of(new CommitVotesInvariant(cluster)) : Optional.empty();
    List<ReceiveInvariant> receipts = new ArrayList<>(List.of(votes));
    owed.ifPresent(receipts::add);
    recovery.ifPresent(receipts::add);
    commits.ifPresent(receipts::add);
    ofReceipts = receipts.toArray(new ReceiveInvariant[0]);
    if (cluster.isAudited()) {
      SendAudit audit = new SendAudit(cluster, disks);
      AcknowledgedInvariant acknowledged = new AcknowledgedInvariant(cluster, disks);
      invariants.addAll(List.of(audit, acknowledged, new QuorumInvariant(cluster, possible)));
      SentReplyInvariant replies = new SentReplyInvariant(answers);
      SentEvictionInvariant evictions = new SentEvictionInvariant(answers);
      ToldViewInvariant views = new ToldViewInvariant(cluster, disks);
      invariants.addAll(List.of(replies, evictions, views));
      sends.addAll(List.of(audit, acknowledged, replies, evictions, views));
    }
    invariants.addAll(
        List.of(
            monotone,
            new DurabilityInvariant(cluster, certain),
            unique,
            onePrimary,
            chain,
            checkpoints,
            tenants,
            bounds,
            votes,
            sessions,
            silence));
    sends.addAll(
        List.of(
            monotone,
            unique,
            onePrimary,
            chain,
            checkpoints,
            tenants,
            bounds,
            votes,
            sessions,
            silence));
    if (cluster.isAudited()) {
      invariants.add(new DiskBeliefInvariant(disks));
      owed.ifPresent(invariants::add);
      owed.ifPresent(sends::add);
      commits.ifPresent(invariants::add);
      recovery.ifPresent(invariants::add);
      recovery.ifPresent(sends::add);
    }
    ofMessages = sends.toArray(new SendInvariant[0]);
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
    return switch (kind) {
      case START_VIEW_CHANGE -> true;
      case RECOVERY_RESPONSE -> recovery.isPresent();
      case PREPARE -> owed.isPresent() && owed.get().mayOwe(replica);
      case PREPARE_OK -> commits.isPresent() && commits.get().mayCommit(replica);
      case REQUEST,
          REPLY,
          COMMIT,
          DO_VIEW_CHANGE,
          START_VIEW,
          GET_ENTRIES,
          ENTRIES,
          GET_VIEW,
          GET_STATE,
          NEW_STATE,
          RECOVERY,
          PING,
          PONG,
          EVICTED ->
          false;
    };
  }

  void onReceive(Receipt receipt) {
    for (ReceiveInvariant invariant : ofReceipts) {
      invariant.onReceive(receipt);
    }
  }

  void onResume(int replica, long nanos) {
    votes.onResume(replica, nanos);
  }

  Optional<Violation> onDurable(int replica, DiskOperation.Write write, long nanos) {
    disks[replica].onWritten(write.stages());
    monotone.onDurable(replica);
    for (QuorumHistory quorum : quorums) {
      quorum.onDurable(replica, nanos);
    }
    return checkpoints.onDurable(replica, nanos);
  }

  void forgetBelow(long op) {
    quorums.forEach(quorum -> quorum.forgetBelow(op));
  }

  void onOpened(int replica, List<DiskOperation.Block> blocks) {
    disks[replica].onOpened(blocks);
    recovery.ifPresent(present -> present.onOpened(replica));
    // What a crash left behind counts as well, acknowledged or not: the replica goes on from there.
    monotone.onDurable(replica);
  }
}
