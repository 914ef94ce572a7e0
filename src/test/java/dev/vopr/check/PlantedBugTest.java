package dev.vopr.check;

import static dev.vopr.vsr.TestCluster.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Replica;
import dev.vopr.vsr.TestCluster;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real replicas with a bug planted around them: the right invariant breaks, and says so. */
class PlantedBugTest {

  @Test
  void forgedAcknowledgementsMakeThePrimaryCommitAloneAndBreakAgreement() {
    TestCluster cluster = TestCluster.expectingViolation(3);
    Entry other =
        TestCluster.entry(START + 1, cluster.replica(0).checksumAt(START), "never asked for");
    cluster.request(0, "x");
    cluster.deliver(TestCluster.client(0), 0);
    cluster.dropAll();

    cluster.receive(0, 1, cluster.okOf(1, 0, START + 1));
    assertThat(cluster.executed(0)).as("no backup holds it").containsExactly("x");
    assertThat(cluster.violation()).as("one replica alone cannot disagree").isEmpty();
    commitAt(cluster, 2, List.of(other));

    Violation violation = cluster.violation().orElseThrow();
    assertThat(violation.invariant()).isEqualTo("agreement");
    assertThat(violation.replicas()).containsExactly(0, 2);
    assertThat(violation.op()).isEqualTo(START + 1);
    assertThat(violation.sentence())
        .startsWith("r2 committed entry")
        .contains("at op 21, but r0 committed entry");
  }

  @Test
  void anEquivocatingPrimaryBreaksAgreementBetweenItsBackups() {
    TestCluster cluster = TestCluster.expectingViolation(5, 0);
    List<Entry> one = cluster.entriesAfter(1, 3);
    List<Entry> other = new ArrayList<>(one.subList(0, 2));
    other.add(TestCluster.entry(START + 3, one.get(1).checksum(), "another third"));

    commitAt(cluster, 1, one);
    commitAt(cluster, 3, one);
    commitAt(cluster, 4, one.subList(0, 2));
    assertThat(cluster.violation()).as("so far all agree").isEmpty();
    commitAt(cluster, 2, other);

    Violation violation = cluster.violation().orElseThrow();
    assertThat(violation.invariant()).isEqualTo("agreement");
    assertThat(violation.replicas()).containsExactly(1, 2);
    assertThat(violation.op()).isEqualTo(START + 3);
  }

  @Test
  void aCompromisedReplicaThatDisagreesIsNoViolation() {
    TestCluster cluster = TestCluster.expectingViolation(3, 2);
    Entry other =
        TestCluster.entry(START + 1, cluster.replica(0).checksumAt(START), "never asked for");
    cluster.request(0, "x");
    cluster.deliver(TestCluster.client(0), 0);
    cluster.deliver(0, 1);
    cluster.deliver(1, 0);

    commitAt(cluster, 2, List.of(other));

    assertThat(cluster.executed(0)).isNotEqualTo(cluster.executed(2));
    assertThat(cluster.violation()).isEmpty();
  }

  @Test
  void aReplicaThatRejoinsWithoutItsLogBreaksCommitOrder() {
    TestCluster cluster = TestCluster.expectingViolation(3).committed(4);

    cluster.forget(1);
    cluster.advance(TestCluster.HEARTBEAT);
    cluster.deliver(0, 1);

    assertThat(cluster.violation())
        .contains(
            new Violation(
                "commit-order",
                "commit-number of r1 fell from 24 to 0",
                List.of(1),
                0,
                cluster.now()));
  }

  @Test
  void aReplicaThatExecutesAnotherPastUnderTheSameOpNumbersBreaksPrefix() {
    TestCluster cluster = TestCluster.expectingViolation(3).committed(2);
    List<Message> messages = new ArrayList<>();
    Entry last = TestCluster.entry(1, 0, "another 1");
    for (long op = 1; op <= START + 2; op++) {
      messages.add(new Message.Prepare(0, 0, List.of(last), op - 1));
      last = TestCluster.entry(op + 1, last.checksum(), "another " + (op + 1));
    }
    messages.add(new Message.Commit(0, 0, START + 2, last.parent()));

    cluster.forgetAndReceive(1, 0, messages);

    Violation violation = cluster.violation().orElseThrow();
    assertThat(violation.invariant()).isEqualTo("prefix");
    assertThat(violation.sentence())
        .isEqualTo("r1 no longer holds the entry that it committed at op 22");
  }

  // ---- bugs that only messages and disks show ---------------------------------------------------

  private final TestCluster audited = TestCluster.audited(TestCluster.settings(3));

  private Violation broken(String invariant) {
    Violation violation = audited.violation().orElseThrow();
    assertThat(violation.invariant()).as(violation.sentence()).isEqualTo(invariant);
    return violation;
  }

  @Test
  void anAuditedClusterWithoutABugPasses() {
    audited.committed(4);
    audited.restart(1);
    audited.advance(10 * TestCluster.HEARTBEAT);
    audited.deliverAll();

    assertThat(audited.violation()).isEmpty();
    assertThat(audited.replica(2).executed()).isEqualTo(START + 4);
  }

  @Test
  void aBackupThatTakesItsLogForDurableBeforeItsDiskIsDoneBreaksTheDiskBelief() {
    audited.holdDisk(1);
    audited.request(0, "x");
    audited.deliver(TestCluster.client(0), 0);
    audited.deliver(0, 1);
    assertThat(audited.violation()).isEmpty();

    pretendDone(1);

    assertThat(broken("disk-belief").sentence())
        .startsWith("r1 takes its log for durable up to entry")
        .endsWith("at op 21, but its disk has not said so of all of it");
  }

  @Test
  void aPrimaryThatCountsItselfBeforeItsDiskIsDoneBreaksTheCommitQuorum() {
    audited.holdDisk(0);
    audited.request(0, "x");
    audited.deliver(TestCluster.client(0), 0);
    audited.deliver(0, 1);
    audited.deliver(1, 0);
    assertThat(audited.executed(0)).as("its own copy is not durable").isEmpty();

    pretendDone(0);

    assertThat(broken("commit-quorum").sentence())
        .isEqualTo("r0 has commit-number 21, but a quorum has acknowledged op 20 at most");
  }

  @Test
  void aVoteInTheNameOfAnotherBreaksTheCommitQuorum() {
    audited.request(0, "x");
    audited.deliver(TestCluster.client(0), 0);
    audited.dropAll();

    audited.receive(0, 1, audited.okOf(1, 0, START + 1));

    broken("commit-quorum");
  }

  @Test
  void aReplicaThatLosesItsDiskAndRejoinsAsNewForgetsWhatItAcknowledged() {
    audited.request(0, "x");
    audited.deliver(TestCluster.client(0), 0);
    audited.deliver(0, 1);
    audited.disk(1).wipe();
    audited.disk(1).put(Replica.format());
    audited.restart(1);

    assertThat(broken("acknowledged").sentence())
        .startsWith("r1 acknowledged entry")
        .endsWith("at op 21 in view 0, but its log of view 0 ends at op 0");
  }

  /** The disk of a replica has done nothing, but the replica believes that it has. */
  private void pretendDone(int replica) {
    long id = audited.pendingWrites(replica).get(0).id();
    audited.diskDone(replica, new DiskCompletion(id, true, List.of()));
  }

  @Test
  void theSameClusterWithoutABugPasses() {
    TestCluster cluster = TestCluster.expectingViolation(3).committed(4);

    cluster.advance(10 * TestCluster.HEARTBEAT);
    cluster.deliverAll();

    assertThat(cluster.violation()).isEmpty();
    assertThat(cluster.executed(2)).hasSize(4);
  }

  private static void commitAt(TestCluster cluster, int backup, List<Entry> entries) {
    cluster.receive(backup, 0, new Message.Prepare(0, 0, entries, 0));
    Entry last = entries.get(entries.size() - 1);
    cluster.receive(backup, 0, new Message.Commit(0, 0, last.op(), last.checksum()));
  }
}
