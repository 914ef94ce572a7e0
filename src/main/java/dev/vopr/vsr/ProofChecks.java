package dev.vopr.vsr;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Header;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Evidence;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.proof.Shown;
import dev.vopr.vsr.proof.ViewStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a message of level {@code signed} is borne out by what came with it: the one place where
 * that is decided, before any handler sees the message. What passes may still be late or useless.
 */
final class ProofChecks implements Message.Visitor<Optional<RejectionRule>> {
  private static final Optional<RejectionRule> PASSED = Optional.empty();

  private final ReplicaSettings settings;
  private final Notary notary;
  private Proof proof = Proof.NONE;

  ProofChecks(ReplicaSettings settings, Notary notary) {
    this.settings = settings;
    this.notary = notary;
  }

  /** Returns the first rule that the message breaks. */
  Optional<RejectionRule> check(Message message, Proof itsProof) {
    proof = itsProof;
    // Whatever looks like a certificate must be one: it is kept, with whatever it came.
    for (Certificate certificate : itsProof.certificates()) {
      if (certificate.votes().size() >= settings.quorum() && !isValid(certificate)) {
        return Optional.of(RejectionRule.COMMIT_UNPROVEN);
      }
    }
    Certificate basis = itsProof.view().basis();
    if (!basis.votes().isEmpty() && !isValid(basis)) {
      return Optional.of(RejectionRule.VIEW_UNPROVEN);
    }
    return message.accept(this);
  }

  // ---- clients and entries ----------------------------------------------------------------------

  @Override
  public Optional<RejectionRule> onRequest(Message.Request request) {
    return notary.isSigned(request) ? PASSED : Optional.of(RejectionRule.REQUEST_SIGNATURE);
  }

  private Optional<RejectionRule> checkEntries(List<Entry> entries) {
    for (Entry entry : entries) {
      if (!notary.isAskedFor(entry)) {
        return Optional.of(RejectionRule.REQUEST_SIGNATURE);
      }
      int primary = settings.primaryOf(entry.view());
      if (!notary.isSigned(Claim.proposed(entry), primary, entry.primarySignature())) {
        return Optional.of(RejectionRule.ENTRY_SIGNATURE);
      }
    }
    return PASSED;
  }

  // ---- normal operation -------------------------------------------------------------------------

  @Override
  public Optional<RejectionRule> onPrepare(Message.Prepare prepare) {
    return first(checkEntries(prepare.entries()), checkCommit(prepare.commit()));
  }

  @Override
  public Optional<RejectionRule> onCommit(Message.Commit commit) {
    return checkCommit(commit.commit());
  }

  @Override
  public Optional<RejectionRule> onEntries(Message.Entries answer) {
    return first(checkEntries(answer.entries()), checkCommit(answer.commit()));
  }

  /** A commit-number needs a certificate of its own. */
  private Optional<RejectionRule> checkCommit(long commit) {
    boolean isProven = commit <= 0;
    for (Certificate certificate : proof.certificates()) {
      isProven |= isCertificate(certificate) && certificate.op() == commit;
    }
    return isProven ? PASSED : Optional.of(RejectionRule.COMMIT_UNPROVEN);
  }

  /** Returns whether it is one; that of all that look like it has been seen to. */
  private boolean isCertificate(Certificate certificate) {
    return certificate.votes().size() >= settings.quorum();
  }

  private boolean isValid(Certificate certificate) {
    return certificate.isValid(notary, settings.quorum(), settings.replicas());
  }

  @Override
  public Optional<RejectionRule> onPrepareOk(Message.PrepareOk ok) {
    for (Certificate each : proof.certificates()) {
      Claim claim = each.claim();
      boolean isOfThis = claim.kind() == Claim.Kind.HELD && claim.subject() == ok.view();
      if (!isOfThis || !isVoteOf(each, ok.sender())) {
        return Optional.of(RejectionRule.VOTE_SIGNATURE);
      }
    }
    return PASSED;
  }

  private boolean isVoteOf(Certificate vote, int sender) {
    return vote.votes().size() == 1
        && vote.votes().get(0).replica() == sender
        && notary.isSigned(vote.claim(), sender, vote.votes().get(0).signature());
  }

  // ---- views ------------------------------------------------------------------------------------

  @Override
  public Optional<RejectionRule> onDoViewChange(Message.DoViewChange shown) {
    return checkLog(shown.lastNormalView(), shown.tail(), true);
  }

  @Override
  public Optional<RejectionRule> onStartView(Message.StartView start) {
    return checkLog(start.view(), start.tail(), false);
  }

  @Override
  public Optional<RejectionRule> onRecoveryResponse(Message.RecoveryResponse response) {
    if (response.commit() != Message.RecoveryResponse.NO_LOG) {
      return checkLog(response.view(), response.tail(), false);
    }
    return isViewProven(response.view()) ? PASSED : Optional.of(RejectionRule.VIEW_UNPROVEN);
  }

  private boolean isViewProven(long view) {
    return proof.view().isProven(view, notary, settings.quorum(), settings.replicas());
  }

  /**
   * Returns the rule that a log breaks as that of a view: its base must be committed, it must begin
   * with the log that the view began with, and go on with what the view's primary proposed.
   *
   * @param mayBeBehind whether the sender may know of commits that its own log does not reach: a
   *     crash took what its disk had not written yet, and it acknowledged none of that
   */
  private Optional<RejectionRule> checkLog(long view, LogTail tail, boolean mayBeBehind) {
    Optional<RejectionRule> broken =
        first(TailChecks.check(settings, tail, view), checkEntries(tail.entries()));
    if (broken.isPresent()) {
      return broken;
    }
    if (!isViewProven(view)) {
      return Optional.of(RejectionRule.VIEW_UNPROVEN);
    }
    long certified = 0;
    for (Certificate certificate : proof.certificates()) {
      if (!isCertificate(certificate) || !isOn(tail, certificate.op(), certificate.checksum())) {
        return Optional.of(RejectionRule.COMMIT_UNPROVEN);
      }
      certified = Math.max(certified, certificate.op());
    }
    if (certified < tail.base()) {
      return Optional.of(RejectionRule.COMMIT_UNPROVEN);
    }
    return checkStart(view, tail, certified, mayBeBehind);
  }

  /** Returns whether a log leads through an entry; what is below its base is not shown. */
  private static boolean isOn(LogTail tail, long op, long checksum) {
    if (op < tail.base() || op > tail.op()) {
      return op < tail.base();
    }
    return checksum == tail.checksumAt(op);
  }

  private Optional<RejectionRule> checkStart(
      long view, LogTail tail, long certified, boolean mayBeBehind) {
    long founded = certified;
    if (!proof.view().starts().isEmpty()) {
      Optional<LogTail> start = startOf(settings, proof.view().starts().get(0));
      if (start.isEmpty() || !continuesStart(tail, start.get())) {
        return Optional.of(RejectionRule.LOG_UNFOUNDED);
      }
      founded = Math.max(founded, start.get().op());
    } else if (view > 0) {
      Certificate basis = proof.view().basis();
      boolean isBehind = mayBeBehind && basis.op() > tail.op();
      if (!isBehind && !isOn(tail, basis.op(), basis.checksum())) {
        return Optional.of(RejectionRule.LOG_UNFOUNDED);
      }
      founded = isBehind ? founded : Math.max(founded, basis.op());
    }
    for (Header header : tail.headers()) {
      if (header.op() > founded && header.view() != view) {
        return Optional.of(RejectionRule.LOG_UNFOUNDED);
      }
    }
    return PASSED;
  }

  private static boolean continuesStart(LogTail tail, LogTail start) {
    if (tail.op() < start.op() || !isOn(tail, start.base(), start.baseChecksum())) {
      return false;
    }
    for (Header header : start.headers()) {
      if (!isOn(tail, header.op(), header.checksum())) {
        return false;
      }
    }
    return true;
  }

  /** Returns the log that a view had to begin with, if one can be chosen from what was shown. */
  static Optional<LogTail> startOf(ReplicaSettings settings, ViewStart start) {
    List<Message.DoViewChange> shown = new ArrayList<>();
    for (Shown each : start.shown()) {
      Message.DoViewChange message = each.message();
      LogTail tail = message.tail();
      LogTail headers = new LogTail(tail.base(), tail.baseChecksum(), tail.headers(), List.of());
      boolean isOrderly =
          message.commit() == tail.base()
              && TailChecks.check(settings, headers, message.lastNormalView()).isEmpty();
      if (!isOrderly) {
        return Optional.empty();
      }
      shown.add(message);
    }
    return new LogChoice(settings, shown).choose().map(LogChoice.Chosen::tail);
  }

  @Override
  public Optional<RejectionRule> onStartViewChange(Message.StartViewChange vote) {
    for (Evidence evidence : proof.evidence()) {
      if (!evidence.isProven(notary)) {
        return Optional.of(RejectionRule.EVIDENCE_UNPROVEN);
      }
    }
    return PASSED;
  }

  // ---- checkpoints ------------------------------------------------------------------------------

  @Override
  public Optional<RejectionRule> onNewState(Message.NewState part) {
    for (Certificate certificate : proof.certificates()) {
      Claim claim = certificate.claim();
      boolean isIt =
          claim.kind() == Claim.Kind.CHECKPOINT
              && claim.op() == part.checkpoint()
              && claim.subject() == part.digest();
      if (isIt && isCertificate(certificate)) {
        return PASSED;
      }
    }
    return Optional.of(RejectionRule.CHECKPOINT_UNPROVEN);
  }

  @Override
  public Optional<RejectionRule> onPing(Message.Ping ping) {
    return checkCheckpoints(ping.sender());
  }

  @Override
  public Optional<RejectionRule> onPong(Message.Pong pong) {
    return checkCheckpoints(pong.sender());
  }

  private Optional<RejectionRule> checkCheckpoints(int sender) {
    for (Certificate each : proof.certificates()) {
      if (each.claim().kind() != Claim.Kind.CHECKPOINT || !isVoteOf(each, sender)) {
        return Optional.of(RejectionRule.VOTE_SIGNATURE);
      }
    }
    return PASSED;
  }

  // ---- what claims nothing that needs a proof ---------------------------------------------------

  @Override
  public Optional<RejectionRule> onReply(Message.Reply reply) {
    return PASSED;
  }

  @Override
  public Optional<RejectionRule> onGetEntries(Message.GetEntries wanted) {
    return PASSED;
  }

  @Override
  public Optional<RejectionRule> onGetView(Message.GetView wanted) {
    return PASSED;
  }

  @Override
  public Optional<RejectionRule> onGetState(Message.GetState wanted) {
    return PASSED;
  }

  @Override
  public Optional<RejectionRule> onRecovery(Message.Recovery question) {
    return PASSED;
  }

  @Override
  public Optional<RejectionRule> onEvicted(Message.Evicted evicted) {
    return PASSED;
  }

  private static Optional<RejectionRule> first(
      Optional<RejectionRule> one, Optional<RejectionRule> other) {
    return one.isPresent() ? one : other;
  }
}
