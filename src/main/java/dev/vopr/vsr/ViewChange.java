package dev.vopr.vsr;

import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Message.DoViewChange;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The view change (VRR §4.2), as production systems do it.
 *
 * <pre>
 *  backup r2          backup r1 (primary of the next view)      old primary r0
 *     │ hears nothing     │ hears nothing                          ✗
 *     │ StartViewChange(v)│                 V1  stays in v, and may still be called back
 *     │◀─────────────────▶│                 a quorum of votes: view-change, view v+1, made durable
 *     │ DoViewChange ────▶│                 V2  only when view and log are durable
 *     │                   │ chooses the log V3, V4; fetches what it lacks; makes it durable  V5
 *     │◀────── StartView  │                 V6  the others take over the log
 *     │ PrepareOk ───────▶│                 inherited entries are committed by fresh votes
 * </pre>
 */
final class ViewChange {
  private static final int MAX_DOUBLINGS = 16;
  private static final int PATIENT_VOTES = 8;

  /** So many view changes in a row do without a replica that was caught lying. */
  private static final int PATIENT_CHANGES = 3;

  private final ReplicaState state;
  private final Effects effects;
  private final Journal journal;
  private final Execution execution;
  private final Installation installation;
  private final StateTransfer transfer;
  private final NormalOperation normal;

  /** For each replica the view that it last voted to leave, and when. */
  private final long[] voteView;

  private final long[] votedAt;
  private final boolean[] hasVoted;
  private boolean isSuspecting;

  /** How often it voted in a row to leave this view, without hearing its primary. */
  private int votesInVain;

  /** Whom it asked last for a view that its primary does not give it, and with what. */
  private int askedPeer;

  private long askedNonce;

  /** New primary: what the others, and it itself, showed for this view. */
  private final DoViewChange[] shown;

  /** New primary: the log is chosen and installed, and becomes durable. */
  private boolean isStarting;

  private long commitToLearn;
  private int failedChanges;

  ViewChange(
      ReplicaState state,
      Effects effects,
      Journal journal,
      Execution execution,
      Installation installation,
      StateTransfer transfer,
      NormalOperation normal) {
    this.state = state;
    this.effects = effects;
    this.journal = journal;
    this.execution = execution;
    this.installation = installation;
    this.transfer = transfer;
    this.normal = normal;
    this.askedPeer = state.number;
    int replicas = state.settings.replicas();
    voteView = new long[replicas];
    votedAt = new long[replicas];
    hasVoted = new boolean[replicas];
    shown = new DoViewChange[replicas];
  }

  boolean isSuspecting() {
    return isSuspecting;
  }

  // ---- suspicion --------------------------------------------------------------------------------

  /** The primary of this view was heard from: whatever was suspected is taken back. */
  void onPrimaryHeard() {
    votesInVain = 0;
    if (state.isPrimaryAccused()) {
      return;
    }
    if (state.neglect.isOverdue()) {
      if (!isSuspecting) {
        state.reached(Milestone.CLIENT_NEGLECTED);
        suspect();
      }
      return;
    }
    isSuspecting = false;
    failedChanges = 0;
    waitForPrimary();
  }

  /** A primary hears from a quorum again: it no longer wants to be replaced. */
  void takeBackSuspicion() {
    isSuspecting = false;
    votesInVain = 0;
  }

  /**
   * Returns whether this replica has long wanted to leave a view in which the others are content,
   * or which they have left: what happens there it can only learn from them, in turn.
   */
  boolean isCutOff() {
    return votesInVain > PATIENT_VOTES;
  }

  /** Asks another one, in turn, for the view that has begun without this replica, if one has. */
  void askNextPeerForView() {
    askedPeer = state.peerAfter(askedPeer);
    askedNonce = state.nonce();
    effects.send(askedPeer, new Message.GetView(state.number, state.view, askedNonce));
  }

  /**
   * A backup in status normal holds the log with which its view began: it can give it to another.
   */
  private boolean isFromAskedPeer(Message.StartView start) {
    return start.nonce() != 0
        && start.nonce() == askedNonce
        && start.sender() == askedPeer
        && start.view() >= state.view;
  }

  private void waitForPrimary() {
    if (state.isStandby()) {
      return;
    }
    long suspicion = state.timing().suspicion();
    state.timers.set(TimerKind.SUSPICION, state.now + suspicion + state.jitter(suspicion));
  }

  /** Begins to watch the primary, as a backup of a view that has begun. */
  void onBecomeBackup() {
    state.timers.clear(TimerKind.HEARTBEAT);
    state.timers.clear(TimerKind.PREPARE_RETRY);
    onPrimaryHeard();
  }

  /** V1: votes to leave the view, and stays in it until a quorum votes likewise. */
  void suspect() {
    Check.that(!state.isStandby(), "a standby has no vote");
    isSuspecting = true;
    votesInVain++;
    state.timers.set(TimerKind.SUSPICION, state.now + state.timing().voteRetry());
    if (journal.isViewDurable()) {
      effects.broadcastToMembers(new Message.StartViewChange(state.number, state.view));
    }
    leaveIfQuorum();
  }

  void onStartViewChange(Message.StartViewChange vote) {
    if (vote.view() < state.view || vote.view() > EntryChecks.HIGHEST) {
      effects.reject(vote.view() < state.view ? RejectionRule.OLD_VIEW : RejectionRule.VIEW_BEYOND);
      return;
    }
    if (vote.view() > state.view) {
      // The sender has reached a newer view, which takes a quorum of votes: so does this replica.
      enter(vote.view());
    }
    hasVoted[vote.sender()] = true;
    voteView[vote.sender()] = vote.view();
    votedAt[vote.sender()] = state.now;
    leaveIfQuorum();
  }

  private void leaveIfQuorum() {
    int votes = isSuspecting ? 1 : 0;
    long highest = state.view;
    for (int replica = 0; replica < hasVoted.length; replica++) {
      // Votes expire: replicas that suspected at different times do not make a quorum.
      boolean isValid =
          hasVoted[replica]
              && voteView[replica] >= state.view
              && state.now - votedAt[replica] <= state.timing().voteLife();
      votes += isValid ? 1 : 0;
      highest = isValid ? Math.max(highest, voteView[replica]) : highest;
    }
    if (votes >= state.settings.quorum()) {
      enter(highest + 1);
    }
  }

  // ---- in the view change -----------------------------------------------------------------------

  /** Leaves all views below {@code view}, and shows the log once that is durable (rule V2). */
  void enter(long view) {
    Check.that(view > state.view, "views rise", view, state.view);
    state.reached(Milestone.VIEW_LEFT);
    state.neglect.onViewLeft();
    votesInVain = 0;
    state.status = Status.VIEW_CHANGE;
    state.view = view;
    state.hasAbdicated = false;
    isSuspecting = false;
    isStarting = false;
    Arrays.fill(hasVoted, false);
    Arrays.fill(shown, null);
    installation.cancel();
    // What the old view was short of, the log of the new one may bring; its time-out ends here too.
    transfer.cancel();
    state.queue.clear();
    state.inProgress.clear();
    state.timers.clear(TimerKind.HEARTBEAT);
    state.timers.clear(TimerKind.PREPARE_RETRY);
    state.timers.clear(TimerKind.SUSPICION);
    state.timers.clear(TimerKind.REPAIR);
    waitForView();
    journal.onViewChanged();
    journal.flush();
  }

  /** Goes on with a view change that a crash interrupted. */
  void resume() {
    state.status = Status.VIEW_CHANGE;
    waitForView();
    onDurable();
  }

  /** V7: a view change that does not end is given up, later each time, and not by all at once. */
  private void waitForView() {
    long timeout = state.timing().viewChange() << Math.min(failedChanges, MAX_DOUBLINGS);
    timeout = Math.min(timeout, state.timing().viewChangeCap());
    failedChanges++;
    state.timers.set(TimerKind.VIEW_CHANGE, state.now + timeout + state.jitter(timeout));
    state.timers.set(TimerKind.RETRY, state.now + state.timing().voteRetry());
  }

  void onViewChangeDue() {
    state.timers.set(TimerKind.VIEW_CHANGE, state.now + state.timing().voteRetry());
    suspect();
    state.timers.clear(TimerKind.SUSPICION);
    if (isCutOff()) {
      askNextPeerForView();
    }
  }

  void onRetryDue() {
    state.timers.set(TimerKind.RETRY, state.now + state.timing().voteRetry());
    show();
  }

  void onDurable() {
    if (!journal.isAllDurable()) {
      journal.flush();
      return;
    }
    if (isStarting) {
      start();
    } else {
      show();
    }
  }

  /** Shows the log to the new primary (VRR §4.2 step 2), from what is durable only. */
  private void show() {
    if (!journal.isAllDurable() || isStarting) {
      return;
    }
    LogTail tail = state.tail();
    DoViewChange own =
        new DoViewChange(state.number, state.view, state.lastNormalView, tail, tail.base());
    if (state.isPrimary()) {
      shown[state.number] = own;
      choose();
    } else {
      effects.send(state.primary(), own);
    }
  }

  void onDoViewChange(DoViewChange theirs) {
    Optional<RejectionRule> broken = check(theirs);
    if (broken.isPresent()) {
      effects.reject(broken.get());
      return;
    }
    if (theirs.view() > state.view) {
      // It could not have left its view without a quorum of votes: so does this replica.
      enter(theirs.view());
    }
    if (state.status == Status.NORMAL) {
      // The sender missed that the view has begun.
      startFor(theirs.sender(), 0);
      return;
    }
    shown[theirs.sender()] = theirs;
    state.proofs.onShown(theirs.sender());
    choose();
  }

  private Optional<RejectionRule> check(DoViewChange theirs) {
    if (theirs.view() < state.view) {
      return Optional.of(RejectionRule.OLD_VIEW);
    }
    if (theirs.view() > EntryChecks.HIGHEST) {
      return Optional.of(RejectionRule.VIEW_BEYOND);
    }
    if (state.settings.primaryOf(theirs.view()) != state.number) {
      return Optional.of(RejectionRule.NOT_PRIMARY);
    }
    boolean isPossible = theirs.lastNormalView() >= 0 && theirs.lastNormalView() < theirs.view();
    if (state.settings.enforces(RejectionRule.VIEW_CLAIM) && !isPossible) {
      return Optional.of(RejectionRule.VIEW_CLAIM);
    }
    boolean isWithin = theirs.tail().base() == theirs.commit() && theirs.commit() >= 0;
    if (state.settings.enforces(RejectionRule.COMMIT_BEYOND_TAIL) && !isWithin) {
      return Optional.of(RejectionRule.COMMIT_BEYOND_TAIL);
    }
    // Above its commit-number an older log may well contradict what is committed here.
    return state.settings.enforces(RejectionRule.TAIL_CONTRADICTS_COMMIT)
            && installation.contradictsBase(theirs.tail())
        ? Optional.of(RejectionRule.TAIL_CONTRADICTS_COMMIT)
        : TailChecks.check(state.settings, theirs.tail(), theirs.lastNormalView());
  }

  /** VRR §4.2 step 3: with a quorum, the own log among them, the log of the view is chosen. */
  private void choose() {
    if (state.status != Status.VIEW_CHANGE
        || isStarting
        || installation.isUnderWay()
        || shown[state.number] == null) {
      return;
    }
    List<DoViewChange> credible =
        credible(Arrays.stream(shown).filter(each -> each != null && !isLie(each)).toList());
    if (credible.size() < state.settings.quorum()) {
      return;
    }
    state.proofs.onViewChosen(credible);
    if (state.proofs.isProvable()) {
      new LogChoice(state.settings, credible).choose().ifPresent(this::install);
    }
  }

  private List<DoViewChange> credible(List<DoViewChange> all) {
    if (!state.settings.enforces(RejectionRule.VIEW_CHANGE_CONFLICT) || state.proofs.isOn()) {
      // Level signed: what is proven decides, and who contradicts itself leaves evidence.
      return all;
    }
    List<DoViewChange> credible = LogChoice.credible(all, state.number);
    if (credible.size() < all.size()) {
      effects.reject(RejectionRule.VIEW_CHANGE_CONFLICT);
    }
    return credible;
  }

  /**
   * Level signed: a certificate decides between two logs of one view. Who was misled by the primary
   * of that view still counts if another one shows what is committed: the choice then ends its log
   * below.
   */
  private boolean isLie(DoViewChange each) {
    return state.proofs.isOn() && (isCaught(each) || isContradicted(each));
  }

  private boolean isContradicted(DoViewChange each) {
    boolean isOverruled = false;
    for (DoViewChange other : shown) {
      isOverruled |= other != null && !isCaught(other) && LogChoice.refutes(other, each);
    }
    return !isOverruled && state.proofs.contradicts(each.lastNormalView(), each.tail());
  }

  /**
   * Returns whether its sender was caught lying. All others are enough as long as no more than f
   * fail, it among them. It counts only when they are too few again and again.
   */
  private boolean isCaught(DoViewChange each) {
    return state.evidence[each.sender()] != null && failedChanges <= PATIENT_CHANGES;
  }

  private void install(LogChoice.Chosen chosen) {
    if (state.proofs.isOn() && state.proofs.isForgottenBy(chosen)) {
      // Somebody in the quorum hides what it acknowledged: a replica that does not has to come.
      effects.reject(RejectionRule.COMMIT_CONFLICT);
      return;
    }
    if (state.settings.enforces(RejectionRule.TAIL_CONTRADICTS_COMMIT)
        && installation.contradictsCommit(chosen.tail())) {
      effects.reject(RejectionRule.TAIL_CONTRADICTS_COMMIT);
      return;
    }
    Installation.Plan plan = new Installation.Plan(state.view, chosen.tail(), chosen.commit());
    commitToLearn = plan.commit();
    if (installation.begin(plan, chosen.source())) {
      onInstalled();
    }
  }

  /** New primary: the log of the view is here; it is made durable before anybody is told (V5). */
  void onInstalled() {
    isStarting = true;
    journal.flush();
    onDurable();
  }

  boolean isNewPrimary() {
    return state.status == Status.VIEW_CHANGE && state.isPrimary();
  }

  private void start() {
    isStarting = false;
    failedChanges = 0;
    state.reached(Milestone.VIEW_STARTED);
    state.status = Status.NORMAL;
    Arrays.fill(shown, null);
    state.timers.clear(TimerKind.VIEW_CHANGE);
    state.timers.clear(TimerKind.RETRY);
    state.timers.clear(TimerKind.SUSPICION);
    Arrays.fill(state.heardAt, state.now);
    normal.onBecomePrimary();
    execution.commitUpTo(Math.min(commitToLearn, state.log.op()));
    startFor(Output.ALL_REPLICAS, 0);
  }

  /** Gives out the log of the view (VRR §4.2 step 4). */
  private void startFor(int replica, long nonce) {
    LogTail tail = state.tail();
    if (journal.isLogViewDurable() && journal.isViewDurable() && tail.isWhole()) {
      effects.send(
          replica, new Message.StartView(state.number, state.view, tail, tail.base(), nonce));
    }
  }

  // ---- taking over a view -----------------------------------------------------------------------

  /** Answers one who has heard of this view, but does not have its log. */
  void onGetView(Message.GetView wanted) {
    boolean isBackup = state.status == Status.NORMAL && !state.isPrimary() && !state.isStandby();
    if (wanted.view() > state.view || !(state.isNormalPrimary() || isBackup)) {
      effects.reject(RejectionRule.NOT_PRIMARY);
      return;
    }
    startFor(wanted.sender(), wanted.nonce());
  }

  /** Returns the rule that a StartView breaks, whoever wants to take it over. */
  Optional<RejectionRule> check(Message.StartView start) {
    if (state.settings.enforces(RejectionRule.SENDER_NOT_PRIMARY)
        && state.settings.primaryOf(start.view()) != start.sender()
        && !isFromAskedPeer(start)) {
      return Optional.of(RejectionRule.SENDER_NOT_PRIMARY);
    }
    if (start.view() < state.view) {
      return Optional.of(RejectionRule.OLD_VIEW);
    }
    if (start.view() > EntryChecks.HIGHEST) {
      return Optional.of(RejectionRule.VIEW_BEYOND);
    }
    if (state.settings.enforces(RejectionRule.TAIL_INCOMPLETE) && !start.tail().isWhole()) {
      return Optional.of(RejectionRule.TAIL_INCOMPLETE);
    }
    boolean isWithin = start.commit() == start.tail().base() && start.commit() >= 0;
    if (state.settings.enforces(RejectionRule.COMMIT_BEYOND_TAIL) && !isWithin) {
      return Optional.of(RejectionRule.COMMIT_BEYOND_TAIL);
    }
    Optional<RejectionRule> broken = TailChecks.check(state.settings, start.tail(), start.view());
    if (broken.isEmpty() && start.view() == state.view && state.status == Status.NORMAL) {
      // An honest one that comes late: the log has long gone beyond it.
      return Optional.of(RejectionRule.NOT_IN_VIEW_CHANGE);
    }
    return broken.isEmpty()
            && state.settings.enforces(RejectionRule.TAIL_CONTRADICTS_COMMIT)
            && installation.contradictsCommit(start.tail())
        ? Optional.of(RejectionRule.TAIL_CONTRADICTS_COMMIT)
        : broken;
  }

  /**
   * A backup has installed the log of a view: it takes part in it from now on (VRR §4.2 step 5).
   */
  void onInstalledAsBackup(long commit) {
    state.reached(Milestone.VIEW_JOINED);
    state.status = Status.NORMAL;
    isSuspecting = false;
    isStarting = false;
    Arrays.fill(hasVoted, false);
    Arrays.fill(shown, null);
    state.queue.clear();
    state.inProgress.clear();
    state.timers.clear(TimerKind.VIEW_CHANGE);
    state.timers.clear(TimerKind.RETRY);
    execution.commitUpTo(Math.max(state.commit, Math.min(commit, state.log.op())));
    journal.flush();
    onBecomeBackup();
    normal.onDurable();
  }
}
