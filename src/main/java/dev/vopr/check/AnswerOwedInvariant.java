package dev.vopr.check;

import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a backup has acknowledged to the primary of its view it acknowledges again when its Prepare
 * comes again, committed or not: the primary may have missed the first PrepareOk, and may depend on
 * this backup for its quorum.
 */
public final class AnswerOwedInvariant implements Invariant, SendInvariant, ReceiveInvariant {
  private static final long NONE = -1;

  private final CheckedCluster cluster;

  /** How far each replica, in this life, has acknowledged the log of which view. */
  private final long[] view;

  private final long[] acknowledged;

  /** The last op-number of the Prepare that a step has to answer; none if it need not. */
  private final long[] owed;

  /** Whether that step is over, and only its messages have still to leave. */
  private final boolean[] isDue;

  AnswerOwedInvariant(CheckedCluster cluster) {
    this.cluster = cluster;
    int nodes = cluster.settings().nodes();
    view = new long[nodes];
    acknowledged = new long[nodes];
    owed = new long[nodes];
    isDue = new boolean[nodes];
    Arrays.fill(view, NONE);
    Arrays.fill(owed, NONE);
  }

  @Override
  public String name() {
    return "answer-owed";
  }

  @Override
  public String source() {
    return "VSR rules N2 and N3: what was acknowledged is acknowledged again";
  }

  /** Returns whether a Prepare that reaches the replica now may have to be answered. */
  private boolean mayOwe(ReplicaView replica) {
    int number = replica.number();
    // At level signed a replica acknowledges nothing before it can prove what it acknowledges.
    return replica.status() == Status.NORMAL
        && view[number] == replica.view()
        && !replica.isPrimary()
        // While anything is missing or not durable, that comes first.
        && replica.durableOp() == replica.op()
        && !cluster.settings().hardening().isAtLeast(Hardening.SIGNED);
  }

  @Override
  public boolean looksInto(ReplicaView replica, MessageKind kind) {
    return kind == MessageKind.PREPARE && mayOwe(replica);
  }

  @Override
  public void onReceive(Receipt receipt) {
    ReplicaView replica = receipt.replica();
    int number = receipt.to();
    if (owed[number] != NONE
        || !(receipt.message() instanceof Message.Prepare prepare)
        || !mayOwe(replica)
        || prepare.entries().isEmpty()) {
      return;
    }
    int primary = cluster.settings().primaryOf(replica.view());
    Entry end = prepare.entries().get(prepare.entries().size() - 1);
    long last = end.op();
    boolean isHonest =
        receipt.link() == primary && prepare.sender() == primary && cluster.isCorrect(primary);
    boolean isSame = prepare.view() == view[number] && last <= acknowledged[number];
    if (isHonest && isSame && isHeld(end, replica)) {
      owed[number] = last;
      isDue[number] = false;
    }
  }

  /** A checkpoint of a later view may have brought another entry, or a shorter log. */
  private static boolean isHeld(Entry entry, ReplicaView replica) {
    return entry.op() >= replica.logBase()
        && entry.op() <= replica.op()
        && replica.checksumAt(entry.op()) == entry.checksum();
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    if (owed[number] == NONE) {
      return Optional.empty();
    }
    if (isDue[number]) {
      return Optional.of(violation(number, nanos));
    }
    // It may have left the view just now, on behalf of a client that was long left alone.
    isDue[number] = replica.status() == Status.NORMAL && replica.view() == view[number];
    owed[number] = isDue[number] ? owed[number] : NONE;
    return Optional.empty();
  }

  private Violation violation(int replica, long nanos) {
    String sentence =
        "r%d was sent a Prepare again that ends with op %d, which it has acknowledged in view %d, and did"
                .formatted(replica, owed[replica], view[replica])
            + " not acknowledge it again";
    String fact = "op %d in view %d".formatted(acknowledged[replica], view[replica]);
    return new Violation(name(), sentence, List.of(replica), owed[replica], nanos)
        .with(new Violation.Fact("acknowledged before", fact, replica, nanos, 0));
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    if (sending.message() instanceof Message.PrepareOk ok) {
      int from = sending.from();
      boolean isSameView = ok.view() == view[from];
      acknowledged[from] = isSameView ? Math.max(acknowledged[from], ok.op()) : ok.op();
      view[from] = ok.view();
      owed[from] = NONE;
    }
    return Optional.empty();
  }

  @Override
  public void onRestart(int replica) {
    view[replica] = NONE;
    owed[replica] = NONE;
  }
}
