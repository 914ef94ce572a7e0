package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.COMMIT;
import static dev.vopr.vsr.message.MessageKind.EVICTED;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
import static dev.vopr.vsr.message.MessageKind.REPLY;
import static dev.vopr.vsr.message.MessageKind.REQUEST;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static dev.vopr.vsr.scripted.Who.R_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions: at most once, whatever becomes of clients and primaries. */
class SessionTest {

  private static List<Wires.Sent> registrations(Cluster cluster) {
    return cluster.sent(REQUEST).stream()
        .filter(sent -> ((Message.Request) sent.message()).request() == 0)
        .toList();
  }

  /** C1: eviction is decided in the log; the state invariant compares the client-tables. */
  @Test
  void allReplicasEvictTheSameSession() {
    Cluster cluster = cluster(3).sessions(2).clients(4).start();
    String first = cluster.requestOf(0);
    cluster.runUntil("c0 is answered", () -> cluster.isAnswered(first));
    for (int client = 1; client < 4; client++) {
      String text = cluster.requestOf(client);
      cluster.runUntil("the next is answered", () -> cluster.isAnswered(text));
    }

    cluster.settle();

    assertThat(cluster.reached(Milestone.SESSION_EVICTED, R0)).isEqualTo(2);
    assertThat(cluster.reached(Milestone.SESSION_EVICTED, R2)).isEqualTo(2);
    assertThat(cluster.replica(R0).clientTableDigest())
        .isEqualTo(cluster.replica(R1).clientTableDigest());
  }

  @Test
  void evictedClientLearnsItAndRegistersAnew() {
    Cluster cluster = cluster(3).sessions(2).clients(3).start();
    for (int client = 0; client < 3; client++) {
      String text = cluster.requestOf(client);
      cluster.runUntil("it is answered", () -> cluster.isAnswered(text));
    }
    String lost = cluster.requestOf(0);
    String again = cluster.requestOf(0);

    cluster.runUntil("c0 goes on", () -> cluster.isAnswered(again)).settle();

    assertThat(cluster.sent(EVICTED)).isNotEmpty();
    assertThat(cluster.client(0).unknown()).isOne();
    assertThat(cluster.isAnswered(lost)).isFalse();
    assertThat(cluster.executed(R0)).doesNotContain(lost).contains(again);
  }

  /** The registration that a session began with comes once more, late. */
  @Test
  void lateDuplicateOfARegistrationChangesNothing() {
    Cluster cluster = cluster(3).clients(1).start().request(3).committed();
    Wires.Sent late = registrations(cluster).get(0);

    cluster.replay(late).run(20).replay(late).run(20);

    assertThat(cluster.op(R0)).isEqualTo(4);
    assertThat(cluster.rejections(RejectionRule.REQUEST_DUPLICATE, R0)).isEqualTo(2);
    cluster.request(1).committed().settle();
  }

  /** C1: a late registration of an earlier life of the client does not cost it its session. */
  @Test
  void lateRegistrationOfAnEarlierLifeChangesNothing() {
    Cluster cluster = cluster(3).clients(1).start().request(2).committed();
    Wires.Sent late = registrations(cluster).get(0);
    cluster.client(0).restart();
    cluster.request(2).committed();
    long op = cluster.op(R0);

    cluster.replay(late).run(30);

    assertThat(cluster.op(R0)).isEqualTo(op);
    cluster.request(2).committed().settle();
    assertThat(cluster.client(0).unknown()).isZero();
    assertThat(cluster.executed(R0)).hasSize(6).doesNotHaveDuplicates();
  }

  /**
   * C1: c0's first registration comes once more when the replicas have forgotten it, and begins a
   * session in the place of the one that c0 is waiting for; and that is evicted before c0 hears of
   * it. The registration that it repeats is over then, and c0 has no session that would tell it so.
   */
  @Test
  void clientWhoseRegistrationIsOverLearnsItAlsoIfItHasNoSessionLeft() {
    Cluster cluster = cluster(3).sessions(2).clients(4).start();
    answered(cluster, 0, 1, 2);
    Wires.Sent late = registrations(cluster).get(0);
    String unknown = cluster.requestOf(0);
    cluster.runUntil("c0 learns that it was evicted", () -> cluster.client(0).unknown() == 1);
    int c0 = cluster.client(0).node();
    cluster.dropIf(sent -> sent.kind() == REPLY && sent.to() == c0);
    String wanted = cluster.requestOf(0);
    long op = cluster.op(R0) + 1;
    cluster.runUntil("its second session begins", () -> cluster.commit(R0) == op);
    answered(cluster, 3);
    cluster.dropIf(sent -> sent.from() == c0);
    cluster.replay(late).run(20);
    assertThat(cluster.op(R0)).as("the late one begins a session").isEqualTo(op + 3);
    answered(cluster, 3);
    cluster.requestOf(1);
    answered(cluster, 1);

    cluster.heal().runUntil("c0 goes on", () -> cluster.isAnswered(wanted)).settle();

    assertThat(cluster.executed(R0)).containsOnlyOnce(wanted).doesNotContain(unknown);
  }

  /** Clients ask one after the other, and each is answered. */
  private static void answered(Cluster cluster, int... clients) {
    for (int client : clients) {
      String text = cluster.requestOf(client);
      cluster.runUntil("c" + client + " is answered", () -> cluster.isAnswered(text));
    }
  }

  /** C1: the old request may still be executed, once; the new session does not stumble over it. */
  @Test
  void clientThatRestartsWithARequestInFlightIsExecutedAtMostOnce() {
    Cluster cluster = cluster(3).clients(1).start().request(2).committed().drop(PREPARE_OK);
    String inFlight = cluster.requestOf(0);
    cluster.run(10);
    assertThat(cluster.op(R0)).isEqualTo(4);
    Wires.Sent old = cluster.sent(REQUEST).get(cluster.sent(REQUEST).size() - 1);

    cluster.client(0).restart();
    cluster.heal().request(3).committed().replay(old).run(50);

    cluster.settle();
    assertThat(cluster.executed(R0)).containsOnlyOnce(inFlight).hasSize(6);
  }

  /** K07: the view changes while a registration is in the pipeline; the client is not evicted. */
  @Test
  void viewChangeRightAfterARegistrationEvictsNobody() {
    Cluster cluster = cluster(3).clients(2).start();
    cluster.client(1);
    cluster.drop(PREPARE_OK);
    Requests requests = cluster.request(2);
    cluster.runUntil("the registrations are prepared", () -> cluster.op(R1) == 2);
    cluster.run(10).crash(R0).heal();

    requests.committed().settle();

    assertThat(cluster.sent(EVICTED)).isEmpty();
    assertThat(cluster.client(0).unknown()).isZero();
  }

  /** A client's earlier life, executed late, does not hide that its new session is in progress. */
  @Test
  void registrationThatANewPrimaryInheritsIsNotForgottenByExecutingAnOlderOne() {
    Cluster cluster = cluster(3).clients(1).start().request(1).committed().settle().run(50);
    long session = cluster.op(R0) + 1;
    cluster.client(0).restart();
    cluster.drop(COMMIT).dropIf(sent -> sent.kind() == REQUEST && number(sent) > 0);
    String wanted = cluster.requestOf(0);
    cluster.runUntil("only r0 knows of the session", () -> cluster.commit(R0) == session).run(5);
    assertThat(cluster.commit(R2)).isEqualTo(session - 1);

    // What r1 executed it finds out again only as the primary.
    cluster.crash(R0, R1).restart(R1).heal().drop(PREPARE_OK);
    cluster.runUntil("r1 begins view 1", () -> cluster.view(R1) == 1 && cluster.isNormal(R1));
    assertThat(cluster.commit(R1)).isEqualTo(session - 1);
    cluster.run(200).heal();

    cluster.runUntil("it is answered", () -> cluster.isAnswered(wanted));
    assertThat(cluster.sent(EVICTED)).isEmpty();
    assertThat(cluster.client(0).unknown()).isZero();
  }

  private static long number(Wires.Sent sent) {
    return ((Message.Request) sent.message()).request();
  }

  /**
   * K02, C2: what is only prepared is not in the table: a client whose request was cut asks again.
   */
  @Test
  void requestWhoseEntryWasCutIsExecutedAfterAll() {
    Cluster cluster = cluster(3).clients(1).start().request(2).committed().drop(PREPARE);
    String cut = cluster.requestOf(0);
    cluster.runUntil("it is prepared", () -> cluster.op(R0) == 4);
    cluster.cut(R0).from(R_ALL);
    cluster.dropIf(sent -> sent.kind() == REPLY && sent.from() == 0);
    cluster.runUntil("a view begins", () -> cluster.isNormal(R1, R2) && cluster.view(R1) > 0);

    cluster.heal().runUntil("it is answered", () -> cluster.isAnswered(cut)).settle();

    assertThat(cluster.executed(R0)).containsOnlyOnce(cut);
  }

  /** K04: the table is there after a restart, from the checkpoint and the log above it. */
  @Test
  void tableSurvivesARestartOfAll() {
    Cluster cluster = cluster(3).clients(3).start().request(30).committed().drop(REPLY);
    Requests requests = cluster.request(3);
    cluster.runUntil("all are executed", () -> cluster.executed(R0).size() == 33);
    cluster.run(50).crash(R_ALL).restart(R_ALL).run(300);

    cluster.heal();

    requests.committed().settle();
    assertThat(cluster.executed(R0)).hasSize(33);
  }
}
