package dev.vopr.check;

import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Message;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A primary that can do nothing for anybody sends no Commit either: its backups would not replace
 * it as long as they hear it. That is one that has long had no agreed time, and so accepts nothing
 * new; and one that has long not heard from a quorum, and so commits nothing.
 */
public final class SilenceInvariant implements Invariant, SendInvariant {
  private static final long NEVER = -1;

  private final ReplicaSettings settings;

  /** Since when each replica has been the primary of its view, and without an agreed time. */
  private final long[] primarySince;

  private final long[] timelessSince;
  private final long[] view;

  /** When something from each member last reached each replica. */
  private final long[][] heardAt;

  /** The highest commit-number that each replica has told: what is above is news, whenever. */
  private final long[] told;

  /** Whether anybody tells what reaches whom. */
  private boolean isHearingShown;

  SilenceInvariant(ReplicaSettings settings) {
    int nodes = settings.nodes();
    this.settings = settings;
    primarySince = new long[nodes];
    timelessSince = new long[nodes];
    view = new long[nodes];
    heardAt = new long[nodes][settings.replicas()];
    told = new long[nodes];
    Arrays.fill(primarySince, NEVER);
    Arrays.fill(timelessSince, NEVER);
  }

  @Override
  public String name() {
    return "silence";
  }

  @Override
  public String source() {
    return "VSR rules V7 and T1: a primary that cannot serve falls silent, to be replaced";
  }

  /** Something from another node has reached a replica. */
  void onHeard(int replica, int from, long nanos) {
    isHearingShown = true;
    if (settings.isMember(from)) {
      heardAt[replica][from] = nanos;
    }
  }

  /** A replica goes on after a pause, in which no time passed for it. */
  void onResume(int replica, long nanos) {
    Arrays.fill(heardAt[replica], nanos);
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    boolean isPrimary = replica.isPrimary() && replica.status() == Status.NORMAL;
    boolean isWithout = isPrimary && !replica.clock().isSynchronised();
    boolean isNew = view[number] != replica.view();
    if (!isPrimary || primarySince[number] == NEVER || isNew) {
      primarySince[number] = isPrimary ? nanos : NEVER;
    }
    if (!isWithout || timelessSince[number] == NEVER || isNew) {
      timelessSince[number] = isWithout ? nanos : NEVER;
    }
    view[number] = replica.view();
    return Optional.empty();
  }

  @Override
  public void onRestart(int replica) {
    primarySince[replica] = NEVER;
    timelessSince[replica] = NEVER;
    told[replica] = 0;
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    if (!(sending.message() instanceof Message.Commit commit)) {
      return Optional.empty();
    }
    int from = sending.from();
    boolean isNews = commit.commit() > told[from];
    told[from] = Math.max(told[from], commit.commit());
    Optional<Violation> found = checkTime(sending);
    return found.isPresent() || isNews ? found : checkHearing(sending);
  }

  private Optional<Violation> checkTime(Sending sending) {
    int from = sending.from();
    if (!settings.clock().isSynchronised() || timelessSince[from] == NEVER) {
      return Optional.empty();
    }
    long without = sending.nanos() - timelessSince[from];
    // Replicas measure by clocks of their own, from a moment of their own.
    return without <= 2 * settings.clock().patience() + settings.clock().drift(without)
        ? Optional.empty()
        : violation(sending, "been without an agreed time", without);
  }

  private Optional<Violation> checkHearing(Sending sending) {
    int from = sending.from();
    if (!isHearingShown || primarySince[from] == NEVER) {
      return Optional.empty();
    }
    long[] latest = heardAt[from].clone();
    latest[from] = sending.nanos();
    Arrays.sort(latest);
    // Who becomes the primary takes all others for heard in that moment.
    long heard = Math.max(latest[latest.length - settings.quorum()], primarySince[from]);
    long without = sending.nanos() - heard;
    long patience = settings.timing().abdication();
    return without <= patience + patience / 4 + settings.clock().drift(without)
        ? Optional.empty()
        : violation(sending, "heard from fewer than a quorum", without);
  }

  private Optional<Violation> violation(Sending sending, String what, long nanos) {
    String sentence =
        "r%d sends Commit as primary of view %d, but has %s for %d ms"
            .formatted(sending.from(), sending.replica().view(), what, nanos / 1_000_000);
    return Optional.of(
        new Violation(name(), sentence, List.of(sending.from()), 0, sending.nanos())
            .with(sending.fact(what, nanos / 1_000_000 + " ms")));
  }
}
