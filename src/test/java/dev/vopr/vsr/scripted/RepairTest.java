package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.ENTRIES;
import static dev.vopr.vsr.message.MessageKind.GET_ENTRIES;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
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

/** Entries that are missing within a view. */
class RepairTest {

  private static Cluster withSixOps() {
    Cluster cluster = cluster(3).clients(1).slots(32).checkpointEvery(16).start();
    return cluster.request(5).committed().settle().run(50);
  }

  /** S1: a range at a time, never longer than the limit. */
  @Test
  void longGapIsFetchedInRanges() {
    Cluster cluster = withSixOps().cut(R2).from(R_ALL).request(10).committed();

    cluster.heal().request(1).committed().settle();

    assertThat(cluster.sent(GET_ENTRIES))
        .allMatch(
            sent -> {
              Message.GetEntries wanted = (Message.GetEntries) sent.message();
              return wanted.last() - wanted.first() < 4;
            });
    cluster.log(R2).equalsLog(R0);
  }

  /** S1: whoever does not answer is not asked for ever. */
  @Test
  void corruptEntryIsFetchedFromWhoeverAnswers() {
    Cluster cluster = withSixOps().crash(R2).corruptEntry(R2, 4).dropFrom(ENTRIES, R0);

    cluster.restart(R2).settle();

    assertThat(cluster.sent(ENTRIES, R1, R2)).isNotEmpty();
    assertThat(cluster.reached(Milestone.ENTRY_REPAIRED, R2)).isOne();
  }

  /** An acknowledgement speaks for all of the log: with a hole in it there is none. */
  @Test
  void replicaWithAHoleAcknowledgesNothingAboveIt() {
    Cluster cluster = withSixOps().crash(R2).corruptEntry(R2, 4).drop(ENTRIES).restart(R2);
    int acknowledged = cluster.sent(PREPARE_OK, R2, R0).size();

    cluster.request(3).committed().run(50);

    assertThat(cluster.sent(PREPARE_OK, R2, R0).stream().skip(acknowledged))
        .allMatch(sent -> ((Message.PrepareOk) sent.message()).op() < 4);
    cluster.heal().request(1).committed().settle();
  }

  /** A primary that restarts with a corrupt entry is repaired as a backup of the next view. */
  @Test
  void restartedPrimaryWithACorruptEntryIsRepaired() {
    Cluster cluster = withSixOps().crash(R0).corruptEntry(R0, 5).restart(R0);

    cluster.request(2).committed().settle();

    assertThat(cluster.reached(Milestone.ENTRY_REPAIRED, R0)).isOne();
    assertThat(cluster.view(R0)).isPositive();
  }

  @Test
  void answersThatComeLateChangeNothing() {
    Cluster cluster = withSixOps().cut(R2).from(R_ALL).request(6).committed();
    cluster.heal().request(1).committed().settle();
    List<Wires.Sent> stale = cluster.sent(ENTRIES);
    long op = cluster.op(R2);

    stale.forEach(cluster::replay);
    cluster.run(5);

    assertThat(cluster.rejections(RejectionRule.ENTRIES_NOT_ASKED_FOR, R2)).isPositive();
    assertThat(cluster.op(R2)).isEqualTo(op);
  }

  /** The primary is told to have entries that nobody has: a hint, which is forgotten. */
  @Test
  void gapThatNobodyCanFillIsForgotten() {
    Cluster cluster = withSixOps().dropTo(PREPARE, R2).dropTo(ENTRIES, R2);
    cluster.request(1).committed().run(60);
    cluster.crash(R0).heal();

    cluster.request(3).committed().restart(R0).settle();

    cluster.log(R2).equalsLog(R1);
  }

  /** Entries rot on two replicas while the third, which alone holds them, is cut off. */
  @Test
  void repairWaitsForTheOnlyHolder() {
    Cluster cluster = withSixOps().crash(R0, R1).corruptEntry(R0, 3).corruptEntry(R1, 3);
    cluster.cut(R2).from(R_ALL).restart(R0, R1).run(1_000);
    assertThat(cluster.op(R1)).isEqualTo(6);

    cluster.heal().request(1).committed().settle();

    assertThat(cluster.executed(R1)).hasSize(6);
  }
}
