package dev.vopr.check;

import dev.vopr.vsr.ClockSettings;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Message;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A primary that has long had no agreed time, and so accepts nothing new, sends no Commit either:
 * its backups would not replace it as long as they hear it.
 */
public final class SilenceInvariant implements Invariant, SendInvariant {
  private static final long NEVER = -1;

  private final ClockSettings clock;

  /** Since when each replica has been the primary of its view without an agreed time. */
  private final long[] since;

  private final long[] view;

  SilenceInvariant(int nodes, ClockSettings clock) {
    this.clock = clock;
    this.since = new long[nodes];
    this.view = new long[nodes];
    Arrays.fill(since, NEVER);
  }

  @Override
  public String name() {
    return "silence";
  }

  @Override
  public String source() {
    return "VSR rules V7 and T1: a primary that cannot serve falls silent, to be replaced";
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    boolean isWithout =
        replica.isPrimary()
            && replica.status() == Status.NORMAL
            && !replica.clock().isSynchronised();
    if (!isWithout || since[number] == NEVER || view[number] != replica.view()) {
      since[number] = isWithout ? nanos : NEVER;
      view[number] = replica.view();
    }
    return Optional.empty();
  }

  @Override
  public void onRestart(int replica) {
    since[replica] = NEVER;
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    int from = sending.from();
    if (!(sending.message() instanceof Message.Commit)
        || !clock.isSynchronised()
        || since[from] == NEVER) {
      return Optional.empty();
    }
    long without = sending.nanos() - since[from];
    // Replicas measure by clocks of their own, from a moment of their own.
    if (without <= 2 * clock.patience() + clock.drift(without)) {
      return Optional.empty();
    }
    String sentence =
        "r%d sends Commit as primary of view %d, but has been without an agreed time for %d ms"
            .formatted(from, sending.replica().view(), without / 1_000_000);
    return Optional.of(
        new Violation(name(), sentence, List.of(from), 0, sending.nanos())
            .with(sending.fact("without an agreed time for", without / 1_000_000 + " ms")));
  }
}
