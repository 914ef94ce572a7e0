package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.TestCluster.Link;
import dev.vopr.vsr.TestCluster.Outcome;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.message.Message;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A replica in the middle of work that is lied to: nothing that it receives makes it throw. */
class ReplicaFuzzTest {
  private static final int RUNS = 120;
  private static final int MESSAGES_PER_RUN = 250;
  private static final int CLIENTS = 12;

  /** Most entries that were prepared and not committed: a log tail, and a pipeline upon it. */
  private static final long UNCOMMITTED =
      (long) TestCluster.limits().tailEntries() + TestCluster.PIPELINE + TestCluster.BATCH;

  /** The situation in which a replica is lied to. */
  private enum Victim {
    PRIMARY(0),
    BACKUP(1),
    IN_VIEW_CHANGE(1),
    ELECT(1),
    RECOVERING(2);

    private final int number;

    Victim(int number) {
      this.number = number;
    }
  }

  /** What the lies of all runs came to: shows that they went beyond the first check. */
  private static final class Tally {
    private final Set<RejectionRule> rules = EnumSet.noneOf(RejectionRule.class);
    private final Map<Milestone, Long> reached = new EnumMap<>(Milestone.class);
    private long appended;
    private long committed;
    private long unquestioned;
  }

  static Stream<Arguments> victimsAtEachLevel() {
    return Arrays.stream(Victim.values())
        .flatMap(
            victim ->
                Stream.of(Hardening.PLAIN, Hardening.VALIDATED, Hardening.CHAINED)
                    .map(level -> arguments(victim, level)));
  }

  @ParameterizedTest
  @MethodSource("victimsAtEachLevel")
  void forgedMessagesNeverMakeAReplicaThrow(Victim victim, Hardening level) {
    Tally tally = new Tally();

    for (long seed = 0; seed < RUNS; seed++) {
      long shown = seed;
      assertThatCode(() -> run(shown, victim, level, tally))
          .as("seed %d, victim %s, level %s", seed, victim, level)
          .doesNotThrowAnyException();
    }

    assertThat(tally.unquestioned).as("lies that break no rule").isGreaterThan(800);
    assertThat(tally.appended).as("entries that the victim appended").isGreaterThan(500);
    assertThat(tally.committed).as("entries that the victim committed").isGreaterThan(500);
    assertThat(tally.rules).containsAll(inForceAt(level, rulesOf(victim)));
    assertThat(inForceAt(level, tally.rules)).as("rules of a higher level").isEqualTo(tally.rules);
    assertThat(tally.reached).containsKeys(milestonesOf(victim));
  }

  private static Set<RejectionRule> inForceAt(Hardening level, Set<RejectionRule> rules) {
    Set<RejectionRule> inForce = EnumSet.copyOf(rules);
    inForce.removeIf(rule -> !level.isAtLeast(rule.since()));
    return inForce;
  }

  private static Milestone[] milestonesOf(Victim victim) {
    return switch (victim) {
      case PRIMARY -> new Milestone[] {Milestone.VIEW_LEFT, Milestone.VIEW_JOINED};
      case BACKUP, IN_VIEW_CHANGE ->
          new Milestone[] {Milestone.VIEW_LEFT, Milestone.VIEW_JOINED, Milestone.STATE_TRANSFERRED};
      case ELECT ->
          new Milestone[] {Milestone.VIEW_LEFT, Milestone.VIEW_JOINED, Milestone.VIEW_STARTED};
      case RECOVERING -> new Milestone[] {Milestone.RECOVERY_BEGUN, Milestone.RECOVERY_COMPLETED};
    };
  }

  private static Set<RejectionRule> rulesOf(Victim victim) {
    return switch (victim) {
      case PRIMARY -> rulesOfAPrimary();
      case BACKUP -> rulesOfABackup();
      case IN_VIEW_CHANGE, ELECT -> rulesOfViews();
      case RECOVERING -> EnumSet.of(RejectionRule.NOT_NORMAL, RejectionRule.NONCE_UNKNOWN);
    };
  }

  private static Set<RejectionRule> rulesOfViews() {
    return EnumSet.of(
        RejectionRule.NOT_IN_VIEW_CHANGE,
        RejectionRule.TAIL_BROKEN,
        RejectionRule.TAIL_RANGE,
        RejectionRule.TAIL_CHAIN,
        RejectionRule.TAIL_INCOMPLETE,
        RejectionRule.TAIL_CONTRADICTS_COMMIT,
        RejectionRule.VIEW_BEYOND,
        RejectionRule.VIEW_CLAIM,
        RejectionRule.COMMIT_BEYOND_TAIL,
        RejectionRule.VIEW_CHANGE_CONFLICT,
        RejectionRule.NONCE_UNKNOWN,
        RejectionRule.STATE_PART,
        RejectionRule.STATE_DIGEST,
        RejectionRule.STATE_NOT_HELD,
        RejectionRule.CLOCK_CLAIM);
  }

  private static Set<RejectionRule> rulesOfBoth() {
    return EnumSet.of(
        RejectionRule.FRAME_CHECKSUM,
        RejectionRule.BATCH_TOO_LARGE,
        RejectionRule.SENDER_NOT_ON_LINK,
        RejectionRule.SENDER_NOT_A_REPLICA,
        RejectionRule.SENDER_NOT_A_CLIENT,
        RejectionRule.SENDER_NOT_PRIMARY,
        RejectionRule.NOT_FOR_A_REPLICA,
        RejectionRule.OLD_VIEW,
        RejectionRule.FUTURE_VIEW,
        RejectionRule.NOT_NORMAL,
        RejectionRule.RANGE_INVALID,
        RejectionRule.RANGE_NOT_HELD);
  }

  private static Set<RejectionRule> rulesOfAPrimary() {
    Set<RejectionRule> rules = rulesOfBoth();
    rules.addAll(
        EnumSet.of(
            RejectionRule.REQUEST_DUPLICATE,
            RejectionRule.REQUEST_QUEUE_FULL,
            RejectionRule.ACK_BEYOND_OP,
            RejectionRule.ACK_CHECKSUM,
            RejectionRule.ACK_DUPLICATE));
    return rules;
  }

  private static Set<RejectionRule> rulesOfABackup() {
    Set<RejectionRule> rules = rulesOfBoth();
    rules.addAll(
        EnumSet.of(
            RejectionRule.NOT_PRIMARY,
            RejectionRule.BATCH_EMPTY,
            RejectionRule.ENTRY_CHECKSUM,
            RejectionRule.ENTRY_OP_ORDER,
            RejectionRule.ENTRY_VIEW,
            RejectionRule.ENTRY_CLIENT,
            RejectionRule.ENTRY_TIMESTAMP,
            RejectionRule.ENTRY_PARENT,
            RejectionRule.ENTRY_CONFLICT,
            RejectionRule.ENTRY_DUPLICATE,
            RejectionRule.ENTRY_GAP,
            RejectionRule.COMMIT_BEYOND_OP,
            RejectionRule.COMMIT_CHECKSUM,
            RejectionRule.COMMIT_OLD,
            RejectionRule.ENTRIES_NOT_ASKED_FOR));
    return rules;
  }

  private static void run(long seed, Victim victim, Hardening level, Tally tally) {
    SimRng rng = SimRng.of(seed);
    // Whoever can forge any sender can break agreement: here only the victim's health counts.
    ReplicaSettings settings = seed % 2 == 0 ? TestCluster.settings(3) : TestCluster.compact(3);
    TestCluster cluster =
        TestCluster.expectingViolation(TestCluster.at(level, settings)).committed(3);
    bringAbout(cluster, victim);
    int number = victim.number;
    ForgedMessages forged = new ForgedMessages(rng.fork("lies"), cluster, number);
    for (int i = 0; i < MESSAGES_PER_RUN; i++) {
      long op = cluster.replica(number).op();
      long commit = cluster.replica(number).commit();
      work(cluster, rng);
      Outcome outcome = attack(cluster, number, forged, rng);
      checkHealth(cluster, number, outcome);
      tally.rules.addAll(outcome.rejections());
      tally.unquestioned += outcome.rejections().isEmpty() ? 1 : 0;
      tally.appended += cluster.replica(number).op() - op;
      tally.committed += cluster.replica(number).commit() - commit;
    }
    for (Milestone milestone : Milestone.values()) {
      if (cluster.replica(number).reached(milestone) > 0) {
        tally.reached.merge(milestone, cluster.replica(number).reached(milestone), Long::sum);
      }
    }
    checkQueue(cluster);
  }

  private static void bringAbout(TestCluster cluster, Victim victim) {
    switch (victim) {
      case PRIMARY, BACKUP -> {}
      case IN_VIEW_CHANGE -> cluster.receive(1, 2, new Message.StartViewChange(2, 2));
      case ELECT -> cluster.receive(1, 2, new Message.StartViewChange(2, 1));
      case RECOVERING -> {
        cluster.crash(2);
        cluster.disk(2).wipe();
        cluster.restart(2);
      }
    }
  }

  /** Honest traffic around the attack, with losses. */
  private static void work(TestCluster cluster, SimRng rng) {
    int client = rng.nextInt(CLIENTS);
    if (cluster.isAnswered(client) && rng.chance(0.3)) {
      cluster.request(client, "honest");
    }
    List<Link> busy = cluster.busyLinks();
    if (!busy.isEmpty()) {
      cluster.deliver(busy.get(rng.nextInt(busy.size())), 0);
    }
    if (rng.chance(0.05)) {
      cluster.dropAll();
      cluster.advance(rng.nextLong(TestCluster.HEARTBEAT));
    }
  }

  private static Outcome attack(
      TestCluster cluster, int victim, ForgedMessages forged, SimRng rng) {
    ForgedMessages.Lie lie = forged.next();
    if (rng.chance(0.95)) {
      return cluster.receive(victim, lie.link(), lie.message());
    }
    byte[] bytes = TestCluster.codec().encode(lie.message()).toArray();
    bytes[rng.nextInt(bytes.length)] ^= (byte) (1 + rng.nextInt(255));
    return cluster.receiveFrame(new Link(lie.link(), victim), Frame.copyOf(bytes));
  }

  private static void checkHealth(TestCluster cluster, int victim, Outcome outcome) {
    ReplicaView view = cluster.replica(victim);
    assertThat(view.commit()).isBetween(view.executed(), view.op());
    assertThat(view.logBase()).isLessThanOrEqualTo(view.executed());
    assertThat(view.op() - view.logBase()).isLessThanOrEqualTo(cluster.settings().logSlots());
    assertThat(view.lastNormalView()).isLessThanOrEqualTo(view.view());
    assertThat(view.status()).isNotEqualTo(Status.STOPPED);
    if (view.isPrimary() && view.status() == Status.NORMAL) {
      assertThat(view.op() - view.commit()).isLessThanOrEqualTo(UNCOMMITTED);
    }
    assertThat(outcome.rejections()).hasSizeLessThanOrEqualTo(3);
    assertThat(outcome.sends())
        .as("one lie cannot make a replica flood others")
        .hasSizeLessThanOrEqualTo(6 * TestCluster.PIPELINE);
  }

  /** What a primary keeps for later is limited: it all comes out when the pipeline drains. */
  private static void checkQueue(TestCluster cluster) {
    if (cluster.replica(0).view() > 0 || cluster.replica(0).status() != Status.NORMAL) {
      return;
    }
    long op = cluster.replica(0).op();
    cluster.dropAll();
    for (long last = op - 1; last < cluster.replica(0).op(); ) {
      last = cluster.replica(0).op();
      cluster.receive(0, 1, cluster.okOf(1, 0, last));
    }
    assertThat(cluster.replica(0).op() - op)
        .as("requests that waited at the primary")
        .isLessThanOrEqualTo(TestCluster.QUEUE);
  }
}
