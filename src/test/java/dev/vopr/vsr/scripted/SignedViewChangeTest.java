package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.RejectionRule.COMMIT_CONFLICT;
import static dev.vopr.vsr.message.MessageKind.COMMIT;
import static dev.vopr.vsr.message.MessageKind.DO_VIEW_CHANGE;
import static dev.vopr.vsr.message.MessageKind.ENTRIES;
import static dev.vopr.vsr.message.MessageKind.GET_ENTRIES;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.START_VIEW;
import static dev.vopr.vsr.message.MessageKind.START_VIEW_CHANGE;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static dev.vopr.vsr.scripted.Who.R3;
import static dev.vopr.vsr.scripted.Who.R4;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Evidence;
import dev.vopr.vsr.proof.Evidence.Contradiction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which log a view begins with at level {@code signed}, when one of those who show theirs lies. */
class SignedViewChangeTest {

  private static Cluster started(int replicas, int liar) {
    return cluster(replicas).signed(liar).clients(2).start().request(4).committed().settle();
  }

  /** The log keeps what the scripts look at; r0 is the liar. */
  private static Cluster withAmpleLog() {
    ClusterBuilder builder = cluster(3).signed(0).slots(64).checkpointEvery(32).clients(2);
    return builder.start().request(4).committed().settle();
  }

  /** The primary r0 gives these backups another entry than it has itself. */
  private static void tellTwoHistories(Cluster cluster, List<Integer> misled) {
    cluster.lieIf(
        sent -> sent.kind() == PREPARE && sent.from() == 0 && misled.contains(sent.to()),
        message -> {
          Message.Prepare prepare = (Message.Prepare) message;
          List<Entry> entries = new ArrayList<>(prepare.entries());
          entries.add(Lies.other(entries.remove(entries.size() - 1), cluster.notary(0)));
          return new Message.Prepare(0, prepare.view(), entries, prepare.commit());
        });
  }

  private static long checksum(Cluster cluster, Who who, long op) {
    return cluster.replica(who).checksumAt(op);
  }

  /**
   * The log that is chosen starts from an entry that is proven; but the newest certificate that r1
   * knows is of a later one. Seed 297 of multi-tenant-isolation with five replicas.
   */
  @Test
  void whatALogStartsFromStaysProvenWhileNewerCertificatesCome() {
    Cluster cluster = cluster(3).signed().slots(32).checkpointEvery(16).clients(1).start();
    cluster.request(2).committed().settle();
    cluster.dropTo(PREPARE, R1).dropTo(ENTRIES, R1).request(7).committed();
    cluster.run(50).dropTo(COMMIT, R2).request(1);
    long base = cluster.commit(R2);
    cluster.runUntil("r0 commits another one", () -> cluster.commit(R0) == base + 1);
    cluster.run(50).crash(R0).heal();
    assertThat(cluster.commit(R1)).isLessThan(base).isLessThan(cluster.commit(R2));

    cluster.runUntil("r1 starts a view", () -> !cluster.sent(START_VIEW, R1, R2).isEmpty());

    Message.StartView start = (Message.StartView) cluster.sent(START_VIEW, R1, R2).get(0).message();
    assertThat(start.tail().base()).isGreaterThanOrEqualTo(base);
    cluster.request(1).committed();
  }

  /** Whoever of those that know it to be committed is left decides, and the misled follow. */
  @Test
  void backupsThatWereMisledCountForTheViewThatOverrulesThem() {
    Cluster cluster = started(5, 0);
    long op = cluster.commit(R4) + 1;
    tellTwoHistories(cluster, List.of(1, 2));
    cluster.request(1);
    cluster.runUntil("r4 executes it", () -> cluster.commit(R4) == op);
    long committed = checksum(cluster, R4, op);
    assertThat(checksum(cluster, R1, op))
        .isNotEqualTo(committed)
        .isEqualTo(checksum(cluster, R2, op));

    cluster.crash(R3).loseDisk(R3).restart(R3);
    cluster.tellTheTruth().request(1).committed().settle();

    assertThat(checksum(cluster, R1, op)).isEqualTo(committed);
    assertThat(checksum(cluster, R2, op)).isEqualTo(committed);
    assertThat(cluster.evidence()).allMatch(evidence -> evidence.accused() == 0);
    assertThat(cluster.violation()).isEmpty();
  }

  /** They were cut off meanwhile, and others began a view with the log that contradicts theirs. */
  @Test
  void backupsThatWereMisledInAnOlderViewCountBesideTheLogOfANewerOne() {
    Cluster cluster = started(5, 0);
    long op = cluster.commit(R4) + 1;
    tellTwoHistories(cluster, List.of(1, 2));
    cluster.request(1);
    cluster.runUntil("r4 executes it", () -> cluster.commit(R4) == op);
    long committed = checksum(cluster, R4, op);
    cluster.tellTheTruth().cut(R1).from(R0, R2, R3, R4).cut(R2).from(R0, R3, R4);
    cluster.crash(R0).restart(R0);
    cluster.runUntil("r3 begins view 3", () -> cluster.view(R4) == 3 && cluster.isNormal(R3, R4));
    assertThat(checksum(cluster, R1, op)).isNotEqualTo(committed);
    assertThat(checksum(cluster, R2, op)).isNotEqualTo(committed);

    cluster.crash(R3).loseDisk(R3).heal().dropTo(START_VIEW, R1).dropTo(START_VIEW, R2).restart(R3);
    cluster.runUntil("r0 and r4 leave it", () -> cluster.view(R0) > 3 && cluster.view(R4) > 3);
    cluster.heal().request(1).committed().settle();

    assertThat(checksum(cluster, R1, op)).isEqualTo(committed);
    assertThat(checksum(cluster, R2, op)).isEqualTo(committed);
    assertThat(cluster.violation()).isEmpty();
  }

  /** The new primary knows what was committed, and that the only other one hides it. */
  @Test
  void viewDoesNotBeginWithoutWhatItsPrimaryKnowsToBeCommitted() {
    Cluster cluster = started(3, 2);
    long op = cluster.commit(R0) + 1;
    cluster.dropTo(PREPARE, R1).dropTo(ENTRIES, R1).dropTo(COMMIT, R2);
    cluster.request(1);
    cluster.runUntil("r0 commits it", () -> cluster.commit(R0) == op).run(5);
    long committed = checksum(cluster, R0, op);
    assertThat(cluster.op(R1)).isLessThan(op);
    cluster.lieIf(
        sent -> sent.kind() == DO_VIEW_CHANGE && sent.from() == 2,
        message -> withoutLast((Message.DoViewChange) message));

    cluster.heal().crash(R0);
    cluster.runUntil("r2 hides it", () -> !cluster.sent(DO_VIEW_CHANGE, R2, R1).isEmpty());
    cluster.run(40);

    assertThat(cluster.sent(START_VIEW, R1, R2)).isEmpty();
    assertThat(cluster.evidence())
        .extracting(Evidence::contradiction)
        .contains(Contradiction.FORGOTTEN_ENTRY);
    cluster.tellTheTruth().restart(R0).request(1).committed().settle();
    assertThat(checksum(cluster, R1, op)).isEqualTo(committed);
    assertThat(cluster.violation()).isEmpty();
  }

  /** It was misled, and knows by a certificate that a quorum holds another entry than it does. */
  @Test
  void primaryDoesNotBeginItsViewWithAnOwnEntryThatACertificateContradicts() {
    Cluster cluster = withAmpleLog();
    long op = cluster.op(R1) + 1;
    tellTwoHistories(cluster, List.of(1));
    cluster.dropTo(COMMIT, R2).request(1);
    cluster.runUntil("r0 commits it", () -> cluster.commit(R0) == op).run(3);
    assertThat(checksum(cluster, R1, op)).isNotEqualTo(checksum(cluster, R0, op));
    assertThat(checksum(cluster, R2, op)).isEqualTo(checksum(cluster, R0, op));

    cluster.crash(R0);
    cluster.runUntil("r2 shows its log", () -> !cluster.sent(DO_VIEW_CHANGE, R2, R1).isEmpty());
    cluster.run(40);

    assertThat(cluster.sent(START_VIEW, R1, R2)).isEmpty();
    assertThat(cluster.violation()).isEmpty();
  }

  /** Without the liar the others are too few, so that its log counts again in the end. */
  @Test
  void logOfALiarThatHasToCountAgainIsNotChosenIfItLacksWhatIsCommitted() {
    Cluster cluster = started(3, 2);
    long op = cluster.commit(R0) + 1;
    cluster.dropTo(PREPARE, R1).dropTo(ENTRIES, R1).dropTo(COMMIT, R2);
    cluster.request(1);
    cluster.runUntil("r0 commits it", () -> cluster.commit(R0) == op).run(5);
    long committed = checksum(cluster, R0, op);
    cluster.lieIf(
        sent -> sent.kind() == DO_VIEW_CHANGE && sent.from() == 2,
        message -> withoutLast((Message.DoViewChange) message));

    cluster.crash(R0).dropTo(DO_VIEW_CHANGE, R2);
    cluster.runUntil("r1 refuses", () -> cluster.rejections(COMMIT_CONFLICT, R1) > 0);
    cluster.run(40);

    assertThat(cluster.view(R1)).as("after view 1, in which it did not count").isGreaterThan(1);
    assertThat(cluster.sent(START_VIEW, R1, R2)).isEmpty();
    cluster.heal().tellTheTruth().restart(R0).request(1).committed().settle();
    assertThat(checksum(cluster, R1, op)).isEqualTo(committed);
    assertThat(cluster.violation()).isEmpty();
  }

  /** Of the entry below the one that does not fit there are two: the primary is asked for its. */
  @Test
  void primaryWhoseEntriesDoNotContinueTheLogIsAskedForTheLastEntryThatItGave() {
    Cluster cluster = withAmpleLog();
    long op = cluster.op(R1) + 1;
    tellTwoHistories(cluster, List.of(1));
    cluster.request(1);
    cluster.runUntil("r1 is misled", () -> cluster.op(R1) == op && cluster.op(R2) == op);

    cluster.dropFrom(START_VIEW_CHANGE, R1).tellTheTruth().request(1);
    cluster.runUntil("r1 asks", () -> hasAskedFrom(cluster, op));

    cluster.runUntil("r1 knows", () -> cluster.replica(R1).hasEvidenceAgainst(0));
    assertThat(cluster.violation()).isEmpty();
  }

  private static boolean hasAskedFrom(Cluster cluster, long op) {
    return cluster.sent(GET_ENTRIES, R1, R0).stream()
        .anyMatch(sent -> ((Message.GetEntries) sent.message()).first() == op);
  }

  private static Message withoutLast(Message.DoViewChange shown) {
    LogTail tail = shown.tail();
    List<Entry> kept = tail.entries().subList(0, Math.max(0, tail.entries().size() - 1));
    LogTail cut = LogTail.whole(tail.base(), tail.baseChecksum(), kept);
    return new Message.DoViewChange(
        shown.sender(), shown.view(), shown.lastNormalView(), cut, shown.commit());
  }

  /** Two backups hold the same forged entry, and the liar shows another: one of them waits. */
  @Test
  void logOfOneThatWasCaughtIsNotPreferredToThatOfOthers() {
    Cluster cluster = started(3, 0);
    long op = cluster.op(R1) + 1;
    tellTwoHistories(cluster, List.of(1, 2));
    cluster.request(1);
    cluster.runUntil(
        "both are misled", () -> cluster.replica(R1).durableOp() == op && cluster.op(R2) == op);
    long acknowledged = checksum(cluster, R1, op);
    assertThat(acknowledged)
        .isEqualTo(checksum(cluster, R2, op))
        .isNotEqualTo(checksum(cluster, R0, op));

    cluster.dropIf(sent -> sent.kind() == DO_VIEW_CHANGE && sent.from() == 2).tellTheTruth();
    cluster.runUntil("r0 shows its log", () -> !cluster.sent(DO_VIEW_CHANGE, R0, R1).isEmpty());
    cluster.run(20).heal().settle();

    assertThat(checksum(cluster, R1, op)).isEqualTo(acknowledged);
    assertThat(cluster.violation()).isEmpty();
  }
}
