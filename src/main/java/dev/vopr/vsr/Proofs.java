package dev.vopr.vsr;

import dev.vopr.vsr.codec.ProofCodec;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Message.DoViewChange;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.proof.Certificate;
import dev.vopr.vsr.proof.Certificate.Vote;
import dev.vopr.vsr.proof.Claim;
import dev.vopr.vsr.proof.Evidence;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.proof.Shown;
import dev.vopr.vsr.proof.ViewProof;
import dev.vopr.vsr.proof.ViewStart;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one replica can prove at level {@code signed}: how far its log is committed, that its last
 * normal view began, and what its checkpoint is. Below that level it holds nothing and is asked for
 * nothing.
 *
 * <pre>
 *  commit-number       certificate: f + 1 signed PrepareOks of one entry; it names the commit-number
 *  last normal view    the f + 1 signed DoViewChanges that the view started from, back to a view in
 *                      which something was committed, or to view 0
 *  checkpoint          f + 1 signed digests
 * </pre>
 */
final class Proofs {
  private final ReplicaState state;
  private final ReplicaSettings settings;
  private final Notary notary;
  private final boolean isOn;

  /** What came with the message that is being handled. */
  private Proof received = Proof.NONE;

  /** Certificates of what is committed here, by op-number modulo the slots of the log. */
  private final Certificate[] certificates;

  /** The newest of them. */
  private Certificate newest = Certificate.NONE;

  /** Certificates for entries that may not be here yet. */
  private final HeardCertificates heard;

  /** Primary: what backups signed. */
  private final Acknowledgements acknowledged;

  /** Proves the last normal view. */
  private ViewProof view = ViewProof.NONE;

  /** Proves the view whose log is being installed. */
  private ViewProof nextView = ViewProof.NONE;

  /** New primary: what came with the DoViewChange of each replica. */
  private final Proof[] shown;

  /** What of the checkpoints a quorum vouches for. */
  private final VouchedCheckpoints checkpoints;

  /** Where records are put together: a frame is large, and to clear one for each is slow. */
  private final ByteBuffer scratch;

  /** Nothing is acknowledged before all that the view began with is durable. */
  private long startOp;

  Proofs(ReplicaState state, int number, ReplicaSettings settings, Notary notary) {
    this.state = state;
    this.settings = settings;
    this.notary = notary;
    this.isOn = settings.hardening().isAtLeast(Hardening.SIGNED);
    int slots = isOn ? settings.logSlots() : 0;
    certificates = new Certificate[slots];
    heard = new HeardCertificates(state);
    acknowledged = new Acknowledgements(state, settings, notary, slots);
    shown = new Proof[settings.replicas()];
    checkpoints = new VouchedCheckpoints(settings, number, notary);
    scratch = ByteBuffer.allocate(isOn ? settings.limits().frameBytes() : 0);
  }

  boolean isOn() {
    return isOn;
  }

  Notary notary() {
    return notary;
  }

  // ---- the message that is being handled --------------------------------------------------------

  VouchedCheckpoints checkpoints() {
    return checkpoints;
  }

  /** Takes down which checkpoints the sender of the message vouches for. */
  void onCheckpointVotes(int replica) {
    checkpoints.onVotes(replica, received.certificates());
  }

  /** Takes down what came with a message whose proof was checked. */
  void receive(Proof proof) {
    received = proof;
    for (Certificate certificate : proof.certificates()) {
      hear(certificate);
    }
    hear(proof.view().basis());
  }

  private void hear(Certificate certificate) {
    if (certificate.votes().size() >= settings.quorum()) {
      heard.hear(certificate);
      adopt(certificate);
    }
  }

  /** Returns the newest certificate for an entry that is in the log here, and not yet committed. */
  long committable() {
    return heard.committable();
  }

  /** Returns whether a quorum committed another entry in this view than the one that is here. */
  boolean isContradicted() {
    return heard.contradictLog();
  }

  /** Returns whether a log of a view contradicts what is known to be committed in it or before. */
  boolean contradicts(long lastNormalView, LogTail tail) {
    return heard.contradict(lastNormalView, tail);
  }

  /**
   * Returns whether a log that was chosen lacks an entry that is known to be committed in the view
   * that the log is of. The quorum that acknowledged it shares a replica with each quorum, so that
   * one of those that were chosen from must have hidden it.
   */
  boolean isForgottenBy(LogChoice.Chosen chosen) {
    Certificate last = heard.newest();
    boolean isShort = last.isOfView(chosen.lastNormalView()) && last.op() > chosen.tail().op();
    return isShort || contradicts(chosen.lastNormalView(), chosen.tail());
  }

  // ---- commit-number ----------------------------------------------------------------------------

  /** Returns the commit-number as far as it can be proven. */
  long provenCommit() {
    return isOn ? newest.op() : state.commit;
  }

  /** Takes down what has been committed; a certificate for something else is of no use. */
  void onCommitted() {
    if (isOn) {
      heard.takeCommitted().forEach(this::adopt);
      adopt(heard.newest());
    }
  }

  private void adopt(Certificate certificate) {
    long op = certificate.op();
    boolean isHere =
        op >= 1
            && op <= state.commit
            && op >= state.log.base()
            && op <= state.log.op()
            && state.log.checksumAt(op) == certificate.checksum();
    if (!isHere) {
      return;
    }
    certificates[slot(op)] = certificate;
    if (op > newest.op()) {
      newest = certificate;
    }
    boolean isBasis = view.starts().isEmpty() && view.basis().equals(certificate);
    if (!isBasis && certificate.isOfView(state.lastNormalView) && op >= view.basis().op()) {
      // Somebody correct acknowledged this in the view: it speaks for the view's start as well.
      view = new ViewProof(List.of(), certificate);
    }
  }

  private int slot(long op) {
    return (int) (op % certificates.length);
  }

  /** Returns the newest certificate for an op-number up to {@code most}, above the log's base. */
  private Certificate newestUpTo(long most) {
    for (long op = Math.min(most, newest.op()); op >= Math.max(1, state.log.base()); op--) {
      Certificate held = certificates[slot(op)];
      if (held != null && held.op() == op) {
        return held;
      }
    }
    return Certificate.NONE;
  }

  /** Primary: takes down what a backup signed. */
  void onPrepareOk(Message.PrepareOk ok) {
    if (isOn) {
      acknowledged.onPrepareOk(ok, received);
    }
  }

  /**
   * Primary: returns the highest op-number up to {@code candidate} that a quorum signed, this
   * replica included, and keeps the certificate.
   */
  long certify(long candidate) {
    Certificate certificate = acknowledged.certify(candidate);
    if (certificate.votes().isEmpty()) {
      return state.commit;
    }
    heard.made(certificate);
    return certificate.op();
  }

  /** Returns whether a backup may acknowledge its log up to {@code op}. */
  boolean mayAcknowledge(long op) {
    return !isOn || op >= startOp;
  }

  // ---- views ------------------------------------------------------------------------------------

  /** The log of a view shall be installed; its proof came with the message that is handled. */
  void onViewToInstall() {
    nextView = received.view();
  }

  /** The log that a replica showed shall be installed. */
  void onViewToInstall(int replica) {
    nextView = shown[replica].view();
  }

  /** Keeps what came with a DoViewChange, or with an answer to a recovering replica. */
  void onShown(int replica) {
    shown[replica] = received;
  }

  /** New primary: the view shall start with the log chosen from these messages. */
  void onViewChosen(List<DoViewChange> quorum) {
    if (!isOn) {
      return;
    }
    List<Shown> all = new ArrayList<>();
    ViewProof before = view;
    long last = state.lastNormalView;
    for (DoViewChange each : quorum) {
      boolean isOwn = each.sender() == state.number;
      Bytes signature =
          isOwn
              ? notary.signFrame(MessageKind.DO_VIEW_CHANGE, Shown.content(each))
              : shown[each.sender()].signature();
      all.add(Shown.of(each, signature));
      if (!isOwn && each.lastNormalView() > last) {
        last = each.lastNormalView();
        before = shown[each.sender()].view();
      }
    }
    ViewStart start = new ViewStart(all);
    if (start.isUnanimous()) {
      nextView = new ViewProof(List.of(start), Certificate.NONE);
      return;
    }
    List<ViewStart> starts = new ArrayList<>(List.of(start));
    starts.addAll(before.starts());
    nextView = new ViewProof(starts, before.basis());
  }

  /** Returns whether what proves the next view fits into a message. */
  boolean isProvable() {
    return nextView.starts().size() <= ProofCodec.MOST_STARTS;
  }

  /** The log of a view was installed. */
  void onInstalled() {
    startOp = state.log.op();
    view = nextView;
  }

  // ---- what is sent -----------------------------------------------------------------------------

  /** Returns what bears a message of this replica out. */
  Proof of(Message message) {
    if (!isOn) {
      return Proof.NONE;
    }
    return switch (message.kind()) {
      case PREPARE, COMMIT -> Proof.of(list(newest));
      case PREPARE_OK -> Proof.of(acknowledgementsBelow((Message.PrepareOk) message));
      case ENTRIES -> forEntries((Message.Entries) message);
      case DO_VIEW_CHANGE, START_VIEW, RECOVERY_RESPONSE ->
          new Proof(Bytes.EMPTY, list(newest), view, List.of());
      case NEW_STATE -> Proof.of(list(checkpoints.certificate()));
      case PING, PONG -> Proof.of(checkpoints.ownVotes());
      case START_VIEW_CHANGE -> accusation();
      case REQUEST, REPLY, GET_ENTRIES, GET_VIEW, GET_STATE, RECOVERY, EVICTED -> Proof.NONE;
    };
  }

  /** Whoever wants to leave a view because its primary lied shows the others why. */
  private Proof accusation() {
    List<Evidence> known = Contradictions.against(state, state.primary());
    return new Proof(Bytes.EMPTY, List.of(), ViewProof.NONE, known);
  }

  private static List<Certificate> list(Certificate certificate) {
    return certificate.votes().isEmpty() ? List.of() : List.of(certificate);
  }

  /** Each op-number is signed for on its own: f + 1 backups need not have stopped at the same. */
  private List<Certificate> acknowledgementsBelow(Message.PrepareOk ok) {
    List<Certificate> below = new ArrayList<>();
    long most = (long) settings.pipelineEntries() + settings.limits().batchEntries();
    long first = Math.max(Math.max(state.log.base(), state.commit) + 1, ok.op() - most);
    for (long op = first; op < ok.op() && below.size() < ProofCodec.MOST_CERTIFICATES; op++) {
      Claim claim = Claim.held(ok.view(), op, state.log.checksumAt(op));
      below.add(vote(claim));
    }
    return below;
  }

  /** Returns a claim that this replica alone has signed. */
  private Certificate vote(Claim claim) {
    return new Certificate(claim, List.of(new Vote(state.number, notary.sign(claim))));
  }

  /** The newest certificate, and the newest that is below: the receiver may have no room above. */
  private Proof forEntries(Message.Entries answer) {
    List<Certificate> certificates = new ArrayList<>(list(newest));
    if (!answer.entries().isEmpty()) {
      Certificate below = newestUpTo(answer.entries().get(0).op() - 1);
      certificates.addAll(below.equals(newest) ? List.of() : list(below));
    }
    return Proof.of(certificates);
  }

  /** Returns the entry with this primary's signature. */
  Entry propose(Entry entry) {
    return isOn ? entry.signed(notary.sign(Claim.proposed(entry))) : entry;
  }

  // ---- what is durable --------------------------------------------------------------------------

  /** Returns the commit-number that the record shall show: no more of it than can be proven. */
  long recordableCommit() {
    long proven = isOn ? newestUpTo(state.commit).op() : state.commit;
    return proven >= state.log.base() ? Math.min(proven, state.commit) : state.commit;
  }

  /** Returns what the view record shall hold of all this. */
  Bytes record(long commit) {
    if (!isOn) {
      return Bytes.EMPTY;
    }
    List<Certificate> proven = new ArrayList<>(list(newestUpTo(commit)));
    proven.addAll(list(checkpoints.certificate()));
    Proof proof = new Proof(Bytes.EMPTY, proven, view, List.of());
    return ProofCodec.encode(proof, scratch);
  }

  /** A checkpoint came from another replica, with its proof. */
  void onCheckpointReceived(Checkpoint checkpoint) {
    checkpoints.onProven(checkpoint, received.certificates());
  }

  /** Takes over what the disk held, which is the replica's own, and returns the certificates. */
  List<Certificate> open(Bytes record, Optional<Checkpoint> checkpoint) {
    startOp = state.log.op();
    if (!isOn || record.length() == 0) {
      return List.of();
    }
    Optional<Proof> read =
        ProofCodec.decode(record, settings.limits(), notary.verifier().signatureBytes());
    if (read.isPresent()) {
      view = read.get().view();
      read.get().certificates().forEach(this::hear);
      checkpoint.ifPresent(each -> checkpoints.onProven(each, read.get().certificates()));
      hear(view.basis());
    }
    return read.map(Proof::certificates).orElse(List.of());
  }
}
