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

  /** So many view changes in a row do without a replica that was caught lying. */
  private static final int PATIENT_CHANGES = 3;

  private final ReplicaState state;
  private final Effects effects;
  private final Journal journal;
  private final Execution execution;
  private final Installation installation;
  private final StateTransfer transfer;
  private final NormalOperation normal;
  private final Suspicion suspicion;
  private final ShownLogs shown;

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
      NormalOperation normal,
      Suspicion suspicion) {
    this.state = state;
    this.effects = effects;
    this.journal = journal;
    this.execution = execution;
    this.installation = installation;
    this.transfer = transfer;
    this.normal = normal;
    this.suspicion = suspicion;
    this.shown = new ShownLogs(state, effects);
  }

  // ---- suspicion --------------------------------------------------------------------------------

  /** The primary of this view was heard from: whatever was suspected is taken back. */
  void onPrimaryHeard() {
    suspicion.onPrimaryHeard();
    if (state.isPrimaryAccused()) {
      return;
    }
    if (state.neglect.isOverdue()) {
      if (!suspicion.isActive()) {
        state.reached(Milestone.CLIENT_NEGLECTED);
        suspect();
      }
      return;
    }
    suspicion.takeBack();
    failedChanges = 0;
    waitForPrimary();
  }

  private void waitForPrimary() {
    if (state.isStandby()) {
      return;
    }
    long timeout = state.timing().suspicion();
    state.timers.set(TimerKind.SUSPICION, state.now + timeout + state.jitter(timeout));
  }

  /** Begins to watch the primary, as a backup of a view that has begun. */
  void onBecomeBackup() {
    state.timers.clear(TimerKind.HEARTBEAT);
    state.timers.clear(TimerKind.PREPARE_RETRY);
    onPrimaryHeard();
  }

  /** V1: votes to leave the view, and stays in it until a quorum votes likewise. */
  void suspect() {
    suspicion.vote();
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
    suspicion.onVote(vote);
    leaveIfQuorum();
  }

  private void leaveIfQuorum() {
    suspicion.nextView().ifPresent(this::enter);
  }

  // ---- in the view change -----------------------------------------------------------------------

  /** Leaves all views below {@code view}, and shows the log once that is durable (rule V2). */
  void enter(long view) {
    Check.that(view > state.view, "views rise", view, state.view);
    state.reached(Milestone.VIEW_LEFT);
    state.neglect.onViewLeft();
    suspicion.clear();
    shown.clear();
    state.status = Status.VIEW_CHANGE;
    state.view = view;
    state.hasAbdicated = false;
    isStarting = false;
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
    if (suspicion.isCutOff()) {
      suspicion.askNextPeerForView();
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
      shown.put(own);
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
    shown.put(theirs);
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
        || !shown.hasOwn()) {
      return;
    }
    // A replica that was caught lying counts only when the others are too few again and again.
    List<DoViewChange> credible = shown.credible(failedChanges <= PATIENT_CHANGES);
    if (credible.size() < state.settings.quorum()) {
      return;
    }
    state.proofs.onViewChosen(credible);
    if (state.proofs.isProvable()) {
      new LogChoice(state.settings, credible).choose().ifPresent(this::install);
    }
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
    shown.clear();
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
        && !suspicion.isAnswer(start)) {
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
    isStarting = false;
    suspicion.clear();
    shown.clear();
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
