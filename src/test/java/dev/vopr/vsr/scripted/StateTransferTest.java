package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.DO_VIEW_CHANGE;
import static dev.vopr.vsr.message.MessageKind.ENTRIES;
import static dev.vopr.vsr.message.MessageKind.EVICTED;
import static dev.vopr.vsr.message.MessageKind.GET_ENTRIES;
import static dev.vopr.vsr.message.MessageKind.GET_STATE;
import static dev.vopr.vsr.message.MessageKind.NEW_STATE;
import static dev.vopr.vsr.message.MessageKind.PING;
import static dev.vopr.vsr.message.MessageKind.PONG;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
import static dev.vopr.vsr.message.MessageKind.REPLY;
import static dev.vopr.vsr.message.MessageKind.REQUEST;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.A0;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static dev.vopr.vsr.scripted.Who.R_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas that lag behind more than the log holds (VRR §5.2, as deviated from by rule S2). */
class StateTransferTest {

  /** A cluster whose r2 is cut off, and behind the others by more than the log holds. */
  private static Cluster lagging() {
    Cluster cluster = cluster(3).start().request(4).committed().settle();
    cluster.cut(R2).from(R_ALL).request(60).committed().run(100);
    assertThat(cluster.replica(R0).logBase()).isGreaterThan(cluster.op(R2));
    return cluster;
  }

  @Test
  void replicaBeyondTheLogTakesOverACheckpoint() {
    Cluster cluster = lagging();

    cluster.heal().request(1).committed().settle();

    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R2)).isPositive();
    assertThat(cluster.view(R2)).isZero();
    assertThat(cluster.executed(R2)).hasSize(65);
  }

  /** It does not wait for the primary of the view after its own. */
  @Test
  void newPrimaryBeyondTheLogTakesOverACheckpointAndStartsItsView() {
    Cluster cluster = cluster(3).start().request(4).committed().settle();
    cluster.cut(R1).from(R_ALL).request(60).committed().run(100).crash(R0).heal();

    cluster.runUntil("r1 starts view 1", () -> cluster.isNormal(R1, R2) && cluster.view(R1) > 0);

    assertThat(cluster.view(R1)).isOne();
    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R1)).isOne();
    cluster.restart(R0).request(1).committed().settle();
  }

  @Test
  void replicaWithinTheLogIsRepairedWithoutACheckpoint() {
    Cluster cluster = cluster(3).start().request(4).committed().settle();
    cluster.cut(R2).from(R_ALL).request(6).committed();

    cluster.heal().request(1).committed().settle();

    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R2)).isZero();
  }

  /** S08: the client-table comes with the checkpoint: a retry is answered from it. */
  @Test
  void retryAfterAStateTransferIsAnsweredFromTheTable() {
    Cluster cluster = lagging();
    cluster.heal();
    cluster.drop(REPLY);
    List<String> texts = cluster.request(4).texts();
    cluster.runUntil("all have executed them", () -> cluster.executed(R2).containsAll(texts));

    // The one that lagged becomes the primary, and knows what was answered.
    cluster.crash(R1).cut(R0).from(R2).run(400).healLinks();
    cluster.runUntil("r2 is primary", () -> cluster.isNormal(R0, R2) && cluster.view(R2) == 2);
    cluster.heal().restart(R1);

    cluster.runUntil("all are answered", () -> texts.stream().allMatch(cluster::isAnswered));
    cluster.settle();
  }

  // ---- a primary that is behind -----------------------------------------------------------------

  /**
   * A cluster with six committed ops whose r1 is the primary of view 1 and lacks an entry, which it
   * is not given. So it has executed nothing from there on, although it commits what it inherits.
   */
  private static Cluster primaryWithout(long entry, int inherited, int checkpointEvery) {
    Cluster cluster = cluster(3).clients(3).slots(32).checkpointEvery(checkpointEvery).start();
    cluster.request(3).committed().settle().run(50);
    cluster.crash(R1).corruptEntry(R1, entry).dropTo(ENTRIES, R1).restart(R1).run(60);
    assertThat(cluster.commit(R1)).as("r1 knows what is committed").isEqualTo(6);
    cluster.dropTo(PREPARE_OK, R0).request(inherited);
    cluster.run(20).crash(R0);
    onlyThePrimaryAnswers(cluster);
    cluster.runUntil("r1 is primary", () -> cluster.isNormal(R1, R2) && cluster.view(R1) == 1);
    cluster.restart(R0).run(200);
    assertThat(cluster.commit(R1)).isEqualTo(6 + inherited);
    assertThat(cluster.replica(R1).executed()).isEqualTo(entry - 1);
    return cluster;
  }

  /**
   * What a checkpoint executed for a primary is not in progress any more, and what is committed
   * above it is executed at once: of the ops 7 to 9 the checkpoint covers all, or not the last.
   * Seeds 3014575 and 1003912 of the chaos scenario with three replicas: retries of these requests
   * were taken for requests in progress, for ever.
   */
  @ParameterizedTest
  @ValueSource(ints = {9, 8})
  void requestsThatACheckpointExecutedForThePrimaryAreAnswered(int checkpoint) {
    Cluster cluster = primaryWithout(4, 3, checkpoint);
    assertThat(cluster.replica(R2).logBase()).isEqualTo(checkpoint);
    assertThat(cluster.repliesReceived()).isEqualTo(3);

    onlyThePrimaryAnswers(cluster.heal());

    cluster.runUntil("all are answered", () -> cluster.repliesReceived() == 6, 2_000).settle();
    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R1)).isOne();
    assertThat(cluster.view(R1)).isOne();
  }

  /** In view 1, whose primary is r1, backups do not answer in its place. */
  private static void onlyThePrimaryAnswers(Cluster cluster) {
    cluster.dropIf(
        sent ->
            sent.from() != 1 && sent.message() instanceof Message.Reply reply && reply.view() == 1);
  }

  /** A primary that lacks the entry that opened a session does not know that there is none. */
  @Test
  void primaryThatLacksARegistrationDoesNotEndItsSession() {
    Cluster cluster = cluster(3).clients(2).start().request(1).committed();
    cluster.dropIf(sent -> sent.message() instanceof Message.Request ask && ask.request() > 0);
    String text = cluster.requestOf(1);
    cluster.settle().run(100);
    assertThat(cluster.op(R1)).as("the session of c1").isEqualTo(3);
    cluster.crash(R1).corruptEntry(R1, 3).dropTo(ENTRIES, R1).restart(R1).run(60).crash(R0);
    cluster.runUntil("r1 is primary", () -> cluster.isNormal(R1, R2) && cluster.view(R1) == 1);

    cluster.heal().dropTo(ENTRIES, R1).run(500);

    assertThat(cluster.commit(R1)).isEqualTo(3);
    assertThat(cluster.replica(R1).executed()).isEqualTo(2);
    assertThat(cluster.sent(EVICTED)).isEmpty();
    cluster.heal().runUntil("c1 is answered", () -> cluster.isAnswered(text));
    cluster.restart(R0).settle();
  }

  /** UNQ: a primary whose log was overtaken by a checkpoint of a newer view does not go on. */
  @Test
  void primaryThatTakesOverACheckpointBeyondItsLogAbdicates() {
    Cluster cluster = primaryWithout(4, 0, 8).cut(R1).from(R_ALL).confineAway(0, R1);
    cluster.runUntil("view 2 begins", () -> cluster.isNormal(R0, R2) && cluster.view(R2) == 2);
    cluster.request(40).committed().run(100);
    List<MessageKind> repair =
        List.of(GET_ENTRIES, ENTRIES, GET_STATE, NEW_STATE, PING, PONG, REQUEST);
    cluster.heal().dropIf(sent -> isWith(1, sent) && !repair.contains(sent.kind()));

    cluster.runUntil(
        "r1 has a checkpoint", () -> cluster.reached(Milestone.STATE_TRANSFERRED, R1) > 0);
    int prepared = cluster.sent(PREPARE, R1, R2).size();
    cluster.confine(0, R1).requestOf(0);
    cluster.run(300);

    assertThat(cluster.view(R1)).as("it has not heard of view 2").isOne();
    assertThat(cluster.sent(PREPARE, R1, R2)).hasSize(prepared);
    cluster.heal().request(3).committed().settle();
  }

  private static boolean isWith(int replica, Wires.Sent sent) {
    return sent.from() == replica || sent.to() == replica;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 6, 8, 11, 14})
  void crashDuringStateTransferIsSurvived(int millis) {
    Cluster cluster = lagging().heal();
    cluster.runUntil("r2 asks for a checkpoint", () -> !cluster.sent(GET_STATE).isEmpty());

    cluster.run(millis).crash(R2).restart(R2);

    cluster.request(4).committed().settle();
    assertThat(cluster.executed(R2)).hasSize(68);
  }

  @Test
  void peerThatDiesDuringStateTransferIsReplacedByAnother() {
    Cluster cluster = lagging().heal();
    cluster.runUntil("r2 asks for a checkpoint", () -> !cluster.sent(GET_STATE).isEmpty());
    Who peer = Who.values()[cluster.sent(GET_STATE).get(0).to()];
    cluster.run(3).crash(peer);

    cluster.request(4).committed().settle();

    assertThat(cluster.executed(R2)).hasSize(68);
    assertThat(cluster.sent(NEW_STATE, cluster.fix(other(peer)), R2)).isNotEmpty();
  }

  private static Who other(Who peer) {
    return peer == R0 ? R1 : R0;
  }

  /**
   * What the fault atlas relies on: whichever stage of an installation a crash tears, the disk has
   * the checkpoint and the log that it had, or the new ones.
   */
  @ParameterizedTest
  @EnumSource
  void tornInstallationOfACheckpointTakesNothingAway(Zone torn) {
    Cluster cluster = cluster(3).checkpointEvery(8).start().request(22).committed().settle();
    cluster.run(50);
    long before = cluster.replica(R2).checkpoint();
    assertThat(before).isPositive();
    List<Entry> log = new ArrayList<>();
    for (long op = cluster.replica(R2).logBase() + 1; op <= cluster.op(R2); op++) {
      log.add(cluster.entry(R2, op));
    }
    assertThat(log).isNotEmpty();
    cluster.cut(R2).from(R_ALL).request(60).committed().run(100);
    cluster.disk(R2).holdBefore(torn);
    cluster.heal();
    cluster.runUntil("it installs", () -> cluster.reached(Milestone.STATE_TRANSFERRED, R2) > 0);
    cluster.request(1).committed().run(40);
    boolean isOld = torn == Zone.CHECKPOINT || torn == Zone.VIEW_RECORD;
    assertThat(cluster.replica(R2).checkpoint() == before).as("told to others").isEqualTo(isOld);

    cluster.crash(R2);
    ViewRecord named = cluster.disk(R2).record().orElseThrow();
    cluster.disk(R2).tearLastWrite();

    assertThat(named.checkpoint() == before).isEqualTo(isOld);
    assertThat(cluster.disk(R2).record()).contains(named);
    cluster.restart(R2).run(2);
    assertThat(cluster.reached(Milestone.RECOVERY_BEGUN, R2)).as("it trusts its disk").isZero();
    assertThat(cluster.replica(R2).checkpoint()).isEqualTo(named.checkpoint());
    assertThat(log).allMatch(entry -> !isOld || cluster.entry(R2, entry.op()).equals(entry));
    cluster.request(1).committed().settle();
  }

  @Test
  void lostPartOfACheckpointIsAskedForAgain() {
    Cluster cluster = lagging().heal().drop(NEW_STATE).run(100).heal();

    cluster.request(4).committed().settle();

    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R2)).isPositive();
  }

  /** The checkpoint that is being fetched is replaced by a newer one meanwhile. */
  @Test
  void checkpointMovesOnWhileItIsFetched() {
    Cluster cluster = lagging().heal();

    cluster.request(120).committed().settle();

    assertThat(cluster.executed(R2)).hasSize(184);
  }

  /** S2: nothing is cut, and no view taken over, before the new state is in hand. */
  @Test
  void nothingChangesWhileNoStateArrives() {
    Cluster cluster = lagging();
    long op = cluster.op(R2);
    cluster.heal().drop(NEW_STATE).request(8).committed().run(300);

    assertThat(cluster.op(R2)).isEqualTo(op);
    assertThat(cluster.status(R2)).isEqualTo(Status.NORMAL);
    cluster.heal().settle();
  }

  @Test
  void laggingReplicaInANewerViewTakesOverCheckpointAndView() {
    Cluster cluster = lagging().crash(R0).restart(R0).request(8).committed();
    assertThat(cluster.view(A0)).isPositive();

    cluster.heal().settle();

    assertThat(cluster.view(R2)).isEqualTo(cluster.view(A0));
    assertThat(cluster.executed(R2)).hasSize(72);
  }

  /**
   * Of the log of the new view, which does not fit in here, a checkpoint covers enough; but it
   * continues the own log, and makes room only when it is durable. Nothing else would wake the
   * replica then: it would vote to leave the view.
   */
  @Test
  void checkpointThatContinuesTheLogMakesRoomForThatOfANewView() {
    Cluster cluster = cluster(3).clients(3).slots(32).checkpointEvery(24).start();
    cluster.request(20).committed().settle().request(1).committed().run(2);
    assertThat(cluster.op(R2)).isEqualTo(24);
    cluster.crash(R2).corruptEntry(R2, 4).dropTo(ENTRIES, R2).restart(R2).run(60);
    assertThat(cluster.replica(R2).executed()).isEqualTo(3);
    cluster.request(16).committed();

    cluster.crash(R0);
    cluster.runUntil("r2 has left view 0", () -> cluster.status(R2) == Status.VIEW_CHANGE);
    cluster.heal();

    cluster.runUntil("r2 has left its view change", () -> cluster.isNormal(R1, R2));
    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R2)).isOne();
    assertThat(cluster.view(R2)).as("that of the first view change").isOne();
    cluster.restart(R0).request(3).committed().settle();
  }

  /** S01: a lagging replica takes over a checkpoint, and its vote is needed right after that. */
  @Test
  void voteOfAReplicaThatTookOverACheckpointLosesNothing() {
    Cluster cluster = lagging().heal();
    cluster.runUntil(
        "r2 has a checkpoint", () -> cluster.reached(Milestone.STATE_TRANSFERRED, R2) > 0);

    cluster.crash(R0).request(4).committed().restart(R0).settle();

    assertThat(cluster.executed(R0)).hasSize(68);
  }

  /** The next primary is the one that is behind by more than the log holds. */
  @Test
  void newPrimaryBeyondTheLogFetchesACheckpointOrGivesUp() {
    Cluster cluster = cluster(3).start().request(4).committed().settle();
    cluster.cut(R1).from(R_ALL).request(60).committed().run(100);

    cluster.crash(R0).heal().request(4).committed().settle();

    assertThat(cluster.executed(R1)).hasSize(68);
    assertThat(cluster.log(R1).equalsLog(R2).reached(Milestone.STATE_TRANSFERRED, R1)).isPositive();
  }

  /** As before, but no other replica can become the primary. */
  @Test
  void onlyPossiblePrimaryIsBeyondTheLog() {
    Cluster cluster = cluster(3).start().request(4).committed().settle();
    cluster.cut(R1).from(R_ALL).request(60).committed().run(100);
    cluster.dropTo(DO_VIEW_CHANGE, R2).dropTo(DO_VIEW_CHANGE, R0);

    cluster.crash(R0).healLinks().request(4).committed();

    assertThat(cluster.view(R1) % 3).isEqualTo(1);
    cluster.heal().restart(R0).settle();
  }

  @Test
  void staleNewStateIsNotTakenOver() {
    Cluster cluster = lagging().heal().request(1).committed().settle();
    List<Wires.Sent> parts = new ArrayList<>(cluster.sent(NEW_STATE));
    Collections.reverse(parts);
    cluster.request(4).committed().settle();
    long executed = cluster.replica(R2).executed();

    parts.forEach(cluster::replay);
    cluster.run(20);

    assertThat(cluster.rejections(RejectionRule.ANSWER_NOT_ASKED_FOR, R2)).isPositive();
    assertThat(cluster.replica(R2).executed()).isEqualTo(executed);
  }
}
