package dev.vopr.model;

import dev.vopr.vsr.ClockView;
import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.ReplicaSnapshot;
import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Entry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/**
 * A replica of the model as the invariants see replicas. What is committed is executed at once, all
 * of the log is durable, and there is neither a clock nor a checkpoint.
 */
final class ModelReplicaView implements ReplicaView {
  private static final ClockView NO_CLOCK = new NoClock();

  private final ModelReplica replica;

  ModelReplicaView(ModelReplica replica) {
    this.replica = replica;
  }

  @Override
  public int number() {
    return replica.number();
  }

  @Override
  public Status status() {
    return replica.status();
  }

  @Override
  public long view() {
    return replica.view();
  }

  @Override
  public boolean isPrimary() {
    return replica.isPrimary();
  }

  @Override
  public long lastNormalView() {
    return replica.lastNormalView();
  }

  @Override
  public long op() {
    return replica.op();
  }

  @Override
  public long logBase() {
    return 0;
  }

  @Override
  public long durableOp() {
    return op();
  }

  @Override
  public long checkpoint() {
    return 0;
  }

  @Override
  public long commit() {
    return replica.commit();
  }

  @Override
  public long executed() {
    return commit();
  }

  @Override
  public long checksumAt(long op) {
    return replica.checksumAt(op);
  }

  @Override
  public long parentAt(long op) {
    return replica.entry(op).parent();
  }

  /** The model's entries have no bytes. */
  @Override
  public Optional<Entry> entryAt(long op) {
    return Optional.empty();
  }

  @Override
  public ClockView clock() {
    return NO_CLOCK;
  }

  /** The state is what was executed, and the checksum of the last entry speaks for all of it. */
  @Override
  public long stateDigest() {
    return checksumAt(Math.min(commit(), op()));
  }

  @Override
  public long reached(Milestone milestone) {
    return 0;
  }

  @Override
  public boolean hasEvidenceAgainst(int accused) {
    return replica.hasEvidenceAgainst(accused);
  }

  @Override
  public long clientTableDigest() {
    return stateDigest();
  }

  @Override
  public ReplicaSnapshot snapshot() {
    List<Long> checksums = new ArrayList<>();
    for (long op = 0; op <= op(); op++) {
      checksums.add(checksumAt(op));
    }
    return new ReplicaSnapshot(
        number(),
        status(),
        view(),
        lastNormalView(),
        op(),
        commit(),
        executed(),
        checkpoint(),
        durableOp(),
        logBase(),
        checksums,
        clientTableDigest(),
        stateDigest(),
        new EnumMap<>(RejectionRule.class),
        new EnumMap<>(Milestone.class));
  }

  /** The model has no time. */
  private static final class NoClock implements ClockView {
    @Override
    public boolean isSynchronised() {
      return false;
    }

    @Override
    public long time() {
      return 0;
    }

    @Override
    public long earliest() {
      return 0;
    }

    @Override
    public long latest() {
      return 0;
    }

    @Override
    public long error() {
      return 0;
    }
  }
}
