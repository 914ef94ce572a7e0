package dev.vopr.vsr;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Certificate.Vote;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Evidence;
import dev.vopr.vsr.proof.Evidence.Contradiction;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.proof.Shown;
import dev.vopr.vsr.proof.ViewStart;
import java.util.ArrayList;
import java.util.List;

/**
 * Level {@code signed}: compares what each replica signs with what it signed before, and keeps what
 * contradicts itself. It looks at verified signatures only.
 *
 * <p>It never accuses a replica that lost its disk and knows it: such a one rejoins in a later view
 * only (rule D4), and only statements about one and the same last normal view are compared.
 */
final class Contradictions {
  /** Who signed it is clear from the claim: the primary of its view. */
  private record Proposal(Claim claim, Bytes signature) {}

  private final ReplicaState state;
  private final ReplicaSettings settings;
  private final Effects effects;
  private final Notary notary;

  /** The last proposal seen for an op-number, by that modulo the slots of the log. */
  private final Proposal[] proposals;

  /** The last acknowledgement seen of each replica, by view and then by op-number. */
  private final Certificate[] held;

  /** The last DoViewChange of each replica. */
  private final Shown[] shown;

  Contradictions(ReplicaState state, Effects effects) {
    this.state = state;
    this.settings = state.settings;
    this.effects = effects;
    this.notary = state.proofs.notary();
    proposals = new Proposal[state.proofs.isOn() ? settings.logSlots() : 0];
    held = new Certificate[settings.replicas()];
    shown = new Shown[settings.replicas()];
  }

  /** Looks at a message that is borne out by its proof. */
  void see(Message message, Proof proof) {
    for (Certificate certificate : proof.certificates()) {
      boolean isVerified =
          certificate.votes().size() >= settings.quorum()
              || message.kind() == MessageKind.PREPARE_OK;
      if (isVerified) {
        onCertificate(certificate);
      }
    }
    onCertificate(proof.view().basis());
    if (message instanceof Message.PrepareOk ok) {
      Claim claim = Claim.held(ok.view(), ok.op(), ok.checksum());
      onHeld(claim, new Vote(ok.sender(), proof.signature()));
    } else if (message instanceof Message.DoViewChange log) {
      onShown(Shown.of(log, proof.signature()));
    }
    for (ViewStart start : proof.view().starts()) {
      start.shown().forEach(this::onShown);
    }
    for (Entry entry : entriesOf(message)) {
      onProposal(entry);
    }
    for (Evidence evidence : proof.evidence()) {
      record(evidence);
    }
  }

  private static List<Entry> entriesOf(Message message) {
    return switch (message.kind()) {
      case PREPARE -> ((Message.Prepare) message).entries();
      case ENTRIES -> ((Message.Entries) message).entries();
      case DO_VIEW_CHANGE -> ((Message.DoViewChange) message).tail().entries();
      case START_VIEW -> ((Message.StartView) message).tail().entries();
      case RECOVERY_RESPONSE -> ((Message.RecoveryResponse) message).tail().entries();
      case REQUEST,
          PREPARE_OK,
          REPLY,
          COMMIT,
          GET_ENTRIES,
          START_VIEW_CHANGE,
          GET_VIEW,
          GET_STATE,
          NEW_STATE,
          RECOVERY,
          PING,
          PONG,
          EVICTED ->
          List.of();
    };
  }

  // ---- what a primary proposes ------------------------------------------------------------------

  private void onProposal(Entry entry) {
    Claim claim = Claim.proposed(entry);
    int primary = settings.primaryOf(entry.view());
    int slot = (int) Long.remainderUnsigned(entry.op(), proposals.length);
    Proposal now = new Proposal(claim, entry.primarySignature());
    if (entry.op() > state.log.base() && state.log.isPresent(entry.op())) {
      Entry own = state.log.at(entry.op());
      compare(primary, new Proposal(Claim.proposed(own), own.primarySignature()), now);
    }
    if (proposals[slot] != null) {
      compare(primary, proposals[slot], now);
    }
    if (held[primary] != null) {
      compare(primary, now, held[primary]);
    }
    proposals[slot] = now;
  }

  private void compare(int primary, Proposal before, Proposal now) {
    if (Evidence.areTwoEntries(before.claim(), now.claim())) {
      record(
          new Evidence(
              Contradiction.TWO_ENTRIES,
              primary,
              List.of(signed(primary, before), signed(primary, now)),
              List.of()));
    }
  }

  private void compare(int primary, Proposal proposal, Certificate acknowledged) {
    if (Evidence.areTwoEntries(proposal.claim(), acknowledged.claim())) {
      record(
          new Evidence(
              Contradiction.OTHER_ENTRY,
              primary,
              List.of(signed(primary, proposal), acknowledged),
              List.of()));
    }
  }

  private static Certificate signed(int author, Proposal proposal) {
    return new Certificate(proposal.claim(), List.of(new Vote(author, proposal.signature())));
  }

  // ---- what replicas say they hold --------------------------------------------------------------

  /** Takes down who signed a certificate that was verified. */
  void onCertificate(Certificate certificate) {
    if (certificate.claim().kind() == Claim.Kind.HELD) {
      for (Vote vote : certificate.votes()) {
        onHeld(certificate.claim(), vote);
      }
    }
  }

  private void onHeld(Claim claim, Vote vote) {
    int replica = vote.replica();
    if (replica < 0 || replica >= held.length) {
      // Whoever has no vote acknowledges nothing, whatever it signs.
      return;
    }
    Certificate before = held[replica];
    boolean isLater =
        before == null
            || claim.subject() > before.claim().subject()
            || (claim.subject() == before.claim().subject() && claim.op() > before.op());
    boolean isOfPrimary = replica == settings.primaryOf(claim.subject());
    if (!isLater && !isOfPrimary) {
      // Most certificates come again and again, with one message after the other.
      return;
    }
    Certificate one = new Certificate(claim, List.of(vote));
    if (isOfPrimary) {
      compareWithProposals(replica, one);
    }
    if (isLater) {
      held[replica] = one;
    }
  }

  private void compareWithProposals(int primary, Certificate acknowledged) {
    long op = acknowledged.op();
    Proposal seen = proposals[(int) Long.remainderUnsigned(op, proposals.length)];
    if (seen != null) {
      compare(primary, seen, acknowledged);
    }
    if (op > state.log.base() && state.log.isPresent(op)) {
      Entry own = state.log.at(op);
      compare(primary, new Proposal(Claim.proposed(own), own.primarySignature()), acknowledged);
    }
  }

  private void onShown(Shown log) {
    int author = log.author();
    if (author < 0 || author >= settings.replicas()) {
      return;
    }
    if (held[author] != null && Evidence.isForgotten(held[author].claim(), log)) {
      record(
          new Evidence(Contradiction.FORGOTTEN_ENTRY, author, List.of(held[author]), List.of(log)));
    }
    if (shown[author] != null && Evidence.areTwoLogs(shown[author], log)) {
      record(new Evidence(Contradiction.TWO_LOGS, author, List.of(), List.of(shown[author], log)));
    }
    if (shown[author] == null || log.message().view() >= shown[author].message().view()) {
      shown[author] = log;
    }
  }

  // ---- what is kept -----------------------------------------------------------------------------

  /** Keeps the first contradiction of each replica, if it really is one. */
  private void record(Evidence evidence) {
    int accused = evidence.accused();
    boolean isNew =
        accused >= 0
            && accused < settings.replicas()
            && accused != state.number
            && state.evidence[accused] == null;
    if (isNew && evidence.isProven(notary)) {
      state.evidence[accused] = evidence;
      state.reached(Milestone.EVIDENCE_RECORDED);
      effects.accuse(evidence);
    }
  }

  /** Returns what is known against the primary of the view, for those who shall leave it too. */
  static List<Evidence> against(ReplicaState state, int replica) {
    List<Evidence> known = new ArrayList<>(1);
    if (state.evidence[replica] != null) {
      known.add(state.evidence[replica]);
    }
    return known;
  }
}
