package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.disk.ViewRecord;
import java.util.List;
import java.util.Optional;

/**
 * View-number and last normal view never fall, not even across a restart: not below what was
 * durable, and not below what was said in a promise to others. A replica that knows that it does
 * not know its view is in status recovering, and promises nothing; it is looked at again when it
 * leaves it. Within one life the commit-number is that of {@link CommitOrderInvariant}; across a
 * restart it does not fall below the durable one.
 */
public final class MonotoneInvariant implements Invariant, SendInvariant {
  private final CheckedCluster cluster;
  private final DurableDisk[] disks;
  private final long[] view;
  private final long[] lastNormalView;
  private final long[] saidView;
  private final long[] durableView;
  private final long[] durableLastNormalView;
  private final long[] durableCommit;

  MonotoneInvariant(CheckedCluster cluster, DurableDisk[] disks) {
    this.cluster = cluster;
    this.disks = disks;
    int nodes = cluster.settings().nodes();
    view = new long[nodes];
    lastNormalView = new long[nodes];
    saidView = new long[nodes];
    durableView = new long[nodes];
    durableLastNormalView = new long[nodes];
    durableCommit = new long[nodes];
  }

  @Override
  public String name() {
    return "monotone";
  }

  @Override
  public String source() {
    return "VRR §4: view-numbers rise; VSR rule V2: what was shown is not taken back by a restart";
  }

  /** A write is durable: what it says of the views must not be forgotten any more. */
  void onDurable(int replica) {
    ViewRecord record = disks[replica].record();
    durableView[replica] = Math.max(durableView[replica], record.view());
    durableLastNormalView[replica] =
        Math.max(durableLastNormalView[replica], record.lastNormalView());
    durableCommit[replica] = Math.max(durableCommit[replica], record.commit());
  }

  @Override
  public Optional<Violation> afterStep(ReplicaView replica, long nanos) {
    int number = replica.number();
    Status status = replica.status();
    if (status == Status.OPENING || status == Status.STOPPED) {
      return Optional.empty();
    }
    if (status == Status.RECOVERING) {
      // What it may have committed before, it learns again from the log that it recovers with.
      durableCommit[number] = 0;
      return Optional.empty();
    }
    long leastView = Math.max(view[number], Math.max(durableView[number], saidView[number]));
    long leastNormal = Math.max(lastNormalView[number], durableLastNormalView[number]);
    if (replica.view() < leastView) {
      return fell("view-number", leastView, replica.view(), replica, nanos);
    }
    if (replica.lastNormalView() < leastNormal) {
      return fell("last normal view", leastNormal, replica.lastNormalView(), replica, nanos);
    }
    if (replica.commit() < durableCommit[number]) {
      return fell("commit-number", durableCommit[number], replica.commit(), replica, nanos);
    }
    view[number] = replica.view();
    lastNormalView[number] = replica.lastNormalView();
    return Optional.empty();
  }

  private Optional<Violation> fell(
      String what, long before, long now, ReplicaView replica, long nanos) {
    int number = replica.number();
    String sentence = "%s of r%d fell to %d, but it was %d, durable or said to others";
    return Optional.of(
        new Violation(
                name(),
                sentence.formatted(what, number, now, before),
                List.of(number),
                replica.op(),
                nanos)
            .with(
                new Violation.Fact(what + " before", Long.toString(before), number, 0, 0),
                new Violation.Fact(what, Long.toString(now), number, nanos, 0)));
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    long promised = Promises.viewOf(sending.message());
    int from = sending.from();
    if (promised == Promises.NONE) {
      return Optional.empty();
    }
    if (promised < saidView[from]) {
      String sentence = "r%d sends %s of view %d, but it has said something in view %d before";
      String said = sentence.formatted(from, sending.kind(), promised, saidView[from]);
      return Optional.of(
          new Violation(name(), said, List.of(from), 0, sending.nanos())
              .with(
                  new Violation.Fact("said view", Long.toString(saidView[from]), from, 0, 0),
                  sending.fact("view of this message", Long.toString(promised))));
    }
    saidView[from] = promised;
    return Optional.empty();
  }

  @Override
  public void onRestart(int replica) {
    view[replica] = 0;
    lastNormalView[replica] = 0;
    if (!cluster.settings().isMember(replica)) {
      // A standby never promised anything: with an empty disk it follows from the beginning.
      durableView[replica] = 0;
      durableLastNormalView[replica] = 0;
      durableCommit[replica] = 0;
    }
  }
}
