package dev.vopr.check;

import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.Optional;

/**
 * Checkpoints of the same op-number are equal on all correct replicas: those that their view
 * records name, and those that they give to others.
 */
public final class CheckpointInvariant implements Invariant, SendInvariant {
  private final DurableDisk[] disks;
  private final long[] seen;
  private final OpHistory history = new OpHistory();

  CheckpointInvariant(CheckedCluster cluster, DurableDisk[] disks) {
    this.disks = disks;
    seen = new long[cluster.settings().nodes()];
  }

  @Override
  public String name() {
    return "checkpoints";
  }

  @Override
  public String source() {
    return "VSR rule S3: a checkpoint holds state and client-table, and its digest is compared";
  }

  /** A write is durable: it may name a new checkpoint. */
  Optional<Violation> onDurable(int replica, long nanos) {
    ViewRecord record = disks[replica].record();
    if (record.checkpoint() == seen[replica]) {
      return Optional.empty();
    }
    seen[replica] = record.checkpoint();
    return see(replica, record.checkpoint(), record.checkpointDigest(), nanos, 0);
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    return sending.message() instanceof Message.NewState part
        ? see(sending.from(), part.checkpoint(), part.digest(), sending.nanos(), sending.packet())
        : Optional.empty();
  }

  private Optional<Violation> see(int replica, long op, long digest, long nanos, long packet) {
    long known = history.hashAt(op);
    if (known == 0 && op > 0 && !history.isForgotten(op)) {
      history.put(op, digest, replica, nanos);
    }
    if (known == 0 || known == digest) {
      return Optional.empty();
    }
    int first = history.firstAt(op);
    String sentence =
        "the checkpoint of r%d at op %d has digest %s, but that of r%d has digest %s"
            .formatted(replica, op, Hex.of(digest), first, Hex.of(known));
    return Optional.of(
        new Violation(name(), sentence, List.of(first, replica), op, nanos)
            .with(
                new Violation.Fact("digest", Hex.of(known), first, history.instantAt(op), 0),
                new Violation.Fact("digest", Hex.of(digest), replica, nanos, packet)));
  }

  @Override
  public void forgetBelow(long op) {
    history.forgetBelow(op);
  }

  @Override
  public void onRestart(int replica) {
    seen[replica] = 0;
  }
}
