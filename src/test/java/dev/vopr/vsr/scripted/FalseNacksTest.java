package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.ENTRIES;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.scripted.Levels.AtEachLevel;
import java.util.List;

/**
 * A DoViewChange that says of an entry that was had that it never was (rule V4), at each level up
 * to chained; signed is in {@link SignedTest}.
 */
class FalseNacksTest {
  /** What all have executed when the lie is told: a registration and three operations. */
  private static final long CLUSTER_OPS = 4;

  private static Cluster withLiar(Hardening level) {
    Cluster cluster = cluster(3).clients(1).hardening(level).liars(R2).start();
    return cluster.request((int) CLUSTER_OPS - 1).committed().settle().run(50);
  }

  /** The new primary r1 lacks what r0 and the liar r2 have committed. */
  private static Cluster committedWithoutR1(Hardening level) {
    Cluster cluster = withLiar(level).dropTo(PREPARE, R1).dropTo(ENTRIES, R1);
    cluster.request(1).committed();
    assertThat(cluster.op(R1)).isEqualTo(CLUSTER_OPS);
    return cluster.heal().crash(R0).cutOutgoing(R2);
  }

  /** Returns the last entry as the liar shows it: by its header, and with a nack if any. */
  private static LogTail named(Cluster cluster, Long... nacks) {
    long checksum = cluster.replica(R2).checksumAt(CLUSTER_OPS);
    Entry last = cluster.entry(R2, CLUSTER_OPS + 1);
    return new LogTail(CLUSTER_OPS, checksum, List.of(last.header()), List.of(), List.of(nacks));
  }

  private static void tell(Cluster cluster, LogTail tail) {
    cluster.forge(new Message.DoViewChange(2, 1, 0, tail, CLUSTER_OPS), R1);
  }

  /** Returns one with an entry that all hold, and of which nobody knows that it is committed. */
  private static Cluster preparedEverywhere(Hardening level) {
    Cluster cluster = withLiar(level).drop(PREPARE_OK);
    cluster.request(1);
    long op = CLUSTER_OPS + 1;
    cluster.runUntil(
        "all hold it",
        () -> List.of(R0, R1, R2).stream().allMatch(it -> cluster.replica(it).durableOp() == op));
    return cluster.run(5);
  }

  @AtEachLevel
  void areBelievedAndACommittedOperationIsLost(Hardening level) {
    Cluster cluster = committedWithoutR1(level);

    tell(cluster, named(cluster, CLUSTER_OPS + 1));
    cluster.runUntil("r1 begins", () -> cluster.view(R1) == 1 && cluster.isNormal(R1));
    cluster.request(1);
    cluster.runUntil("r1 holds another", () -> cluster.replica(R1).durableOp() > CLUSTER_OPS);
    long checksum = cluster.replica(R1).checksumAt(CLUSTER_OPS + 1);
    cluster.forge(new Message.PrepareOk(2, 1, CLUSTER_OPS + 1, checksum), R1).run(2);

    assertThat(cluster.violation().map(found -> found.invariant())).contains("agreement");
  }

  @AtEachLevel
  void areWhatTheNewPrimaryWaitsFor(Hardening level) {
    Cluster cluster = committedWithoutR1(level);

    tell(cluster, named(cluster));
    cluster.run(10);

    assertThat(cluster.isNormal(R1)).as("a missing entry is no nack").isFalse();
    assertThat(cluster.violation()).isEmpty();
  }

  @AtEachLevel
  void doNotCountAgainstACopy(Hardening level) {
    Cluster cluster = preparedEverywhere(level).heal().crash(R0).cutOutgoing(R2);

    tell(cluster, named(cluster, CLUSTER_OPS + 1));
    cluster.runUntil("r1 begins", () -> cluster.view(R1) == 1 && cluster.isNormal(R1));

    assertThat(cluster.op(R1)).isEqualTo(CLUSTER_OPS + 1);
  }

  @AtEachLevel
  void ofWhatIsShownOrOfNothingAreRefused(Hardening level) {
    Cluster cluster = committedWithoutR1(level);
    LogTail named = named(cluster);
    List<Entry> shown = List.of(cluster.entry(R2, CLUSTER_OPS + 1));

    tell(
        cluster,
        new LogTail(
            CLUSTER_OPS, named.baseChecksum(), named.headers(), shown, List.of(CLUSTER_OPS + 1)));
    cluster.run(2);
    assertThat(cluster.rejections(RejectionRule.TAIL_BROKEN, R1)).isEqualTo(1);
    tell(cluster, named(cluster, CLUSTER_OPS + 2));
    cluster.run(2);
    assertThat(cluster.rejections(RejectionRule.TAIL_BROKEN, R1)).isEqualTo(2);

    assertThat(cluster.view(R1)).as("nobody was followed").isZero();
  }
}
