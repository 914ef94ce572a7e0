package dev.vopr.vsr;

import java.util.Arrays;

/**
 * The time that a quorum of replicas agrees on (rule T1).
 *
 * <p>All is counted on the replica's own monotonic clock. A Ping that was sent at m0 and whose Pong
 * came at m1 with wall clock w says: that wall clock is ahead of this monotonic clock by something
 * from w − m1 to w − m0, for it was read in between. The shortest such interval of each peer is
 * kept through a window; at its end they are intersected, the own wall clock among them:
 *
 * <pre>
 *  peer 1          ├────────┤
 *  own wall clock      ├───┤           each widened by half the tolerance and by the drift since
 *  peer 2                                            ├─────────┤     stepped by an hour
 *  agreed              ├───┤           two of three: a quorum
 * </pre>
 *
 * <p>Cluster time is the own wall clock, moved into the agreed interval. So a step of the own wall
 * clock is harmless, and one of another's is outvoted. Between windows the interval moves on with
 * the monotonic clock and grows by its drift, until the agreement expires.
 */
final class ClusterClock implements ClockView {
  private final ClockSettings settings;
  private final int quorum;
  private final int self;

  /** For each peer the best sample of this window: the offset interval, and when it was asked. */
  private final long[] sampleLow;

  private final long[] sampleHigh;
  private final long[] sampleAt;
  private final int[] samples;

  /** The intervals to be intersected. */
  private final long[] low;

  private final long[] high;

  private long now;
  private long wall;
  private long windowStart;
  private long startedAt;
  private boolean hasAgreement;
  private long agreedAt;
  private long agreedLow;
  private long agreedHigh;
  private long widest;

  /** Creates the clock of replica {@code self}, before it starts. */
  ClusterClock(ReplicaSettings settings, int self) {
    this.settings = settings.clock();
    this.quorum = settings.quorum();
    this.self = self;
    int replicas = settings.replicas();
    sampleLow = new long[replicas];
    sampleHigh = new long[replicas];
    sampleAt = new long[replicas];
    samples = new int[replicas];
    low = new long[replicas];
    high = new long[replicas];
  }

  /** Takes down what the own clocks show now. */
  void read(ClockReading reading) {
    now = reading.monotonic();
    wall = reading.wall();
  }

  /** Returns what the own wall clock shows. */
  long wall() {
    return wall;
  }

  /** Begins the first window. */
  void start() {
    startedAt = now;
    hasAgreement = false;
    beginWindow();
  }

  private void beginWindow() {
    windowStart = now;
    Arrays.fill(samples, 0);
  }

  /** Returns whether a primary may give timestamps now (rule T1). */
  boolean mayStamp() {
    return !settings.isSynchronised() || isSynchronised();
  }

  @Override
  public boolean isSynchronised() {
    return hasAgreement && now - agreedAt <= settings.expiry();
  }

  /**
   * Takes up an answer to a Ping.
   *
   * @param sentAt own monotonic clock when it was asked; what is from an earlier window is ignored
   * @param peerWall wall clock of the peer
   * @return whether the replica was not synchronised, and now is
   */
  boolean learn(int peer, long sentAt, long peerWall) {
    if (!settings.isSynchronised() || sentAt < windowStart || sentAt > now) {
      return false;
    }
    long width = now - sentAt;
    if (samples[peer] == 0 || width < sampleHigh[peer] - sampleLow[peer]) {
      sampleLow[peer] = peerWall - now;
      sampleHigh[peer] = peerWall - sentAt;
      sampleAt[peer] = sentAt;
    }
    samples[peer]++;
    // Without a time nobody waits for the end of a window: the first one ends with a quorum.
    return !isSynchronised() && synchronise();
  }

  /** Ends the window if it is over; returns whether the replica was not synchronised and now is. */
  boolean pass() {
    if (!settings.isSynchronised() || now - windowStart < settings.window()) {
      return false;
    }
    boolean wasSynchronised = isSynchronised();
    boolean isSuccess = synchronise();
    beginWindow();
    return isSuccess && !wasSynchronised;
  }

  private boolean synchronise() {
    long age = now - windowStart;
    if (age > 2 * settings.window()) {
      // The replica was not woken for long; who knows what the others' clocks did meanwhile.
      return false;
    }
    int count = 0;
    for (int peer = 0; peer < samples.length; peer++) {
      if (peer == self) {
        add(count++, wall - now, wall - now);
      } else if (samples[peer] > 0) {
        long drift = settings.drift(now - sampleAt[peer]);
        add(count++, sampleLow[peer] - drift, sampleHigh[peer] + drift);
      }
    }
    Marzullo.Agreement agreed = Marzullo.intersect(low, high, count);
    if (agreed.sources() < quorum) {
      return false;
    }
    agree(agreed, count);
    return true;
  }

  private void add(int index, long lowest, long highest) {
    low[index] = lowest - settings.tolerance() / 2;
    high[index] = highest + settings.tolerance() / 2;
  }

  private void agree(Marzullo.Agreement agreed, int count) {
    hasAgreement = true;
    agreedAt = now;
    agreedLow = agreed.low();
    agreedHigh = agreed.high();
    widest = 0;
    for (int i = 0; i < count; i++) {
      if (low[i] <= agreed.low() && agreed.low() <= high[i]) {
        widest = Math.max(widest, high[i] - low[i]);
      }
    }
    beginWindow();
  }

  /** Returns cluster time, or the own wall clock where no cluster time is wanted. */
  @Override
  public long time() {
    return settings.isSynchronised() ? Math.max(earliest(), Math.min(wall, latest())) : wall;
  }

  @Override
  public long earliest() {
    return now + agreedLow - settings.drift(now - agreedAt);
  }

  @Override
  public long latest() {
    return now + agreedHigh + settings.drift(now - agreedAt);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of a quorum that agrees one at least is right. True time is within its interval, and cluster
   * time within the same, widened by half the tolerance: so they are no further apart than its
   * length, less the half of the tolerance at the other end, plus the drift since.
   */
  @Override
  public long error() {
    return widest - settings.tolerance() / 2 + 2 * settings.drift(now - agreedAt);
  }

  /** Returns whether each peer answered at least so often in this window. */
  boolean hasSamples(int least) {
    boolean hasAll = true;
    for (int peer = 0; peer < samples.length; peer++) {
      hasAll &= peer == self || samples[peer] >= least;
    }
    return hasAll;
  }

  /**
   * Returns whether a primary since {@code since} has been without an agreed time for so long that
   * another one should take over (rule T1).
   */
  boolean isOverdue(long since) {
    if (mayStamp()) {
      return false;
    }
    long lostAt = hasAgreement ? agreedAt + settings.expiry() : startedAt;
    return now - Math.max(lostAt, since) > settings.patience();
  }

  boolean isWanted() {
    return settings.isSynchronised();
  }
}
