package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.COMMIT;
import static dev.vopr.vsr.message.MessageKind.PING;
import static dev.vopr.vsr.message.MessageKind.PONG;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static dev.vopr.vsr.scripted.Who.R_ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cluster time (rules N6 and T1): windows last 200 ms, agreements 600 ms, patience 100 ms. Round
 * trips take 2 ms, and clocks agree within 20 ms.
 */
class ClockTest {
  private static final int HOUR = 1_000_000;
  private static final int EXPIRED = 620;

  private static ClusterBuilder synchronised() {
    return cluster(3).clients(2).synchronised(20);
  }

  private static boolean isSynchronised(Cluster cluster, Who who) {
    return cluster.replica(who).clock().isSynchronised();
  }

  private static long millisAhead(Cluster cluster, Who who) {
    return Math.floorDiv(cluster.replica(who).clock().time(), Cluster.TICK) - cluster.millis();
  }

  private static long lastTimestamp(Cluster cluster, Who who) {
    return cluster.replica(who).entryAt(cluster.op(who)).orElseThrow().timestamp();
  }

  /** r0 hears from all, but of the time from r2 only, and its own clock is off. */
  private static Cluster blind(Cluster cluster) {
    return cluster
        .shiftClock(R0, HOUR)
        .dropIf(sent -> sent.kind() == PONG && sent.from() == 1 && sent.to() == 0);
  }

  // ---- agreeing ---------------------------------------------------------------------------------

  @Test
  void replicasAgreeOnTheTimeWithinTheFirstRoundTrips() {
    Cluster cluster = synchronised().start().run(20);

    for (Who who : new Who[] {R0, R1, R2}) {
      assertThat(isSynchronised(cluster, who)).as("%s", who).isTrue();
      assertThat(cluster.reached(Milestone.CLOCK_SYNCHRONISED, who)).isEqualTo(1);
      assertThat(cluster.reached(Milestone.CLOCK_LOST, who)).isZero();
    }
    cluster.request(1).committed();
    assertThat(cluster.rejections(RejectionRule.CLOCK_NOT_SYNCHRONISED, R0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {HOUR, -HOUR})
  void skewedBackupTakesTheTimeOfTheOthers(int millis) {
    Cluster cluster = synchronised().down().start();
    cluster.shiftClock(R2, millis).restart(R_ALL).run(400);

    assertThat(isSynchronised(cluster, R2)).isTrue();
    assertThat(millisAhead(cluster, R2)).isBetween(-50L, 20L);
    assertThat(millisAhead(cluster, R0)).isBetween(-30L, 0L);
    cluster.request(3).committed().settle();
    assertThat(cluster.view(R0)).isZero();
    assertThat(cluster.reached(Milestone.TIMESTAMP_DOUBTED, R2)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {HOUR, -HOUR})
  void skewedPrimaryGivesTheTimestampsOfTheOthers(int millis) {
    Cluster cluster = synchronised().down().start();
    cluster.shiftClock(R0, millis).restart(R_ALL).run(20);

    cluster.request(1).committed();

    assertThat(cluster.view(R0)).isZero();
    long ahead = lastTimestamp(cluster, R0) / Cluster.TICK - cluster.millis();
    assertThat(ahead).isBetween(-60L, 20L);
  }

  @Test
  void majorityThatDisagreesIsNotSynchronisedAndServesNobody() {
    Cluster cluster = synchronised().down().start();
    cluster.shiftClock(R1, HOUR).shiftClock(R2, -HOUR).restart(R_ALL).run(3_000);
    cluster.request(1);
    cluster.run(3_000);

    for (Who who : new Who[] {R0, R1, R2}) {
      assertThat(isSynchronised(cluster, who)).as("%s", who).isFalse();
      assertThat(cluster.op(who)).isZero();
    }
    assertThat(cluster.rejections(RejectionRule.CLOCK_NOT_SYNCHRONISED, R0)).isPositive();
    assertThat(cluster.view(R0)).as("each tries in turn").isGreaterThan(2);
  }

  @Test
  void clusterServesAgainOnceTheClocksAreRight() {
    Cluster cluster = synchronised().down().start();
    cluster.shiftClock(R1, HOUR).shiftClock(R2, -HOUR).restart(R_ALL).run(2_000);
    Requests request = cluster.request(1);
    cluster.run(500);

    cluster.shiftClock(R1, 0).shiftClock(R2, 0);

    request.committed();
    cluster.settle();
  }

  // ---- without a time ---------------------------------------------------------------------------

  @Test
  void primaryThatLosesTheTimeAcceptsNothingNewButCommitsWhatItHas() {
    Cluster cluster = synchronised().start().request(1).committed().settle();
    blind(cluster).run(370).drop(PREPARE_OK);
    cluster.requestOf(0);
    cluster.runUntil("the last request is prepared", () -> cluster.op(R0) == 3, 30);
    cluster.runUntil("the time is lost", () -> !isSynchronised(cluster, R0), EXPIRED);

    cluster.requestOf(1);
    cluster.run(20);
    blind(cluster.heal());
    cluster.runUntil("the old one is committed", () -> cluster.commit(R0) == 3, 80);

    assertThat(cluster.op(R0)).isEqualTo(3);
    assertThat(cluster.rejections(RejectionRule.CLOCK_NOT_SYNCHRONISED, R0)).isPositive();
  }

  @Test
  void primaryThatLosesTheTimeForLongFallsSilentAndIsReplaced() {
    Cluster cluster = synchronised().start().request(1).committed().settle();
    blind(cluster);
    cluster.runUntil("the time is lost", () -> !isSynchronised(cluster, R0), 2 * EXPIRED);
    assertThat(cluster.reached(Milestone.PRIMARY_SILENT, R0)).isZero();
    cluster.runUntil(
        "r0 falls silent", () -> cluster.reached(Milestone.PRIMARY_SILENT, R0) == 1, 140);
    int commits = cluster.sent(COMMIT, R0, R1).size();

    cluster.runUntil("another one is primary", () -> cluster.isNormal(R1) && cluster.view(R1) > 0);

    assertThat(cluster.sent(COMMIT, R0, R1)).hasSize(commits);
    assertThat(cluster.reached(Milestone.CLOCK_LOST, R0)).isEqualTo(1);
    cluster.request(2).committed();
  }

  @Test
  void primaryThatIsWithoutTheTimeForAMomentStaysPrimary() {
    Cluster cluster = synchronised().start().request(1).committed().settle();
    blind(cluster);
    cluster.runUntil("the time is lost", () -> !isSynchronised(cluster, R0), 2 * EXPIRED);
    cluster.run(10).heal().shiftClock(R0, 0).run(400);

    assertThat(isSynchronised(cluster, R0)).isTrue();
    assertThat(cluster.view(R0)).isZero();
    assertThat(cluster.reached(Milestone.PRIMARY_SILENT, R0)).isZero();
    assertThat(cluster.reached(Milestone.CLOCK_SYNCHRONISED, R0)).isEqualTo(2);
    assertThat(cluster.reached(Milestone.CLOCK_LOST, R0)).isEqualTo(1);
    cluster.request(2).committed();
  }

  @Test
  void withoutSynchronisationSkewedReplicasServeAllTheSame() {
    Cluster cluster = cluster(3).down().start();
    cluster.shiftClock(R1, HOUR).shiftClock(R2, -HOUR).restart(R_ALL).run(200);

    cluster.request(3).committed();

    assertThat(isSynchronised(cluster, R0)).isFalse();
    assertThat(cluster.view(R0)).isZero();
  }

  // ---- timestamps -------------------------------------------------------------------------------

  /** The scripted state machine fails when a timestamp does not rise. */
  @Test
  void backwardJumpNeverLowersTimestamps() {
    Cluster cluster = synchronised().start().request(3).committed();
    long before = lastTimestamp(cluster, R0);
    for (int millis : new int[] {-5, -30, -HOUR, 0, HOUR, -7}) {
      cluster.shiftClock(R0, millis).request(2).committed();
    }

    assertThat(lastTimestamp(cluster, R0)).isGreaterThan(before);
    assertThat(lastTimestamp(cluster, R0)).isLessThan((cluster.millis() + 30) * Cluster.TICK);
  }

  @Test
  void timestampsRiseAcrossAViewChangeToASlowerClock() {
    Cluster cluster = synchronised().down().start();
    cluster.shiftClock(R0, 19).restart(R_ALL).run(20);
    cluster.request(4).committed();
    long before = lastTimestamp(cluster, R0);

    cluster.crash(R0).request(1).committed();

    assertThat(cluster.view(R1)).isPositive();
    assertThat(lastTimestamp(cluster, R1)).isGreaterThan(before);
  }

  @Test
  void backupTakesNoteOfATimestampFarFromItsOwnTimeAndFollows() {
    Cluster cluster = synchronised().start().run(20);
    long near = cluster.millis() * Cluster.TICK;
    long far = (cluster.millis() + HOUR) * Cluster.TICK;
    Entry first = entry(1, 0, near);
    Entry second = entry(2, first.checksum(), far);

    cluster.forge(new Message.Prepare(0, 0, List.of(first), 0), R1).run(2);
    assertThat(cluster.reached(Milestone.TIMESTAMP_DOUBTED, R1)).isZero();
    cluster.forge(new Message.Prepare(0, 0, List.of(second), 0), R1).run(2);

    assertThat(cluster.reached(Milestone.TIMESTAMP_DOUBTED, R1)).isEqualTo(1);
    assertThat(cluster.op(R1)).isEqualTo(2);
  }

  private static Entry entry(long op, long parent, long timestamp) {
    return Entry.sealed(0, op, parent, Nodes.client((int) op), 0, 0, Bytes.of("token"), timestamp);
  }

  // ---- who looks on -----------------------------------------------------------------------------

  /** Planted: what both backups say of the time is altered under way, and nobody's clock is off. */
  @Test
  void clusterTimeThatIsWrongThoughAllClocksAreRightIsAViolation() {
    Cluster cluster = synchronised().start().run(20);
    cluster.drop(PONG).run(EXPIRED + 200);
    assertThat(isSynchronised(cluster, R0)).isFalse();

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 500; i++) {
                cluster.run(1);
                forgePongs(cluster);
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("cluster-time")
        .hasMessageContaining("with 0 of 3 wall clocks wrong");
  }

  private static void forgePongs(Cluster cluster) {
    int pings = cluster.sent(PING, R0, R1).size();
    if (pings > 0) {
      Message.Ping ping = (Message.Ping) cluster.sent(PING, R0, R1).get(pings - 1).message();
      long clock = (cluster.millis() + HOUR) * Cluster.TICK;
      cluster.forge(new Message.Pong(1, 0, ping.sentAt(), clock, 0), R0);
      cluster.forge(new Message.Pong(2, 0, ping.sentAt(), clock, 0), R0);
    }
  }

  @Test
  void idleBackupsAskLessOftenThanThePrimary() {
    Cluster cluster = synchronised().start().request(1).committed().settle().run(500);
    int ofPrimary = cluster.sent(PING, R0, R1).size();
    int ofBackup = cluster.sent(PING, R1, R2).size();

    cluster.run(3_000);

    assertThat(cluster.sent(PING, R0, R1).size() - ofPrimary).isBetween(95, 101);
    assertThat(cluster.sent(PING, R1, R2).size() - ofBackup).isBetween(26, 60);
    assertThat(isSynchronised(cluster, R1)).isTrue();
  }
}
