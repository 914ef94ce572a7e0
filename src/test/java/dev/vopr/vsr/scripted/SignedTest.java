package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.message.MessageKind.COMMIT;
import static dev.vopr.vsr.message.MessageKind.DO_VIEW_CHANGE;
import static dev.vopr.vsr.message.MessageKind.EVICTED;
import static dev.vopr.vsr.message.MessageKind.NEW_STATE;
import static dev.vopr.vsr.message.MessageKind.PREPARE;
import static dev.vopr.vsr.message.MessageKind.PREPARE_OK;
import static dev.vopr.vsr.message.MessageKind.REPLY;
import static dev.vopr.vsr.message.MessageKind.START_VIEW;
import static dev.vopr.vsr.scripted.Cluster.cluster;
import static dev.vopr.vsr.scripted.Who.R0;
import static dev.vopr.vsr.scripted.Who.R1;
import static dev.vopr.vsr.scripted.Who.R2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Evidence;
import dev.vopr.vsr.proof.Evidence.Contradiction;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.scripted.Wires.Sent;
import dev.vopr.vsr.sign.Signatures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The table of lies, column {@code signed}, a line each: every lie is well-formed, and signed with
 * the liar's own key and no other.
 */
class SignedTest {

  private static Cluster started(Integer... liars) {
    return cluster(3).signed(liars).clients(2).start().request(4).committed().settle().run(50);
  }

  /** The primary is gone, and its successor has started view 1; the others hold the same. */
  private static Cluster inViewOne(Integer... liars) {
    Cluster cluster = started(liars).crash(R0);
    return cluster.request(2).committed().restart(R0).settle().run(50);
  }

  private static LogTail withEntries(LogTail tail, UnaryOperator<List<Entry>> change) {
    return LogTail.whole(tail.base(), tail.baseChecksum(), change.apply(tail.entries()));
  }

  private static List<Entry> withoutLast(List<Entry> entries) {
    return entries.subList(0, Math.max(0, entries.size() - 1));
  }

  private static List<Entry> otherLast(List<Entry> entries, Notary liar) {
    List<Entry> changed = new ArrayList<>(withoutLast(entries));
    changed.add(Lies.other(entries.get(entries.size() - 1), liar));
    return changed;
  }

  /** Votes under other replicas' names: blocked. */
  @Nested
  class OtherNames {
    @Test
    void frameThatItsSenderDidNotSignIsRejected() {
      Cluster cluster = started(2);

      cluster.lie(2, new Message.StartViewChange(1, 0), Proof.NONE, R0).run(3);

      assertThat(cluster.rejections(RejectionRule.FRAME_SIGNATURE, R0)).isEqualTo(1);
    }
  }

  /** Commit-number raised: blocked, wherever it is claimed. */
  @Nested
  class CommitNumbers {
    @Test
    void commitWithinWhatTheBackupHoldsNeedsACertificate() {
      Cluster cluster = started(0).dropIf(sent -> sent.kind() == PREPARE_OK);
      cluster.dropIf(sent -> sent.kind() == COMMIT);
      long commit = cluster.commit(R1);
      cluster.request(1).notAnsweredFor(10);
      assertThat(cluster.op(R1)).isGreaterThan(commit);
      Sent truth = cluster.lastSent(COMMIT, R0, R1);

      long op = cluster.op(R1);
      long checksum = cluster.replica(R1).checksumAt(op);
      cluster.lie(truth, new Message.Commit(0, 0, op, checksum), R1).run(3);

      assertThat(cluster.commit(R1)).isEqualTo(commit);
      assertThat(cluster.rejections(RejectionRule.COMMIT_UNPROVEN, R1)).isEqualTo(1);
    }

    @Test
    void raisedBaseInADoViewChangeNeedsACertificate() {
      Cluster cluster = started(2).dropIf(sent -> sent.kind() == PREPARE_OK);
      cluster.request(1).notAnsweredFor(10);
      cluster.lieIf(
          sent -> sent.kind() == DO_VIEW_CHANGE && sent.from() == 2, CommitNumbers::raisedBase);

      cluster.heal().cut(R0).from(R1, R2).cutClients(R0);
      cluster.runUntil("r2 shows its log", () -> !cluster.sent(DO_VIEW_CHANGE, R2, R1).isEmpty());
      cluster.run(5);

      assertThat(cluster.rejections(RejectionRule.COMMIT_UNPROVEN, R1)).isPositive();
      assertThat(cluster.view(R1)).isPositive();
    }

    private static Message raisedBase(Message message) {
      Message.DoViewChange shown = (Message.DoViewChange) message;
      LogTail tail = shown.tail();
      long base = tail.op();
      LogTail raised = LogTail.whole(base, tail.headerAt(base).checksum(), List.of());
      return new Message.DoViewChange(2, shown.view(), shown.lastNormalView(), raised, base);
    }
  }

  /** Logs that are not what the view began with. */
  @Nested
  class Logs {
    @Test
    void startViewWithACutLogIsRejected() {
      Cluster cluster = started(1).dropIf(sent -> sent.kind() == COMMIT);
      cluster.dropIf(sent -> sent.kind() == PREPARE_OK).request(2).notAnsweredFor(15);
      long op = cluster.op(R2);
      cluster.lieIf(
          sent -> sent.kind() == START_VIEW && sent.from() == 1,
          message -> {
            Message.StartView start = (Message.StartView) message;
            LogTail cut = withEntries(start.tail(), SignedTest::withoutLast);
            return new Message.StartView(1, start.view(), cut, start.commit(), start.nonce());
          });

      cluster.crash(R0);
      cluster.runUntil("r1 has lied", () -> !cluster.sent(START_VIEW, R1, R2).isEmpty()).run(3);

      assertThat(cluster.rejections(RejectionRule.LOG_UNFOUNDED, R2)).isPositive();
      assertThat(cluster.op(R2)).isEqualTo(op);
    }

    @Test
    void entriesOfAnotherPrimaryCannotBeForgedInADoViewChange() {
      Cluster cluster = started(2).dropIf(sent -> sent.kind() == PREPARE_OK);
      cluster.request(1).notAnsweredFor(15);
      cluster.lieIf(
          sent -> sent.kind() == DO_VIEW_CHANGE && sent.from() == 2,
          message -> {
            Message.DoViewChange shown = (Message.DoViewChange) message;
            LogTail forged = withEntries(shown.tail(), all -> otherLast(all, cluster.notary(2)));
            return new Message.DoViewChange(
                2, shown.view(), shown.lastNormalView(), forged, shown.commit());
          });

      cluster.crash(R0);
      cluster.runUntil("r2 shows its log", () -> !cluster.sent(DO_VIEW_CHANGE, R2, R1).isEmpty());
      cluster.run(5);

      assertThat(cluster.rejections(RejectionRule.ENTRY_SIGNATURE, R1)).isPositive();
    }

    @Test
    void raisedLastNormalViewNeedsTheProofThatTheViewBegan() {
      Cluster cluster = started(2);
      cluster.lieIf(
          sent -> sent.kind() == DO_VIEW_CHANGE && sent.from() == 2,
          message -> {
            Message.DoViewChange shown = (Message.DoViewChange) message;
            return new Message.DoViewChange(2, shown.view() + 3, 3, shown.tail(), shown.commit());
          });

      cluster.crash(R0);
      cluster.runUntil("r2 shows its log", () -> !cluster.sent(DO_VIEW_CHANGE, R2, R1).isEmpty());
      cluster.run(5);

      assertThat(cluster.rejections(RejectionRule.VIEW_UNPROVEN, R1)).isPositive();
    }

    @Test
    void startViewOfAUsurperIsRejected() {
      Cluster cluster = inViewOne(2);
      Sent truth = cluster.lastSent(START_VIEW, R1, R0);
      Message.StartView start = (Message.StartView) truth.message();

      Message usurped = new Message.StartView(2, 2, start.tail(), start.commit(), 0);
      cluster.lie(2, usurped, cluster.proof(truth), R0).run(3);

      assertThat(cluster.rejections(RejectionRule.VIEW_UNPROVEN, R0)).isEqualTo(1);
      assertThat(cluster.view(R0)).isEqualTo(1);
    }
  }

  /** What is not blocked, but leaves evidence. */
  @Nested
  class Contradictions {
    @Test
    void equivocatingPrepareIsEvidenceForTheBackupThatWasLiedTo() {
      Cluster cluster = started(0);
      cluster.lieIf(
          sent -> sent.kind() == PREPARE && sent.from() == 0 && sent.to() == 2,
          message -> {
            Message.Prepare prepare = (Message.Prepare) message;
            List<Entry> other = otherLast(prepare.entries(), cluster.notary(0));
            return new Message.Prepare(0, prepare.view(), other, prepare.commit());
          });

      cluster.request(1);
      cluster.runUntil("somebody notices", () -> !cluster.evidence().isEmpty());

      assertThat(cluster.evidence()).allMatch(evidence -> evidence.accused() == 0);
      assertThat(cluster.evidence().get(0).contradiction())
          .isIn(Contradiction.TWO_ENTRIES, Contradiction.OTHER_ENTRY);
      cluster.tellTheTruth();
      cluster.runUntil("the liar is replaced", () -> cluster.view(R1) > 0 && cluster.view(R2) > 0);
      cluster.request(1).committed();
    }

    @Test
    void otherEntryOfOwnViewInAnAnswerIsEvidence() {
      Cluster cluster = started(0);
      Sent truth = cluster.lastSent(PREPARE, R0, R1);
      Message.Prepare prepare = (Message.Prepare) truth.message();

      List<Entry> other = otherLast(prepare.entries(), cluster.notary(0));
      cluster.lie(truth, new Message.Prepare(0, 0, other, prepare.commit()), R1).run(2);

      assertThat(cluster.rejections(RejectionRule.ENTRY_CONFLICT, R1)).isEqualTo(1);
      assertThat(cluster.evidence())
          .extracting(Evidence::contradiction)
          .contains(Contradiction.TWO_ENTRIES);
    }

    /** A log tail cut in one's own DoViewChange: evidence once somebody knows the PrepareOk. */
    @Test
    void cutOfOnesOwnLogIsEvidenceForWhoKnowsTheAcknowledgement() {
      Cluster cluster = started(2).cut(R1).from(R0).run(1);
      cluster.request(1).committed().run(25);
      long base = cluster.commit(R1);
      Sent truth = cluster.lastSent(PREPARE_OK, R2, R0);
      assertThat(((Message.PrepareOk) truth.message()).op()).isGreaterThan(base);

      long checksum = cluster.replica(R0).checksumAt(base);
      LogTail cut = LogTail.whole(base, checksum, List.of());
      cluster.lie(2, new Message.DoViewChange(2, 3, 0, cut, base), commitOf(cluster, base), R0);
      cluster.run(2);

      assertThat(cluster.evidence())
          .extracting(Evidence::contradiction)
          .contains(Contradiction.FORGOTTEN_ENTRY);
      assertThat(cluster.evidence()).allMatch(evidence -> evidence.accused() == 2);
    }

    /** A nack of what it acknowledged in that view. */
    @Test
    void falseNackIsEvidenceForWhoKnowsTheAcknowledgement() {
      Cluster cluster = started(2).cut(R1).from(R0).run(1);
      cluster.request(1).committed().run(25);
      long base = cluster.commit(R1);
      Sent truth = cluster.lastSent(PREPARE_OK, R2, R0);
      long op = ((Message.PrepareOk) truth.message()).op();
      assertThat(op).isGreaterThan(base);
      List<Header> headers = new ArrayList<>();
      for (long named = base + 1; named <= op; named++) {
        headers.add(cluster.entry(R0, named).header());
      }

      long checksum = cluster.replica(R0).checksumAt(base);
      LogTail missing = new LogTail(base, checksum, headers, List.of());
      LogTail nacked = new LogTail(base, checksum, headers, List.of(), List.of(op));
      cluster.lie(2, new Message.DoViewChange(2, 3, 0, missing, base), commitOf(cluster, base), R0);
      cluster.run(2);
      assertThat(cluster.evidence()).as("a missing entry may be corrupt").isEmpty();
      cluster.lie(2, new Message.DoViewChange(2, 3, 0, nacked, base), commitOf(cluster, base), R0);
      cluster.run(2);

      assertThat(cluster.evidence())
          .extracting(Evidence::contradiction)
          .containsOnly(Contradiction.FORGOTTEN_ENTRY);
      assertThat(cluster.evidence()).isNotEmpty().allMatch(evidence -> evidence.accused() == 2);
    }

    /** Returns what proved the commit-number when it was the newest. */
    private Proof commitOf(Cluster cluster, long commit) {
      for (Sent sent : cluster.sent(COMMIT, R0, R2)) {
        if (((Message.Commit) sent.message()).commit() == commit) {
          return cluster.proof(sent);
        }
      }
      throw new AssertionError("the commit-number was never told");
    }

    @Test
    void acknowledgementWithoutStoringGoesUnnoticedUntilItMatters() {
      Cluster cluster = started(2).cut(R1).from(R0, R2);
      Sent before = cluster.lastSent(PREPARE_OK, R2, R0);
      cluster.dropIf(sent -> sent.kind() == PREPARE_OK).request(1).notAnsweredFor(10);
      long op = cluster.op(R0);
      long checksum = cluster.replica(R0).checksumAt(op);

      cluster.lie(before, new Message.PrepareOk(2, 0, op, checksum), R0).run(3);

      assertThat(cluster.commit(R0)).isEqualTo(op);
      assertThat(cluster.evidence()).isEmpty();
    }
  }

  /** Clients sign what they ask for, and believe what f + 1 replicas say. */
  @Nested
  class Clients {
    @Test
    void inventedOperationIsRejected() {
      Cluster cluster = started(0);
      cluster.lieIf(
          sent -> sent.kind() == PREPARE && sent.from() == 0,
          message -> {
            Message.Prepare prepare = (Message.Prepare) message;
            return new Message.Prepare(
                0, prepare.view(), invented(prepare.entries(), cluster), prepare.commit());
          });

      cluster.request(1).notAnsweredFor(20);

      assertThat(cluster.rejections(RejectionRule.REQUEST_SIGNATURE, R1)).isPositive();
      assertThat(cluster.rejections(RejectionRule.REQUEST_SIGNATURE, R2)).isPositive();
    }

    private List<Entry> invented(List<Entry> entries, Cluster cluster) {
      Entry first = entries.get(0);
      Entry invented =
          Entry.sealed(
              first.view(),
              first.op(),
              first.parent(),
              first.client(),
              first.session(),
              first.request(),
              Bytes.of("never asked for"),
              first.timestamp(),
              first.clientSignature());
      return List.of(invented.signed(cluster.notary(0).sign(Claim.proposed(invented))));
    }

    @Test
    void wrongReplyOfOneReplicaIsNotBelieved() {
      Cluster cluster = started(0);
      cluster.lieIf(
          sent -> sent.kind() == REPLY && sent.from() == 0,
          message -> {
            Message.Reply reply = (Message.Reply) message;
            return new Message.Reply(
                0, reply.view(), reply.session(), reply.request(), Bytes.of("wrong"));
          });

      // The scripted client fails the test if it takes any other answer for its own.
      cluster.request(4).committed();

      assertThat(cluster.sent(REPLY)).anyMatch(sent -> sent.from() == 0);
    }

    @Test
    void evictionByOneReplicaIsNotBelieved() {
      Cluster cluster = started(0);
      cluster.lieIf(
          sent -> sent.kind() == REPLY && sent.from() == 0,
          message -> {
            Message.Reply reply = (Message.Reply) message;
            return new Message.Evicted(0, reply.view(), reply.session());
          });

      cluster.request(4).committed();

      assertThat(cluster.sent(EVICTED)).isNotEmpty();
      assertThat(cluster.client(0).unknown()).isZero();
    }
  }

  /** A checkpoint needs the signatures of a quorum. */
  @Nested
  class Checkpoints {
    @Test
    void corruptCheckpointIsRejectedAndAnotherReplicaAsked() {
      Cluster cluster =
          cluster(3).signed(0).clients(2).start().request(4).committed().settle().crash(R2);
      cluster.request(30).committed().run(60);
      cluster.lieIf(
          sent -> sent.kind() == NEW_STATE && sent.from() == 0,
          message -> {
            Message.NewState state = (Message.NewState) message;
            byte[] part = state.part().toArray();
            part[part.length - 1] ^= 1;
            return new Message.NewState(
                0,
                state.checkpoint(),
                state.digest() ^ 1,
                state.size(),
                state.offset(),
                Bytes.copyOf(part),
                state.nonce());
          });

      cluster.restart(R2).settle();

      assertThat(cluster.rejections(RejectionRule.CHECKPOINT_UNPROVEN, R2)).isPositive();
    }
  }

  /** With real signatures the same cluster does the same. */
  @Test
  void clusterWorksWithEd25519() {
    Cluster cluster =
        cluster(3)
            .signed()
            .signatures(Signatures.ED25519)
            .clients(2)
            .start()
            .request(4)
            .committed();

    cluster.crash(R0).request(2).committed().restart(R0).settle();

    assertThat(cluster.view(R1)).isPositive();
    assertThat(cluster.evidence()).isEmpty();
  }

  @Test
  void restartedReplicaCanProveWhatItShows() {
    Cluster cluster = inViewOne();

    cluster.crash(Who.R_ALL).restart(Who.R_ALL).request(2).committed().settle();

    assertThat(cluster.view(R0)).isGreaterThan(1);
  }

  @Test
  void primaryDoesNotSignForWhatItsDiskHasNotWritten() {
    Cluster cluster = started();
    cluster.disk(R0).hold();

    cluster.request(1).committed();
    cluster.crash(R0).restart(R0).settle();

    assertThat(cluster.evidence()).isEmpty();
  }
}
