package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.COMMIT;
import static dev.vopr.vsr.message.MessageKind.DO_VIEW_CHANGE;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.START_VIEW;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Message;
import org.junit.jupiter.api.Test;

/**
 * Two versions of one op-number, of which the abandoned one is of the later view, and nobody can
 * show the other.
 *
 * <pre>
 *         r0            r1                r2
 *  view 0 first         –                 –            r0 is cut off
 *  view 1 first         other             –            r1 begins it, is heard by nobody, and cut off
 *  view 2 first second  other             first second  committed by r0 and r2
 *         crashed       other             ?     second  r2 crashes too, and an entry of it rots
 * </pre>
 */
class AbandonedVersionTest {

  /** S5, V4: a hole in the log that is chosen is no place for what stands there in another log. */
  @Test
  void committedEntryIsWaitedForThoughALaterVersionIsThere() {
    Cluster cluster = run();

    assertThat(cluster.isNormal(R1)).isFalse();
    assertThat(cluster.isNormal(R2)).isFalse();
    cluster.restart(R0).settle();
    assertThat(cluster.executed(R1)).isEqualTo(cluster.executed(R0));
  }

  /** Runs the script up to where r1 has to choose a log without r0, and then for two seconds. */
  static Cluster run() {
    Cluster cluster = cluster(3).clients(3).slots(32).checkpointEvery(16).start();
    cluster.request(3).committed().settle().run(50);
    long op = cluster.op(R0) + 1;

    cluster.cut(R0).from(R1, R2).confine(0, R0).confine(1, R1).confine(2, R2);
    cluster.dropFrom(START_VIEW, R1).dropFrom(PREPARE, R1).dropFrom(COMMIT, R1);
    String first = cluster.requestOf(0);
    cluster.runUntil("r0 has it", () -> cluster.replica(R0).durableOp() == op);
    cluster.runUntil("view 1 begins at r1", () -> cluster.isNormal(R1) && cluster.view(R1) == 1);
    cluster.requestOf(1);
    cluster.runUntil("r1 has another", () -> cluster.replica(R1).durableOp() == op);

    cluster.healLinks().cut(R1).from(R0, R2);
    cluster.runUntil("r0 and r2 go on", () -> cluster.isAnswered(first));
    String second = cluster.requestOf(2);
    cluster.runUntil("the next is committed", () -> cluster.isAnswered(second));

    cluster.crash(R0, R2).corruptEntry(R2, op).heal().restart(R2);
    cluster.runUntil(
        "r1 has to choose a log",
        () ->
            cluster.sent(DO_VIEW_CHANGE, R2, R1).stream()
                .anyMatch(sent -> ((Message.DoViewChange) sent.message()).lastNormalView() == 2));
    return cluster.run(2_000);
  }
}
