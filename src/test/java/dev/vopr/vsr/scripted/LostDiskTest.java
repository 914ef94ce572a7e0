package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.DO_VIEW_CHANGE;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
import static dev.vopr.vsr.message.MessageKind.START_VIEW_CHANGE;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static dev.vopr.vsr.scripted.Who.R3;
import static dev.vopr.vsr.scripted.Who.R4;
import static dev.vopr.vsr.scripted.Who.R_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Message;
import org.junit.jupiter.api.Test;

/**
 * Rule D4 with five replicas: messages of the self that lost its disk are still on their way, and
 * are counted for the one that has forgotten them (Michael et al., DISC'17). That they are harmless
 * follows from this: to leave view w − 1 takes votes of a quorum in it. So when a replica has shown
 * anything in view w, f others are durably in w − 1 or above; of the f + 1 that answer its recovery
 * one is among these; and it rejoins above the highest view that they name, in w or above. What its
 * old self promised, not to acknowledge anything below w, holds for the new one too.
 *
 * <p>The {@link Audit} fails each script in which a replica says anything in a view below one in
 * which it spoke before, with this disk or an earlier one.
 */
class LostDiskTest {

  private static Cluster started() {
    Cluster cluster = cluster(5).clients(1).start().request(3).committed();
    return cluster.settle().run(50);
  }

  /** r4 alone goes to view 1 and shows its log there; then its disk is lost. */
  private static Wires.Sent lostInAViewOfItsOwn(Cluster cluster) {
    cluster.drop(DO_VIEW_CHANGE).cutOutgoing(R0);
    cluster.dropIf(sent -> sent.kind() == START_VIEW_CHANGE && sent.to() != 4);
    cluster.runUntil("r4 shows its log", () -> !cluster.sent(DO_VIEW_CHANGE, R4, R1).isEmpty());
    assertThat(cluster.view(R1)).isZero();
    cluster.crash(R4).loseDisk(R4).heal();
    return cluster.lastSent(DO_VIEW_CHANGE, R4, R1);
  }

  /**
   * The old self promised not to acknowledge anything in view 0 any more. If the new one did, an op
   * would be committed that view 1 begins without: by r1, r2, and what the old self showed.
   */
  @Test
  void promiseOfTheOldSelfIsKeptAlthoughItIsForgotten() {
    Cluster cluster = started();
    final Wires.Sent promise = lostInAViewOfItsOwn(cluster);
    cluster.drop(START_VIEW_CHANGE).dropTo(PREPARE, R1).dropTo(PREPARE, R2).restart(R4);

    cluster.request(1).notAnsweredFor(500);

    assertThat(cluster.op(R0)).isEqualTo(5);
    assertThat(cluster.op(R3)).isEqualTo(5);
    assertThat(cluster.status(R4)).isEqualTo(Status.RECOVERING);
    cluster.crash(R0, R3).heal().replay(promise);
    cluster.runUntil("view 1 begins", () -> cluster.isNormal(R1, R2) && cluster.view(R2) == 1);
    assertThat(cluster.status(R4)).as("it took no part in that").isEqualTo(Status.RECOVERING);
    cluster.restart(R0, R3).settle().request(3).committed().settle();
    assertThat(cluster.executed(R4)).hasSize(7).doesNotHaveDuplicates();
  }

  /** The view that the old self showed its log in may be the one that the new one rejoins in. */
  @Test
  void viewThatBeginsWithTheOldSelfsLogIsOneToRejoinIn() {
    Cluster cluster = started();
    final Wires.Sent promise = lostInAViewOfItsOwn(cluster);
    cluster.crash(R3).restart(R4).replay(promise);

    cluster.request(2).committed().settle();

    assertThat(cluster.reached(Milestone.RECOVERY_COMPLETED, R4)).isOne();
    assertThat(cluster.view(R4)).isPositive();
    cluster.replay(promise).run(100).crash(R0).request(2).committed();
    cluster.restart(R0, R3).settle();
    assertThat(cluster.executed(R4)).hasSize(7);
  }

  /**
   * r1, r3 and r4 are in view 1, and r4 goes on to view 2 and shows its log there. Of the replicas
   * in status normal none has left view 0: but three that answer are not to be had among them.
   */
  @Test
  void lostDiskDoesNotRejoinBelowTheViewThatItSpokeIn() {
    Cluster cluster = started().drop(DO_VIEW_CHANGE).cutOutgoing(R0);
    cluster.dropIf(
        sent ->
            sent.message() instanceof Message.StartViewChange vote
                && sent.to() != 4
                && (vote.view() > 0 || sent.to() == 2 || sent.to() == 0));
    cluster.runUntil("r4 is in view 2", () -> !cluster.sent(DO_VIEW_CHANGE, R4, R2).isEmpty());
    assertThat(cluster.view(R1)).isOne();
    assertThat(cluster.view(R3)).isOne();
    assertThat(cluster.view(R2)).isZero();
    Wires.Sent promise = cluster.lastSent(DO_VIEW_CHANGE, R4, R2);

    cluster.crash(R4).loseDisk(R4).healLinks().restart(R4).run(500);
    assertThat(cluster.status(R4)).isEqualTo(Status.RECOVERING);
    cluster.heal().request(1).committed().settle();

    assertThat(cluster.view(R4)).isGreaterThanOrEqualTo(2);
    cluster.replay(promise).request(2).committed().crash(R0, R1).replay(promise);
    cluster.request(2).committed().restart(R0, R1).settle();
  }

  /** An acknowledgement of the old self counts: who rejoins knows what it may have committed. */
  @Test
  void acknowledgementOfTheOldSelfStillCommits() {
    Cluster cluster = started().dropTo(PREPARE, R1).dropTo(PREPARE, R2);
    cluster.dropIf(sent -> sent.kind() == PREPARE_OK && sent.from() == 4);
    Requests late = cluster.request(1);
    late.notAnsweredFor(40);
    Wires.Sent acknowledgement = cluster.lastSent(PREPARE_OK, R4, R0);
    assertThat(((Message.PrepareOk) acknowledgement.message()).op()).isEqualTo(5);
    cluster.crash(R4).loseDisk(R4).heal().cut(R0).from(R_ALL).restart(R4);
    cluster.runUntil("r4 rejoins", () -> cluster.isNormal(R1, R2, R3, R4) && cluster.view(R4) > 0);

    cluster.replay(acknowledgement).run(20);

    assertThat(cluster.commit(R0)).as("r0, r3 and the old r4 are a quorum").isEqualTo(5);
    cluster.heal().request(2).committed().settle();
    assertThat(cluster.isAnswered(late.texts().get(0))).isTrue();
    assertThat(cluster.executed(R4)).containsOnlyOnce(late.texts().get(0));
  }
}
