package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.COMMIT;
import static dev.vopr.vsr.message.MessageKind.DO_VIEW_CHANGE;
import static dev.vopr.vsr.message.MessageKind.GET_STATE;
import static dev.vopr.vsr.message.MessageKind.NEW_STATE;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
import static dev.vopr.vsr.message.MessageKind.RECOVERY;
import static dev.vopr.vsr.message.MessageKind.RECOVERY_RESPONSE;
import static dev.vopr.vsr.message.MessageKind.REPLY;
import static dev.vopr.vsr.message.MessageKind.REQUEST;
import static dev.vopr.vsr.message.MessageKind.START_VIEW;
import static dev.vopr.vsr.message.MessageKind.START_VIEW_CHANGE;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static dev.vopr.vsr.scripted.Who.R_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The steps of Liskov and Cowling, "Viewstamped Replication Revisited" (MIT-CSAIL-TR-2012-021), in
 * their order. Where VSR.md departs from the paper, the comment says so.
 */
class VrPaperTest {

  /** One client, which has registered (op 1) and been answered once (op 2). */
  private static Cluster started() {
    return cluster(3).clients(1).start().request(1).committed().settle().run(40);
  }

  private static Message last(List<Wires.Sent> sent) {
    return sent.get(sent.size() - 1).message();
  }

  // ---- §4.1 normal operation --------------------------------------------------------------------

  /** §4.1 step 1: the client sends ⟨REQUEST op, c, s⟩ to the primary. */
  @Test
  void section41Step1ClientSendsItsRequestToThePrimary() {
    Cluster cluster = started();
    int before = cluster.sent(REQUEST).size();

    cluster.request(1).committed();

    assertThat(cluster.sent(REQUEST)).hasSize(before + 1);
    Message.Request request = (Message.Request) last(cluster.sent(REQUEST));
    assertThat(request.request()).isEqualTo(2);
    assertThat(request.operation().text()).isEqualTo("c0.2");
    assertThat(cluster.sent(REQUEST).get(before).to()).isZero();
  }

  /**
   * §4.1 step 2: a request that is not newer than the client-table is dropped, the last answered.
   */
  @Test
  void section41Step2PrimaryAnswersTheLastRequestAgainAndDropsOlderOnes() {
    Cluster cluster = started().request(1).committed();
    List<Wires.Sent> requests = cluster.sent(REQUEST);
    int replies = cluster.sent(REPLY).size();

    cluster.replay(requests.get(1)).run(3);
    assertThat(cluster.sent(REPLY)).hasSize(replies);
    cluster.replay(requests.get(2)).run(3);

    assertThat(cluster.sent(REPLY)).hasSize(replies + 1);
    assertThat(cluster.op(R0)).isEqualTo(3);
    assertThat(cluster.rejections(RejectionRule.REQUEST_DUPLICATE, R0)).isEqualTo(2);
  }

  /** §4.1 step 3: the primary advances op-number, appends, sends ⟨PREPARE v, m, n, k⟩. */
  @Test
  void section41Step3PrimaryAppendsAndSendsPrepare() {
    Cluster cluster = started();

    cluster.request(1);
    cluster.runUntil("r0 has it", () -> cluster.op(R0) == 3, 5);

    for (Who backup : List.of(R1, R2)) {
      Message.Prepare prepare = (Message.Prepare) last(cluster.sent(PREPARE, R0, backup));
      Entry entry = prepare.entries().get(0);
      assertThat(prepare.view()).isZero();
      assertThat(prepare.commit()).isEqualTo(2);
      assertThat(entry.op()).isEqualTo(3);
      assertThat(entry.client()).isEqualTo(Nodes.client(0));
      assertThat(entry.parent()).isEqualTo(cluster.replica(R0).checksumAt(2));
    }
  }

  /**
   * §4.1 step 4: backups process PREPARE in order and answer ⟨PREPAREOK v, n, i⟩. DEVIATION N3:
   * only once the entry is durable; one acknowledgement speaks for all entries before it.
   */
  @Test
  void section41Step4BackupsAcknowledgeInOrder() {
    Cluster cluster = started().dropTo(PREPARE, R2);
    cluster.request(1).committed();
    int before = cluster.sent(PREPARE_OK, R2, R0).size();
    cluster.heal().request(1);
    cluster.runUntil(
        "r2 sees the gap", () -> cluster.rejections(RejectionRule.ENTRY_GAP, R2) > 0, 20);
    assertThat(cluster.sent(PREPARE_OK, R2, R0)).hasSize(before);

    cluster.settle();

    Message.PrepareOk ok = (Message.PrepareOk) last(cluster.sent(PREPARE_OK, R2, R0));
    assertThat(ok.op()).isEqualTo(4);
    assertThat(ok.checksum()).isEqualTo(cluster.replica(R0).checksumAt(4));
  }

  /** §4.1 step 5: after f PREPAREOKs it is committed; executed; ⟨REPLY v, s, x⟩; client-table. */
  @Test
  void section41Step5PrimaryCommitsAfterAQuorumAndReplies() {
    Cluster cluster = started().crash(R2);
    cluster.disk(R1).hold();
    Requests requests = cluster.request(1);
    requests.notAnsweredFor(20);
    assertThat(cluster.commit(R0)).isEqualTo(2);

    cluster.disk(R1).release();
    requests.committed();

    Message.Reply reply = (Message.Reply) last(cluster.sent(REPLY));
    assertThat(reply.request()).isEqualTo(2);
    assertThat(reply.view()).isZero();
    assertThat(reply.result()).isEqualTo(Bytes.of("2:c0.2"));
  }

  /** §4.1 step 6: backups learn of the commit in the next PREPARE, or else by ⟨COMMIT v, k⟩. */
  @Test
  void section41Step6BackupsLearnTheCommitNumber() {
    Cluster cluster = started().drop(COMMIT);
    cluster.request(1).committed().run(10);
    assertThat(cluster.commit(R1)).isEqualTo(2);

    cluster.request(1).committed();
    assertThat(cluster.commit(R1)).isEqualTo(3);

    cluster.heal().run(30);
    assertThat(cluster.commit(R1)).isEqualTo(4);
    assertThat(cluster.executed(R1)).isEqualTo(cluster.executed(R0));
  }

  // ---- §4.2 view changes ------------------------------------------------------------------------

  /**
   * §4.2 step 1: a replica that notices the need sends ⟨STARTVIEWCHANGE v, i⟩. DEVIATION V1: it
   * stays in its view until a quorum wants to leave, so that a deaf replica disturbs nobody.
   */
  @Test
  void section42Step1SuspiciousBackupsVoteToLeaveTheView() {
    Cluster cluster = started();
    cluster.crash(R0);

    cluster.runUntil("r1 votes", () -> !cluster.sent(START_VIEW_CHANGE, R1, R2).isEmpty(), 200);
    assertThat(cluster.view(R1)).isZero();
    assertThat(cluster.status(R1)).isEqualTo(Status.NORMAL);
    cluster.runUntil("r1 leaves", () -> cluster.status(R1) == Status.VIEW_CHANGE, 200);

    assertThat(cluster.view(R1)).isEqualTo(1);
    assertThat(cluster.sent(START_VIEW_CHANGE, R2, R1)).isNotEmpty();
  }

  /**
   * §4.2 step 2: ⟨DOVIEWCHANGE v, l, v', n, k, i⟩ goes to the new primary. DEVIATION V2: not before
   * the view is durable; the log is shown from the commit-number on.
   */
  @Test
  void section42Step2LogsAreShownToTheNewPrimaryOnceTheViewIsDurable() {
    Cluster cluster = started().crash(R0);
    cluster.disk(R2).hold();
    cluster.runUntil("r2 leaves", () -> cluster.view(R2) == 1).run(30);
    assertThat(cluster.sent(DO_VIEW_CHANGE, R2, R1)).isEmpty();

    cluster.disk(R2).release();
    cluster.runUntil("r2 shows", () -> !cluster.sent(DO_VIEW_CHANGE, R2, R1).isEmpty());

    Message.DoViewChange shown =
        (Message.DoViewChange) cluster.sent(DO_VIEW_CHANGE, R2, R1).get(0).message();
    assertThat(shown.lastNormalView()).isZero();
    assertThat(shown.tail().op()).isEqualTo(2);
    assertThat(shown.commit()).isEqualTo(2);
  }

  /**
   * §4.2 step 3: with f + 1, own included, the log of the largest v' and n is chosen; STARTVIEW.
   */
  @Test
  void section42Step3NewPrimaryChoosesTheLogAndStartsTheView() {
    Cluster cluster = started().dropTo(PREPARE, R1).request(1).committed();

    cluster.crash(R0).heal();
    cluster.runUntil("view 1 begins", () -> !cluster.sent(START_VIEW, R1, R2).isEmpty());

    Message.StartView start = (Message.StartView) last(cluster.sent(START_VIEW, R1, R2));
    assertThat(start.view()).isEqualTo(1);
    assertThat(start.tail().op()).isEqualTo(3);
    assertThat(cluster.op(R1)).isEqualTo(3);
    assertThat(cluster.status(R1)).isEqualTo(Status.NORMAL);
    assertThat(cluster.reached(Milestone.VIEW_STARTED, R1)).isOne();
  }

  /** §4.2 step 4: the new primary executes what is committed, replies, and accepts requests. */
  @Test
  void section42Step4NewPrimaryExecutesRepliesAndAcceptsRequests() {
    Cluster cluster = started().drop(REPLY);
    String text = cluster.requestOf(0);
    cluster.runUntil("it is executed", () -> cluster.executed(R0).contains(text));
    cluster.run(30).crash(R0).heal();

    cluster.runUntil("it is answered", () -> cluster.isAnswered(text)).request(1).committed();

    assertThat(((Message.Reply) last(cluster.sent(REPLY))).view()).isEqualTo(1);
    assertThat(cluster.executed(R1)).containsOnlyOnce(text);
  }

  /**
   * §4.2 step 5: replicas take over STARTVIEW's log, and send PREPAREOK for what is uncommitted.
   */
  @Test
  void section42Step5BackupsTakeOverTheLogAndAcknowledgeIt() {
    Cluster cluster = started().drop(PREPARE_OK);
    String text = cluster.requestOf(0);
    cluster.runUntil("r2 has it", () -> cluster.replica(R2).durableOp() == 3);
    cluster.run(5).crash(R0).heal();

    cluster.runUntil("r2 is in view 1", () -> cluster.replica(R2).lastNormalView() == 1);
    cluster.runUntil("it is answered", () -> cluster.isAnswered(text));

    Message.PrepareOk ok = (Message.PrepareOk) last(cluster.sent(PREPARE_OK, R2, R1));
    assertThat(ok.view()).isEqualTo(1);
    assertThat(ok.op()).isEqualTo(3);
    assertThat(cluster.reached(Milestone.VIEW_JOINED, R2)).isOne();
  }

  // ---- §4.3 recovery ----------------------------------------------------------------------------

  /**
   * §4.3 step 1: the recovering replica sends ⟨RECOVERY i, x⟩ with a new nonce to all. DEVIATION
   * D6: only one that cannot vouch for its disk; all others restart from it.
   */
  @Test
  void section43Step1RecoveringReplicaAsksAllWithAFreshNonce() {
    Cluster cluster = started().crash(R_ALL).loseDisk(R2).restart(R2).run(60);

    List<Wires.Sent> questions = cluster.sent(RECOVERY, R2, R0);
    assertThat(cluster.status(R2)).isEqualTo(Status.RECOVERING);
    assertThat(questions).hasSizeGreaterThan(1);
    assertThat(questions.stream().map(sent -> ((Message.Recovery) sent.message()).nonce()))
        .doesNotHaveDuplicates();
    assertThat(cluster.sent(RECOVERY, R2, R1)).hasSameSizeAs(questions);

    cluster.crash(R2).restart(R2).run(10);
    assertThat(((Message.Recovery) last(cluster.sent(RECOVERY, R2, R0))).nonce())
        .isNotIn(
            questions.stream().map(sent -> ((Message.Recovery) sent.message()).nonce()).toList());
  }

  /** §4.3 step 2: only replicas in status normal answer, and only the primary shows its log. */
  @Test
  void section43Step2NormalReplicasAnswerAndThePrimaryShowsItsLog() {
    Cluster cluster = started().crash(R2).loseDisk(R2).restart(R2).run(6);

    Message.RecoveryResponse primarys =
        (Message.RecoveryResponse) last(cluster.sent(RECOVERY_RESPONSE, R0, R2));
    Message.RecoveryResponse backups =
        (Message.RecoveryResponse) last(cluster.sent(RECOVERY_RESPONSE, R1, R2));
    assertThat(primarys.commit()).isEqualTo(2);
    assertThat(backups.tail().headers()).isEmpty();
    assertThat(primarys.nonce()).isEqualTo(backups.nonce());
  }

  /**
   * §4.3 step 3: with f + 1 answers, the primary's of the newest view among them, the replica is
   * normal again. DEVIATION D4: one that lost its disk waits for a newer view than any of them.
   */
  @Test
  void section43Step3ReplicaTakesOverTheLogOfTheNewestView() {
    Cluster cluster = started().crash(R2).loseDisk(R2).dropFrom(RECOVERY_RESPONSE, R1).restart(R2);
    cluster.run(1_000);
    assertThat(cluster.status(R2)).isEqualTo(Status.RECOVERING);

    cluster.heal().settle();

    assertThat(cluster.view(R2)).isPositive();
    assertThat(cluster.executed(R2)).isEqualTo(cluster.executed(R0));
  }

  // ---- §5 efficiency ----------------------------------------------------------------------------

  /**
   * §5.1: checkpoints let a restarted replica begin near the end of the log, client-table included.
   */
  @Test
  void section51RestartedReplicaBeginsAtItsCheckpoint() {
    Cluster cluster = started().request(20).committed().settle().run(50);
    cluster.crash(R2).cut(R2).from(R_ALL);

    cluster.restart(R2).run(10);

    assertThat(cluster.replica(R2).logBase()).isEqualTo(16);
    assertThat(cluster.executed(R2)).hasSizeGreaterThanOrEqualTo(15);
    cluster.heal().settle();
    assertThat(cluster.executed(R2)).isEqualTo(cluster.executed(R0));
  }

  /** §5.1 and S3: the log below a checkpoint is freed once it is durable on a quorum. */
  @Test
  void section51LogBelowACheckpointIsFreed() {
    Cluster cluster = started().request(20).committed().settle().run(100);

    assertThat(cluster.replica(R0).checkpoint()).isEqualTo(16);
    assertThat(cluster.replica(R0).logBase()).isEqualTo(16);
  }

  /**
   * §5.2: a lagging replica asks another one for what it misses. DEVIATION S2: nothing is cut, and
   * no view taken over, before it is in hand; a checkpoint is asked for part by part, with a nonce.
   */
  @Test
  void section52LaggingReplicaTakesOverTheStateOfAnother() {
    Cluster cluster = started().cut(R2).from(R_ALL).request(40).committed().run(100);

    cluster.heal().settle();

    assertThat(cluster.sent(GET_STATE)).isNotEmpty();
    Message.NewState part = (Message.NewState) last(cluster.sent(NEW_STATE));
    assertThat(part.checkpoint()).isEqualTo(40);
    assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R2)).isOne();
    assertThat(cluster.executed(R2)).isEqualTo(cluster.executed(R0));
  }

  /** §5.2: a replica that merely missed a few entries gets them from the others' logs. */
  @Test
  void section52ReplicaThatMissedAFewEntriesGetsThemFromTheLog() {
    Cluster cluster = started().cut(R2).from(R_ALL).request(4).committed();

    cluster.heal().settle();

    assertThat(cluster.sent(GET_STATE)).isEmpty();
    cluster.log(R2).equalsLog(R0);
  }
}
