package dev.vopr.check;

import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A replica takes over a checkpoint only if that leads beyond what it has executed. An older one
 * would take its state back, and what it has answered since would have to be executed again, from a
 * log that may hold it no more.
 */
public final class TransferInvariant implements Invariant, ReceiveInvariant {
  private static final long NONE = -1;

  /** The checkpoint that came, before the step that handles it; none in other steps. */
  private final long[] checkpoint;

  private final long[] executed;
  private final long[] transfers;

  TransferInvariant(int nodes) {
    checkpoint = new long[nodes];
    executed = new long[nodes];
    transfers = new long[nodes];
    Arrays.fill(checkpoint, NONE);
  }

  @Override
  public String name() {
    return "state-transfer";
  }

  @Override
  public String source() {
    return "VRR §5.2; VSR rules N4 and S2: state transfer leads on, and never back";
  }

  @Override
  public boolean looksInto(ReplicaView replica, MessageKind kind) {
    return kind == MessageKind.NEW_STATE;
  }

  @Override
  public void onReceive(Receipt receipt) {
    if (receipt.message() instanceof Message.NewState part) {
      checkpoint[receipt.to()] = part.checkpoint();
      executed[receipt.to()] = receipt.replica().executed();
      transfers[receipt.to()] = receipt.replica().reached(Milestone.STATE_TRANSFERRED);
    }
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    long came = checkpoint[number];
    checkpoint[number] = NONE;
    if (came == NONE
        || came > executed[number]
        || replica.reached(Milestone.STATE_TRANSFERRED) == transfers[number]) {
      return Optional.empty();
    }
    String sentence = "r%d takes over a checkpoint at op %d, but had executed up to op %d";
    return Optional.of(
        new Violation(
                name(),
                sentence.formatted(number, came, executed[number]),
                List.of(number),
                came,
                nanos)
            .with(
                new Violation.Fact("checkpoint", Long.toString(came), number, nanos, 0),
                new Violation.Fact(
                    "executed before", Long.toString(executed[number]), number, nanos, 0)));
  }

  @Override
  public void onRestart(int replica) {
    checkpoint[replica] = NONE;
  }
}
