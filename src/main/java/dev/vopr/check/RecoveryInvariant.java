package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A replica that recovers asks with a nonce that it has never used before, and takes part again
 * only after enough others have answered that very question, the primary of the view that it takes
 * over among them: f of them, and f + 1 if it has forgotten which views it took part in.
 */
public final class RecoveryInvariant implements Invariant, SendInvariant, ReceiveInvariant {
  private static final int NONCES = 64;

  /** What is known of the recovery of one replica. */
  private static final class Case {
    private final long[] nonces = new long[NONCES];
    private int asked;
    private boolean isRecovering;
    private boolean hasForgottenViews;

    /** Who has answered the last question, as bits. */
    private long answered;

    /** The views of which their own primaries have told, in answer to it. */
    private final TreeSet<Long> viewsOfPrimaries = new TreeSet<>();

    private void forgetAnswers() {
      answered = 0;
      viewsOfPrimaries.clear();
    }

    private long nonce() {
      return nonces[(asked + NONCES - 1) % NONCES];
    }

    private boolean isNew(long nonce) {
      for (int i = 0; i < Math.min(asked, NONCES); i++) {
        if (nonces[i] == nonce) {
          return false;
        }
      }
      return true;
    }
  }

  private final CheckedCluster cluster;
  private final DurableDisk[] disks;
  private final Case[] cases;

  RecoveryInvariant(CheckedCluster cluster, DurableDisk[] disks) {
    this.cluster = cluster;
    this.disks = disks;
    cases = new Case[cluster.settings().nodes()];
    for (int i = 0; i < cases.length; i++) {
      cases[i] = new Case();
    }
  }

  @Override
  public String name() {
    return "recovery";
  }

  @Override
  public String source() {
    return "VRR §4.3 steps 1 to 3; VSR rules D3 and D4: a quorum answers the question, the primary too";
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    if (!(sending.message() instanceof Message.Recovery question)) {
      return Optional.empty();
    }
    Case own = cases[sending.from()];
    boolean isNew = own.isNew(question.nonce());
    own.nonces[own.asked++ % NONCES] = question.nonce();
    own.forgetAnswers();
    if (isNew) {
      return Optional.empty();
    }
    String sentence =
        "r%d asks again with a nonce that it has used before: an answer to an older question would be believed"
            .formatted(sending.from());
    return Optional.of(
        new Violation(name(), sentence, List.of(sending.from()), 0, sending.nanos())
            .with(sending.fact("nonce", Long.toString(question.nonce()))));
  }

  @Override
  public boolean looksInto(ReplicaView replica, MessageKind kind) {
    return kind == MessageKind.RECOVERY_RESPONSE;
  }

  @Override
  public void onReceive(Receipt receipt) {
    if (receipt.message() instanceof Message.RecoveryResponse answer) {
      Case own = cases[receipt.to()];
      boolean isIt = own.asked > 0 && answer.nonce() == own.nonce();
      if (isIt && cluster.settings().isMember(answer.sender())) {
        own.answered |= 1L << answer.sender();
        if (cluster.settings().primaryOf(answer.view()) == answer.sender()) {
          own.viewsOfPrimaries.add(answer.view());
        }
      }
    }
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    Case own = cases[number];
    boolean wasRecovering = own.isRecovering;
    own.isRecovering = replica.status() == Status.RECOVERING;
    if (!wasRecovering
        || replica.status() != Status.NORMAL
        || !cluster.settings().isMember(number)) {
      return Optional.empty();
    }
    int needed = cluster.settings().quorum() - (own.hasForgottenViews ? 0 : 1);
    int primary = cluster.settings().primaryOf(replica.view());
    boolean hasPrimary = own.viewsOfPrimaries.contains(replica.view());
    int answers = Long.bitCount(own.answered);
    if (answers >= needed && hasPrimary) {
      return Optional.empty();
    }
    String sentence =
        "r%d has recovered into view %d, but of the %d replicas that it takes %d answered its last question%s"
            .formatted(
                number,
                replica.view(),
                needed,
                answers,
                hasPrimary ? "" : ", and r" + primary + " did not as the primary of that view");
    return Optional.of(
        new Violation(name(), sentence, List.of(number), 0, nanos)
            .with(new Violation.Fact("answers", Integer.toString(answers), number, nanos, 0)));
  }

  /** A disk has shown its replica what is on it. */
  void onOpened(int replica) {
    cases[replica].hasForgottenViews = disks[replica].record().doubt() == ViewRecord.Doubt.VIEWS;
  }

  @Override
  public void onRestart(int replica) {
    cases[replica].isRecovering = false;
    cases[replica].forgetAnswers();
  }
}
