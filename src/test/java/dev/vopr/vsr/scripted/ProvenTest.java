package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.DO_VIEW_CHANGE;
import static dev.vopr.vsr.message.MessageKind.NEW_STATE;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.scripted.Wires.Sent;
import org.junit.jupiter.api.Test;

/** What replicas can prove of what they say, at level {@code signed}. */
class ProvenTest {

  private static Cluster started() {
    return cluster(3).signed().clients(3).start().request(3).committed().settle();
  }

  /** Else what proves a view would grow with each one, until no message holds it. */
  @Test
  void viewInWhichSomethingWasCommittedIsProvenByThatAlone() {
    Cluster cluster = started().crash(R0);
    cluster.request(2).committed().restart(R0).settle();
    assertThat(cluster.view(R2)).isOne();

    cluster.crash(R1).request(1).committed();

    Proof proof = cluster.proof(cluster.lastSent(DO_VIEW_CHANGE, R0, R2));
    assertThat(proof.view().starts()).isEmpty();
    assertThat(proof.view().basis().isOfView(1)).isTrue();
  }

  /** The log is that of view 1, which r2 has not been in. */
  @Test
  void primaryThatMissedTheLastViewProvesTheNextOneByWhatAnotherShows() {
    Cluster cluster = started().cut(R2).from(R0, R1).crash(R0).run(50).restart(R0);
    cluster.runUntil("view 1 begins", () -> cluster.isNormal(R0, R1) && cluster.view(R1) == 1);
    assertThat(cluster.replica(R2).lastNormalView()).isZero();

    cluster.crash(R1).heal();
    cluster.runUntil("another one begins", () -> cluster.isNormal(R0, R2) && cluster.view(R2) > 1);

    assertThat(cluster.view(R2)).isEqualTo(2);
    cluster.request(1).committed();
  }

  /** Others may have stopped below, and f + 1 must have signed for the same entry. */
  @Test
  void acknowledgementOfSeveralEntriesSignsForEachOfThem() {
    Cluster cluster = started();
    long op = cluster.op(R1);
    cluster.cut(R2).from(R0).disk(R1).hold();
    cluster.request(3);
    cluster.runUntil("r1 has three more", () -> cluster.op(R1) == op + 3).disk(R1).release();

    cluster.runUntil("all are committed", () -> cluster.commit(R0) == op + 3);

    assertThat(cluster.sent(PREPARE_OK, R1, R0))
        .filteredOn(sent -> isOf(sent, op + 3))
        .first()
        .satisfies(
            sent ->
                assertThat(cluster.proof(sent).certificates())
                    .extracting(Certificate::op)
                    .contains(op + 1, op + 2));
  }

  private static boolean isOf(Sent sent, long op) {
    return ((Message.PrepareOk) sent.message()).op() == op;
  }

  /** Its disk keeps what proves the checkpoint. */
  @Test
  void replicaThatWasStartedAgainStillGivesItsCheckpoint() {
    Cluster cluster = started().crash(R2).request(30).committed().run(60);

    cluster.crash(R1).restart(R1).dropFrom(NEW_STATE, R0).restart(R2);
    cluster.runUntil("r2 has it", () -> cluster.reached(Milestone.STATE_TRANSFERRED, R2) > 0);

    assertThat(cluster.sent(NEW_STATE, R1, R2)).isNotEmpty();
    cluster.heal().settle();
  }

  /** S3: it has the signatures of those that vouch for it. */
  @Test
  void checkpointThatCameFromAnotherReplicaIsGivenToAThirdOne() {
    Cluster cluster = started().crash(R2).request(30).committed().run(60);
    cluster.restart(R2).settle();
    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R2)).isPositive();

    cluster.dropFrom(NEW_STATE, R0).crash(R1).loseDisk(R1).restart(R1);
    cluster.runUntil("r1 has it", () -> cluster.reached(Milestone.STATE_TRANSFERRED, R1) > 0);

    assertThat(cluster.sent(NEW_STATE, R2, R1)).isNotEmpty();
    cluster.heal().settle();
  }
}
