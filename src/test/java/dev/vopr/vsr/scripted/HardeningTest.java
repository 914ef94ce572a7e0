package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.ENTRIES;
import static dev.vopr.vsr.message.MessageKind.GET_ENTRIES;
import static dev.vopr.vsr.message.MessageKind.GET_STATE;
import static dev.vopr.vsr.message.MessageKind.NEW_STATE;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
import static dev.vopr.vsr.message.MessageKind.RECOVERY_RESPONSE;
import static dev.vopr.vsr.message.MessageKind.START_VIEW;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static dev.vopr.vsr.scripted.Who.R4;
import static dev.vopr.vsr.scripted.Who.R_ALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.Hardening;
import dev.vopr.vsr.Milestone;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.Status;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.disk.Zone;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.scripted.Levels.AtChained;
import dev.vopr.vsr.scripted.Levels.AtEachLevel;
import dev.vopr.vsr.scripted.Levels.AtPlain;
import dev.vopr.vsr.scripted.Levels.BelowChained;
import dev.vopr.vsr.scripted.Levels.SinceValidated;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;

/**
 * What each level of hardening does about each lie: the table of {@code docs/HARDENING.md}. Every
 * lie is well-formed and sealed anew, and is told to real replicas by one liar among them. Where a
 * level does nothing about it, the test shows what harm comes of it.
 */
class HardeningTest {
  /** What all have executed when a lie is told: a registration and three operations. */
  private static final long CLUSTER_OPS = 4;

  /** Where the state begins in a checkpoint, and what its digest starts from. */
  private static final int STATE_AT = 48;

  private static final long DIGEST_SEED = 0x636B7074L;

  // ---- the stage --------------------------------------------------------------------------------

  /** Three replicas of which one lies; all hold and have executed the same few operations. */
  private static Cluster withLiar(Hardening level, Who liar) {
    Cluster cluster = cluster(3).clients(1).hardening(level).liars(liar).start();
    return cluster.request((int) CLUSTER_OPS - 1).committed().settle().run(50);
  }

  /** As before; one more operation is prepared everywhere, and nobody knows it to be committed. */
  private static Cluster withPreparedEntry(Hardening level, Who liar) {
    Cluster cluster = withLiar(level, liar).drop(PREPARE_OK);
    cluster.request(1);
    cluster.runUntil("all hold it", () -> isHeldByAll(cluster, CLUSTER_OPS + 1));
    return cluster.run(5);
  }

  /** As before, but the one more operation never reached r2; the primary, r0, lies. */
  private static Cluster withEntryAtR1Only(Hardening level) {
    Cluster cluster = withLiar(level, R0).drop(PREPARE_OK).dropTo(PREPARE, R2).dropTo(ENTRIES, R2);
    cluster.request(1);
    cluster.runUntil("r1 holds it", () -> cluster.replica(R1).durableOp() == CLUSTER_OPS + 1);
    return cluster.run(5);
  }

  private static boolean isHeldByAll(Cluster cluster, long op) {
    return List.of(R0, R1, R2).stream().allMatch(who -> cluster.replica(who).durableOp() == op);
  }

  /** Returns an entry that the liar made up, well-formed, to follow what the replica holds. */
  private static Entry invented(Cluster cluster, Who after, String operation) {
    return inventedAt(cluster, after, cluster.op(after) + 1, operation);
  }

  private static Entry inventedAt(Cluster cluster, Who holder, long op, String operation) {
    return Entry.sealed(
        0,
        op,
        cluster.replica(holder).checksumAt(op - 1),
        Nodes.client(0),
        1,
        100 + op,
        Bytes.of(operation),
        1L << 50);
  }

  /** Returns an entry that follows another, or claims to be farther away from it. */
  private static Entry after(Entry entry, long distance, String operation) {
    return Entry.sealed(
        entry.view(),
        entry.op() + distance,
        entry.checksum(),
        entry.client(),
        entry.session(),
        entry.request() + 1,
        Bytes.of(operation),
        entry.timestamp() + 1);
  }

  /** Returns the end of the replica's log above {@code base}, up to {@code last}. */
  private static LogTail tail(Cluster cluster, Who holder, long base, long last, Entry... more) {
    List<Entry> entries = new ArrayList<>();
    for (long op = base + 1; op <= last; op++) {
      entries.add(cluster.entry(holder, op));
    }
    entries.addAll(Arrays.asList(more));
    return LogTail.whole(base, cluster.replica(holder).checksumAt(base), entries);
  }

  private static void isRefused(Cluster cluster, Who who, RejectionRule rule) {
    assertThat(cluster.rejections(rule, who)).as("%s by %s:%n%s", rule, who, cluster).isPositive();
  }

  private static void isViolated(Cluster cluster, String invariant) {
    assertThat(cluster.violation().map(found -> found.invariant())).contains(invariant);
  }

  /**
   * The liar r0 makes r2 begin view 2 with the log that r2 has, and acknowledges there whatever r2
   * asks for, while r1 hears nothing: a history that r2 believes to have a quorum.
   */
  private static void commitAtR2WithoutR1(Cluster cluster) {
    cluster.heal().crash(R0).cut(R1).from(R0, R2).cutClients(R1);
    long commit = cluster.commit(R2);
    LogTail tail = tail(cluster, R2, commit, commit);
    cluster.forge(new Message.DoViewChange(0, 2, 0, tail, commit), R2);
    cluster.runUntil(
        "r2 is primary", () -> cluster.view(R2) == 2 && cluster.status(R2) == Status.NORMAL);
    long op = cluster.op(R2) + 1;
    cluster.request(1);
    cluster.runUntil("r2 holds a new entry", () -> cluster.replica(R2).durableOp() >= op);
    long last = cluster.op(R2);
    long checksum = cluster.replica(R2).checksumAt(last);
    cluster.forge(new Message.PrepareOk(0, 2, last, checksum), R2).run(3);
    assertThat(cluster.commit(R2)).isEqualTo(last);
  }

  // ---- attacks, in the order of the table -------------------------------------------------------

  /** Corrupt bytes, wrong op-numbers, older views, duplicates, bad ranges, too many entries. */
  @Nested
  class MechanicalLies {
    @AtEachLevel
    void corruptBytesAreRefused(Hardening level) {
      Cluster cluster = withLiar(level, R0);
      Wires.Sent sent = cluster.lastSent(PREPARE, R0, R1);
      byte[] bytes = sent.frame().toArray();
      bytes[40] ^= 1;

      cluster.replay(new Wires.Sent(0, 1, sent.message(), Frame.copyOf(bytes), 0)).run(2);

      isRefused(cluster, R1, RejectionRule.FRAME_CHECKSUM);
    }

    @AtEachLevel
    void olderViewsAndDuplicatesAndBadRangesAreRefused(Hardening level) {
      Cluster cluster = withLiar(level, R0);
      Wires.Sent prepare = cluster.lastSent(PREPARE, R0, R1);
      cluster.replay(prepare).forge(new Message.GetEntries(0, 0, 5, 2), R1).run(2);
      cluster.crash(R0).request(1).committed();

      cluster.replay(prepare).run(2);

      isRefused(cluster, R1, RejectionRule.ENTRY_DUPLICATE);
      isRefused(cluster, R1, RejectionRule.RANGE_INVALID);
      isRefused(cluster, R1, RejectionRule.OLD_VIEW);
      assertThat(cluster.violation()).isEmpty();
    }

    @AtEachLevel
    void moreEntriesThanTheLimitAreRefused(Hardening level) {
      Cluster cluster = withLiar(level, R0);
      List<Entry> batch = new ArrayList<>();
      for (long op = 1; op <= 3; op++) {
        batch.add(cluster.entry(R0, op));
      }

      cluster.forge(new Message.Prepare(0, 0, batch, 0), R1).run(2);

      isRefused(cluster, R1, RejectionRule.BATCH_TOO_LARGE);
    }

    @AtPlain
    void entriesOfWrongOpNumbersAreAppendedAtTheEnd(Hardening level) {
      Cluster cluster = sendMisnumbered(level);

      assertThat(cluster.op(R1)).isEqualTo(CLUSTER_OPS + 2);
      assertThat(cluster.op(R2)).isEqualTo(CLUSTER_OPS);
    }

    @SinceValidated
    void entriesOfWrongOpNumbersAreRefused(Hardening level) {
      Cluster cluster = sendMisnumbered(level);

      isRefused(cluster, R1, RejectionRule.ENTRY_OP_ORDER);
      assertThat(cluster.op(R1)).isEqualTo(CLUSTER_OPS);
    }

    private Cluster sendMisnumbered(Hardening level) {
      Cluster cluster = withLiar(level, R0);
      Entry first = invented(cluster, R1, "first");
      Entry far = after(first, 7, "far");
      return cluster.forge(new Message.Prepare(0, 0, List.of(first, far), 0), R1).run(2);
    }
  }

  /** Messages that were once true, said again within the view in which they were said. */
  @Nested
  class ReplayInsideAView {
    @AtEachLevel
    void startViewOfTheViewIsRefused(Hardening level) {
      Cluster cluster = withLiar(level, R1).crash(R0).request(1).committed().settle();
      Wires.Sent start = cluster.lastSent(START_VIEW, R1, R2);
      cluster.request(2).committed().settle();
      long op = cluster.op(R2);

      cluster.replay(start).run(2);

      isRefused(cluster, R2, RejectionRule.NOT_IN_VIEW_CHANGE);
      assertThat(cluster.op(R2)).isEqualTo(op);
    }

    @AtEachLevel
    void answerToAnOlderRecoveryIsRefused(Hardening level) {
      Cluster cluster = replayRecoveryResponse(level);

      isRefused(cluster, R2, RejectionRule.NONCE_UNKNOWN);
      assertThat(cluster.status(R2)).isEqualTo(Status.RECOVERING);
    }

    private Cluster replayRecoveryResponse(Hardening level) {
      Cluster cluster = withLiar(level, R0);
      loseHead(cluster);
      cluster.restart(R2).run(60).settle();
      Wires.Sent stale = cluster.lastSent(RECOVERY_RESPONSE, R0, R2);
      cluster.request(1).committed().settle().run(50);
      loseHead(cluster);
      cluster.crash(R0, R1).restart(R2).run(5);
      return cluster.replay(stale).run(5);
    }

    private static void loseHead(Cluster cluster) {
      long op = cluster.op(R2);
      cluster.crash(R2).corruptEntry(R2, op).corruptHeader(R2, op);
    }
  }

  /** Acknowledgements that name other replicas as their senders. */
  @Nested
  class VotesUnderOtherNames {
    @AtPlain
    void areCountedAndAnAnsweredOperationIsLost(Hardening level) {
      Cluster cluster = acknowledgeForOthers(level);
      assertThat(cluster.commit(R0)).isEqualTo(CLUSTER_OPS + 1);

      cluster.crash(R0).heal().request(1).committed();

      isViolated(cluster, "agreement");
    }

    @SinceValidated
    void areRefusedBecauseTheLinkIsAnother(Hardening level) {
      Cluster cluster = acknowledgeForOthers(level);

      isRefused(cluster, R0, RejectionRule.SENDER_NOT_ON_LINK);
      assertThat(cluster.commit(R0)).isEqualTo(CLUSTER_OPS);
    }

    private Cluster acknowledgeForOthers(Hardening level) {
      Cluster cluster = cluster(5).clients(1).hardening(level).liars(R4).start();
      cluster.request((int) CLUSTER_OPS - 1).committed().settle().run(50);
      cluster.drop(PREPARE).drop(ENTRIES).request(1);
      cluster.runUntil("r0 holds it", () -> cluster.replica(R0).durableOp() == CLUSTER_OPS + 1);
      long checksum = cluster.replica(R0).checksumAt(CLUSTER_OPS + 1);
      for (int name = 3; name <= 4; name++) {
        cluster.forge(4, new Message.PrepareOk(name, 0, CLUSTER_OPS + 1, checksum), 0);
      }
      return cluster.run(3);
    }
  }

  /** A commit-number above all that the receiver holds. */
  @Nested
  class CommitBeyondTheLog {
    @AtPlain
    void isFollowedAsFarAsTheLogGoes(Hardening level) {
      Cluster cluster = withEntryAtR1Only(level);

      cluster.forge(new Message.Commit(0, 0, 500, 0), R1).run(2);

      assertThat(cluster.commit(R1)).isEqualTo(CLUSTER_OPS + 1);
      commitAtR2WithoutR1(cluster);
      isViolated(cluster, "agreement");
    }

    @SinceValidated
    void isAHintOnly(Hardening level) {
      Cluster cluster = withEntryAtR1Only(level);

      cluster.forge(new Message.Commit(0, 0, 500, 0), R1).run(2);

      isRefused(cluster, R1, RejectionRule.COMMIT_BEYOND_OP);
      assertThat(cluster.commit(R1)).isEqualTo(CLUSTER_OPS);
    }
  }

  /** A commit-number that is too high, but within what the receiver holds. */
  @Nested
  class CommitWithinTheLog {
    @AtEachLevel
    void isFollowedAndAnExecutedOperationIsReplaced(Hardening level) {
      Cluster cluster = withEntryAtR1Only(level);
      long op = CLUSTER_OPS + 1;

      cluster.forge(new Message.Commit(0, 0, op, cluster.replica(R1).checksumAt(op)), R1).run(2);

      assertThat(cluster.commit(R1)).isEqualTo(op);
      commitAtR2WithoutR1(cluster);
      isViolated(cluster, "agreement");
    }
  }

  /** A commit-number that is too high, in a DoViewChange. */
  @Nested
  class CommitRaisedInDoViewChange {
    @AtPlain
    void isFollowed(Hardening level) {
      Cluster cluster = showR1(level, CLUSTER_OPS, 500);

      assertThat(cluster.commit(R1)).isEqualTo(CLUSTER_OPS + 1);
    }

    @SinceValidated
    void isRefusedUnlessTheTailBeginsThere(Hardening level) {
      Cluster cluster = showR1(level, CLUSTER_OPS, 500);

      isRefused(cluster, R1, RejectionRule.COMMIT_BEYOND_TAIL);
      assertThat(cluster.commit(R1)).isEqualTo(CLUSTER_OPS);
    }

    @AtEachLevel
    void isFollowedIfTheTailBeginsThere(Hardening level) {
      Cluster cluster = showR1(level, CLUSTER_OPS + 1, CLUSTER_OPS + 1);

      assertThat(cluster.status(R1)).isEqualTo(Status.NORMAL);
      assertThat(cluster.commit(R1)).as("nobody acknowledged it").isEqualTo(CLUSTER_OPS + 1);
    }

    private Cluster showR1(Hardening level, long base, long commit) {
      Cluster cluster = withPreparedEntry(level, R2).cutOutgoing(R2).crash(R0);
      LogTail tail = tail(cluster, R1, base, CLUSTER_OPS + 1);
      return cluster.forge(new Message.DoViewChange(2, 1, 0, tail, commit), R1).run(30);
    }
  }

  /** A new primary that leaves out the end of the log. */
  @Nested
  class TailCutInStartView {
    @AtEachLevel
    void isFollowedAboveWhatIsCommitted(Hardening level) {
      Cluster cluster = startShorter(level, CLUSTER_OPS);

      assertThat(cluster.view(R2)).isEqualTo(1);
      assertThat(cluster.op(R2)).as("it had acknowledged one more").isEqualTo(CLUSTER_OPS);
    }

    @AtPlain
    void ownCommittedEntriesStayButTheViewIsFollowed(Hardening level) {
      Cluster cluster = startShorter(level, CLUSTER_OPS - 1);

      assertThat(cluster.view(R2)).isEqualTo(1);
      assertThat(cluster.op(R2)).isEqualTo(CLUSTER_OPS);
    }

    @SinceValidated
    void isRefusedBelowWhatIsCommitted(Hardening level) {
      Cluster cluster = startShorter(level, CLUSTER_OPS - 1);

      isRefused(cluster, R2, RejectionRule.TAIL_CONTRADICTS_COMMIT);
      assertThat(cluster.view(R2)).isZero();
      assertThat(cluster.op(R2)).isEqualTo(CLUSTER_OPS + 1);
    }

    private Cluster startShorter(Hardening level, long last) {
      Cluster cluster = withPreparedEntry(level, R1);
      LogTail tail = tail(cluster, R2, 1, last);
      return cluster.forge(new Message.StartView(1, 1, tail, 1, 0), R2).run(2);
    }
  }

  /** A replica that shows less than it acknowledged. */
  @Nested
  class TailCutInOwnDoViewChange {
    @AtEachLevel
    void isBelievedAndACommittedOperationIsLost(Hardening level) {
      Cluster cluster = withLiar(level, R2).dropTo(PREPARE, R1).dropTo(ENTRIES, R1);
      cluster.request(1).committed();
      assertThat(cluster.op(R1)).isEqualTo(CLUSTER_OPS);

      cluster.heal().crash(R0).cutOutgoing(R2);
      LogTail tail = tail(cluster, R1, CLUSTER_OPS, CLUSTER_OPS);
      cluster.forge(new Message.DoViewChange(2, 1, 0, tail, CLUSTER_OPS), R1);
      cluster.runUntil("r1 begins", () -> cluster.view(R1) == 1 && cluster.isNormal(R1));
      cluster.request(1);
      cluster.runUntil("r1 holds another", () -> cluster.replica(R1).durableOp() > CLUSTER_OPS);
      long checksum = cluster.replica(R1).checksumAt(CLUSTER_OPS + 1);
      cluster.forge(new Message.PrepareOk(2, 1, CLUSTER_OPS + 1, checksum), R1).run(2);

      isViolated(cluster, "agreement");
    }
  }

  /** Other entries, sealed and chained as if they were true. */
  @Nested
  class ConflictingEntries {
    @AtPlain
    void inStartViewAreFollowedAboveOnesOwnCommitted(Hardening level) {
      Cluster cluster = startOtherHistory(level);

      assertThat(cluster.view(R2)).isEqualTo(1);
      assertThat(cluster.commit(R2)).isEqualTo(CLUSTER_OPS);
      assertThat(cluster.op(R2)).as("what the liar added").isEqualTo(CLUSTER_OPS + 1);
      assertThat(cluster.violation()).isEmpty();
    }

    @SinceValidated
    void inStartViewAreRefusedWhereTheyRewriteWhatIsCommitted(Hardening level) {
      Cluster cluster = startOtherHistory(level);

      isRefused(cluster, R2, RejectionRule.TAIL_CONTRADICTS_COMMIT);
      assertThat(cluster.view(R2)).isZero();
    }

    private Cluster startOtherHistory(Hardening level) {
      Cluster cluster = withLiar(level, R1);
      Entry other = inventedAt(cluster, R2, CLUSTER_OPS, "other");
      Entry next = after(other, 1, "next");
      LogTail tail = tail(cluster, R2, CLUSTER_OPS - 1, CLUSTER_OPS - 1, other, next);
      return cluster.forge(new Message.StartView(1, 1, tail, tail.base(), 0), R2).run(2);
    }

    @BelowChained
    void inDoViewChangeReplaceAnAcknowledgedOneUnseen(Hardening level) {
      Cluster cluster = showOtherEntries(level);

      assertThat(cluster.rejections(RejectionRule.VIEW_CHANGE_CONFLICT, R1)).isZero();
      assertThat(cluster.op(R1)).as("the liar's log is the longer one").isEqualTo(CLUSTER_OPS + 2);
    }

    @AtChained
    void inDoViewChangeAreDetected(Hardening level) {
      Cluster cluster = showOtherEntries(level);

      isRefused(cluster, R1, RejectionRule.VIEW_CHANGE_CONFLICT);
    }

    private Cluster showOtherEntries(Hardening level) {
      Cluster cluster = withPreparedEntry(level, R2).cutOutgoing(R2).crash(R0);
      Entry other = inventedAt(cluster, R1, CLUSTER_OPS + 1, "other");
      Entry next = after(other, 1, "next");
      LogTail tail = tail(cluster, R1, CLUSTER_OPS, CLUSTER_OPS, other, next);
      return cluster.forge(new Message.DoViewChange(2, 1, 0, tail, CLUSTER_OPS), R1).run(30);
    }
  }

  /** A last normal view that is too high, and a StartView of one who is not the primary. */
  @Nested
  class UsurpedViews {
    @AtPlain
    void lastNormalViewAboveTheViewWins(Hardening level) {
      Cluster cluster = claim(level, 1, 1_000);

      assertThat(cluster.op(R1)).as("the liar's log is chosen").isEqualTo(CLUSTER_OPS);
    }

    @SinceValidated
    void lastNormalViewAboveTheViewIsRefused(Hardening level) {
      Cluster cluster = claim(level, 1, 1_000);

      isRefused(cluster, R1, RejectionRule.VIEW_CLAIM);
      assertThat(cluster.op(R1)).isEqualTo(CLUSTER_OPS + 1);
    }

    @AtEachLevel
    void lastNormalViewBelowTheViewWins(Hardening level) {
      Cluster cluster = claim(level, 4, 3);

      assertThat(cluster.view(R1)).isEqualTo(4);
      assertThat(cluster.op(R1)).as("an acknowledged entry is gone").isEqualTo(CLUSTER_OPS);
    }

    private Cluster claim(Hardening level, long view, long lastNormalView) {
      Cluster cluster = withPreparedEntry(level, R2).cutOutgoing(R2).crash(R0);
      LogTail tail = tail(cluster, R1, CLUSTER_OPS, CLUSTER_OPS);
      Message lie = new Message.DoViewChange(2, view, lastNormalView, tail, CLUSTER_OPS);
      return cluster.forge(lie, R1).run(30);
    }

    @AtPlain
    void startViewByAUsurperIsFollowed(Hardening level) {
      Cluster cluster = usurp(level);

      assertThat(cluster.view(R0)).as("the primary has left its view").isEqualTo(1);
    }

    @SinceValidated
    void startViewByAUsurperIsRefused(Hardening level) {
      Cluster cluster = usurp(level);

      isRefused(cluster, R0, RejectionRule.SENDER_NOT_PRIMARY);
      assertThat(cluster.view(R0)).isZero();
    }

    private Cluster usurp(Hardening level) {
      Cluster cluster = withLiar(level, R2);
      LogTail tail = tail(cluster, R2, CLUSTER_OPS, CLUSTER_OPS);
      return cluster.forge(new Message.StartView(2, 1, tail, CLUSTER_OPS, 0), R0).run(2);
    }
  }

  /** A primary that prepares one entry with one backup, and another with the other. */
  @Nested
  class EquivocatingPrepare {
    @BelowChained
    void bothAreCommitted(Hardening level) {
      Cluster cluster = equivocate(level);

      isViolated(cluster, "agreement");
    }

    @AtChained
    void theNextCommitThatNamesAnEntryShowsIt(Hardening level) {
      Cluster cluster = equivocate(level);

      isRefused(cluster, R2, RejectionRule.COMMIT_CHECKSUM);
      assertThat(cluster.violation()).isEmpty();
    }

    /** Not blocked: whoever also commits two things is believed twice. */
    @AtEachLevel
    void withTwoCommitsBothAreCommitted(Hardening level) {
      Cluster cluster = equivocate(level);
      long op = CLUSTER_OPS + 1;

      cluster.forge(new Message.Commit(0, 0, op, cluster.replica(R2).checksumAt(op)), R2).run(2);

      isViolated(cluster, "agreement");
    }

    private Cluster equivocate(Hardening level) {
      Cluster cluster = withLiar(level, R0).cutOutgoing(R0);
      Entry one = invented(cluster, R1, "one");
      Entry other = invented(cluster, R1, "other");
      cluster.forge(new Message.Prepare(0, 0, List.of(one), 0), R1);
      cluster.forge(new Message.Prepare(0, 0, List.of(other), 0), R2).run(5);
      Message commit = new Message.Commit(0, 0, one.op(), one.checksum());
      return cluster.forge(commit, R1).forge(commit, R2).run(2);
    }
  }

  /** A backup that acknowledges what it does not keep. */
  @Nested
  class PrepareOkWithoutStoring {
    @AtEachLevel
    void isCountedAndACommittedOperationIsLost(Hardening level) {
      Cluster cluster = withLiar(level, R2).drop(PREPARE).drop(ENTRIES);
      cluster.request(1);
      cluster.runUntil("r0 holds it", () -> cluster.replica(R0).durableOp() > CLUSTER_OPS);
      long checksum = cluster.replica(R0).checksumAt(CLUSTER_OPS + 1);

      cluster.forge(new Message.PrepareOk(2, 0, CLUSTER_OPS + 1, checksum), R0).run(3);

      assertThat(cluster.commit(R0)).isEqualTo(CLUSTER_OPS + 1);
      cluster.crash(R0).heal().request(1).committed();
      isViolated(cluster, "agreement");
    }
  }

  /** Silence, and whatever is like it. */
  @Nested
  class Omissions {
    @AtEachLevel
    void costTimeOnly(Hardening level) {
      Cluster cluster = withLiar(level, R0).cutOutgoing(R0);

      cluster.request(5).committed().heal().settle();

      assertThat(cluster.view(R1)).isPositive();
      assertThat(cluster.violation()).isEmpty();
    }
  }

  /** A primary that speaks for a client, and to one. */
  @Nested
  class InventedOperations {
    @AtEachLevel
    void areExecuted(Hardening level) {
      Cluster cluster = withLiar(level, R0).cutOutgoing(R0);
      Entry invented = invented(cluster, R1, "invented");
      Message prepare = new Message.Prepare(0, 0, List.of(invented), invented.op());

      cluster.forge(prepare, R1).forge(prepare, R2).run(5);

      assertThat(cluster.executed(R1)).contains("invented");
      assertThat(cluster.executed(R2)).contains("invented");
    }

    @AtEachLevel
    void replyIsBelieved(Hardening level) {
      Cluster cluster = withLiar(level, R0).cutClients(R0).cutClients(R1).cutClients(R2);
      String text = cluster.request(1).texts().get(0);
      cluster.run(2);
      Message reply = new Message.Reply(0, 0, 1, CLUSTER_OPS, Bytes.of("never:" + text));

      cluster.forge(0, reply, Nodes.client(0)).run(2);

      assertThat(cluster.isAnswered(text)).as("r1 never heard of it").isTrue();
      assertThat(cluster.executed(R1)).doesNotContain(text);
    }
  }

  /** Wrong entries and checkpoints for one who asks for what it misses. */
  @Nested
  class CorruptRepair {
    @AtPlain
    void entryThatDoesNotMatchItsChecksumIsTaken(Hardening level) {
      Cluster cluster = answerWith(level, CorruptRepair::unsealed);

      assertThat(cluster.executed(R2)).contains("wrong");
      isViolated(cluster, "state");
    }

    @SinceValidated
    void entryThatDoesNotMatchItsChecksumIsRefused(Hardening level) {
      Cluster cluster = answerWith(level, CorruptRepair::unsealed);

      isRefused(cluster, R2, RejectionRule.ENTRY_CHECKSUM);
      assertThat(cluster.op(R2)).isEqualTo(CLUSTER_OPS);
    }

    @BelowChained
    void entryThatContinuesAnotherLogIsTaken(Hardening level) {
      Cluster cluster = answerWith(level, CorruptRepair::ofAnotherLog);

      assertThat(cluster.executed(R2)).contains("wrong");
      isViolated(cluster, "agreement");
    }

    @AtChained
    void entryThatContinuesAnotherLogIsRefused(Hardening level) {
      Cluster cluster = answerWith(level, CorruptRepair::ofAnotherLog);

      isRefused(cluster, R2, RejectionRule.ENTRY_PARENT);
      assertThat(cluster.op(R2)).isEqualTo(CLUSTER_OPS);
    }

    private interface Change {
      Entry of(Entry entry);
    }

    /** The answer of the primary is lost; the liar gives another one. */
    private static Cluster answerWith(Hardening level, Change change) {
      Cluster cluster = withLiar(level, R0).dropTo(PREPARE, R2).dropTo(ENTRIES, R2);
      cluster.request(1).committed();
      Entry entry = cluster.entry(R1, CLUSTER_OPS + 1);
      cluster.runUntil("r2 asks", () -> !cluster.sent(GET_ENTRIES, R2, R0).isEmpty());
      Message lie = new Message.Entries(0, 0, List.of(change.of(entry)), CLUSTER_OPS + 1, 0);
      return cluster.forge(lie, R2).run(2);
    }

    private static Entry unsealed(Entry e) {
      return new Entry(
          e.view(),
          e.op(),
          e.parent(),
          e.client(),
          e.session(),
          e.request(),
          Bytes.of("wrong"),
          e.timestamp(),
          e.checksum());
    }

    private static Entry ofAnotherLog(Entry e) {
      return Entry.sealed(
          e.view(),
          e.op(),
          e.parent() + 1,
          e.client(),
          e.session(),
          e.request(),
          Bytes.of("wrong"),
          e.timestamp());
    }

    @BelowChained
    void checkpointThatDoesNotMatchItsDigestIsTaken(Hardening level) {
      Cluster cluster = answerWithCheckpoint(level, false);

      assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R2)).isPositive();
      isViolated(cluster, "state");
    }

    @AtChained
    void checkpointThatDoesNotMatchItsDigestIsRefused(Hardening level) {
      Cluster cluster = answerWithCheckpoint(level, false);

      isRefused(cluster, R2, RejectionRule.STATE_DIGEST);
      assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R2)).isZero();
    }

    /** The digest is the liar's word too: it binds the parts to each other, and not to the log. */
    @AtEachLevel
    void checkpointWithADigestOfItsOwnIsTaken(Hardening level) {
      Cluster cluster = answerWithCheckpoint(level, true);

      assertThat(cluster.reached(Milestone.STATE_TRANSFERRED, R2)).isPositive();
      isViolated(cluster, "state");
    }

    /** The liar changes a letter in the state, and tells a digest of that, or the true one. */
    private static Cluster answerWithCheckpoint(Hardening level, boolean isResealed) {
      Cluster cluster = cluster(3).clients(1).hardening(level).liars(R0).start();
      cluster.request(4).committed().settle().cut(R2).from(R_ALL);
      cluster.request(60).committed().run(100).dropTo(NEW_STATE, R2).healLinks();
      cluster.cut(R1).from(R2);
      byte[] bytes = checkpointOf(cluster).toArray();
      long digest = checkpointOf(cluster).hash(DIGEST_SEED);
      bytes[STATE_AT] ^= 1;
      Bytes lie = Bytes.wrap(bytes);
      digest = isResealed ? lie.hash(DIGEST_SEED) : digest;
      int answered = 0;
      for (int i = 0; i < 100; i++) {
        List<Wires.Sent> questions = cluster.sent(GET_STATE, R2, R0);
        for (; answered < questions.size(); answered++) {
          Message.GetState wanted = (Message.GetState) questions.get(answered).message();
          cluster.forge(part(cluster, lie, digest, wanted), R2);
        }
        cluster.run(1);
      }
      return cluster;
    }

    private static Bytes checkpointOf(Cluster cluster) {
      long op = cluster.replica(R0).checkpoint();
      return IntStream.range(0, 2)
          .mapToObj(slot -> cluster.disk(R0).content(Zone.CHECKPOINT, slot))
          .filter(content -> content.asBuffer().getLong(Long.BYTES) == op)
          .findFirst()
          .orElseThrow();
    }

    private static Message part(Cluster cluster, Bytes all, long digest, Message.GetState wanted) {
      int offset = (int) wanted.offset();
      int length = Math.min(all.length() - offset, Cluster.OPERATION_BYTES);
      return new Message.NewState(
          0,
          cluster.replica(R0).checkpoint(),
          digest,
          all.length(),
          offset,
          all.slice(offset, length),
          wanted.nonce());
    }
  }
}
