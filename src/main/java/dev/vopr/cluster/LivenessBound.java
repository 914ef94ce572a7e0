package dev.vopr.cluster;

import dev.vopr.vsr.ReplicaSettings;
import dev.vopr.vsr.client.ClientSettings;

/**
 * How long a healed cluster may take until it serves and agrees again, made from the time-outs: as
 * many view changes as there are members, each at full back-off, then repair of a whole log and
 * transfer of a whole checkpoint one part at a time, an agreement on the time, and the clients'
 * longest pauses; three times all that.
 */
final class LivenessBound {
  private static final long SLACK = 3;

  private LivenessBound() {}

  /** Returns the bound in nanoseconds of virtual time. */
  static long nanos(ReplicaSettings replica, ClientSettings client) {
    ReplicaSettings.Timing timing = replica.timing();
    // Suspicion and the time of a view change each have a random part of at most as much.
    long viewChange =
        2 * timing.suspicion()
            + 2 * timing.viewChangeCap()
            + timing.abdication()
            + 2 * timing.clientPatience();
    long repairs = parts(replica.logSlots(), replica.repairEntries());
    long transfers = parts(replica.checkpointBytes(), replica.limits().frameBytes());
    long clocks = replica.clock().expiry() + replica.clock().patience();
    long sum =
        replica.replicas() * viewChange
            + (repairs + transfers) * 2 * timing.repairRetry()
            + clocks
            + 2 * client.retryCapNanos();
    return SLACK * sum;
  }

  private static long parts(long whole, long part) {
    return (whole + part - 1) / part;
  }
}
