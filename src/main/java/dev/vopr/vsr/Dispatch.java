package dev.vopr.vsr;

import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.Optional;

/**
 * Hands each kind of message to its handler, once sender, status and view are such as the kind
 * needs, and knows of newer views that this replica has only heard of (rule N5).
 */
final class Dispatch implements Message.Visitor<Void> {
  private final ReplicaState state;
  private final Parts parts;

  /**
   * For each replica the newest view of its own that it told of as its primary. One that names a
   * view which there is not spoils only what is known of itself, and the others are asked all the
   * same.
   */
  private final long[] newerViews;

  private long viewNonce;

  Dispatch(ReplicaState state, Parts parts) {
    this.state = state;
    this.parts = parts;
    this.newerViews = new long[state.settings.replicas()];
  }

  // ---- normal operation -------------------------------------------------------------------------

  @Override
  public Void onRequest(Message.Request request) {
    parts.normal().onRequest(request);
    return null;
  }

  @Override
  public Void onPrepare(Message.Prepare prepare) {
    if (isFromPrimaryOfThisView(prepare, prepare.view()) && isContentWithPrimary()) {
      parts.normal().onPrepare(prepare);
    }
    return null;
  }

  @Override
  public Void onPrepareOk(Message.PrepareOk ok) {
    if (isFromMember(ok) && isOfThisView(ok.view()) && isNormal()) {
      parts.normal().onPrepareOk(ok);
    }
    return null;
  }

  @Override
  public Void onReply(Message.Reply reply) {
    return reject(RejectionRule.NOT_FOR_A_REPLICA);
  }

  @Override
  public Void onEvicted(Message.Evicted evicted) {
    return reject(RejectionRule.NOT_FOR_A_REPLICA);
  }

  @Override
  public Void onCommit(Message.Commit commit) {
    if (isFromPrimaryOfThisView(commit, commit.view()) && isContentWithPrimary()) {
      parts.normal().onCommit(commit);
    }
    return null;
  }

  /** Returns whether the view goes on; its primary was heard, but may have neglected a client. */
  private boolean isContentWithPrimary() {
    parts.viewChange().onPrimaryHeard();
    return isNormal();
  }

  private boolean isFromPrimaryOfThisView(Message message, long view) {
    if (!isFromReplica(message)
        || !holdsIfEnforced(
            message.sender() == state.settings.primaryOf(view), RejectionRule.SENDER_NOT_PRIMARY)) {
      return false;
    }
    if (!holds(view <= EntryChecks.HIGHEST, RejectionRule.VIEW_BEYOND)) {
      return false;
    }
    if (view > state.view && state.status != Status.RECOVERING) {
      hearOf(view, message.sender());
    }
    return isOfThisView(view) && isNormal();
  }

  // ---- views ------------------------------------------------------------------------------------

  /** N5: a newer view in normal traffic changes nothing here until its log is in hand. */
  private void hearOf(long view, int primary) {
    boolean isNew = view > newerViews[primary];
    newerViews[primary] = Math.max(view, newerViews[primary]);
    // An older view that was installed meanwhile has ended the asking.
    if (isNew || !state.timers.isSet(TimerKind.RETRY)) {
      askNewerPrimaries();
    }
  }

  /** Asks the primaries of newer views for their logs, again and again until one is installed. */
  void askNewerPrimaries() {
    viewNonce = 0;
    if (state.status == Status.RECOVERING) {
      return;
    }
    for (int primary = 0; primary < newerViews.length; primary++) {
      if (newerViews[primary] > state.view) {
        viewNonce = viewNonce == 0 ? state.nonce() : viewNonce;
        Message question = new Message.GetView(state.number, newerViews[primary], viewNonce);
        parts.effects().send(primary, question);
      }
    }
    if (viewNonce != 0 && state.status == Status.NORMAL) {
      state.timers.set(TimerKind.RETRY, state.now + state.timing().voteRetry());
    }
  }

  @Override
  public Void onStartViewChange(Message.StartViewChange vote) {
    if (isFromMember(vote) && takesPartInViews()) {
      parts.viewChange().onStartViewChange(vote);
    }
    return null;
  }

  @Override
  public Void onDoViewChange(Message.DoViewChange shown) {
    if (isFromMember(shown) && takesPartInViews()) {
      parts.viewChange().onDoViewChange(shown);
      fetchCheckpointIfNeeded(shown.sender());
    }
    return null;
  }

  @Override
  public Void onStartView(Message.StartView start) {
    if (!isFromReplica(start)) {
      return null;
    }
    Optional<RejectionRule> broken = parts.viewChange().check(start);
    if (broken.isPresent()) {
      return reject(broken.get());
    }
    // V6: higher than the own view, or equal while in its view change.
    boolean isNewer = start.view() > state.view;
    boolean isAwaited = start.view() == state.view && state.status == Status.VIEW_CHANGE;
    boolean isStale = state.status == Status.RECOVERING;
    boolean isOwn = state.settings.primaryOf(start.view()) == state.number;
    if (!(isNewer || isAwaited) || isStale || isOwn) {
      return reject(RejectionRule.NOT_IN_VIEW_CHANGE);
    }
    if (parts.installation().view() >= start.view()) {
      return reject(RejectionRule.NOT_IN_VIEW_CHANGE);
    }
    parts.transfer().cancel();
    state.proofs.onViewToInstall();
    Installation.Plan plan = new Installation.Plan(start.view(), start.tail(), start.commit());
    install(plan, start.sender());
    return null;
  }

  private void install(Installation.Plan plan, int source) {
    if (parts.installation().begin(plan, source)) {
      onInstalled(parts.installation().commit());
    } else {
      fetchCheckpointIfNeeded(source);
    }
  }

  /** One that is on its way already is not given up for what comes meanwhile. */
  private void fetchCheckpointIfNeeded(int source) {
    if (parts.installation().needsCheckpoint() && !parts.transfer().isUnderWay()) {
      parts.transfer().begin(source);
    }
  }

  private void onInstalled(long commit) {
    if (parts.viewChange().isNewPrimary()) {
      parts.viewChange().onInstalled();
      return;
    }
    if (state.status == Status.RECOVERING) {
      parts.recovery().onInstalled();
    }
    state.hasAbdicated = false;
    parts.repair().forget();
    parts.viewChange().onInstalledAsBackup(commit);
  }

  @Override
  public Void onGetView(Message.GetView wanted) {
    if (isFromReplica(wanted)) {
      parts.viewChange().onGetView(wanted);
    }
    return null;
  }

  // ---- repair, state transfer, recovery ---------------------------------------------------------

  @Override
  public Void onGetEntries(Message.GetEntries wanted) {
    if (isFromReplica(wanted)
        && holds(state.status != Status.RECOVERING, RejectionRule.NOT_NORMAL)) {
      parts.repair().onGetEntries(wanted);
    }
    return null;
  }

  @Override
  public Void onEntries(Message.Entries answer) {
    if (!isFromReplica(answer) || parts.transfer().isUnderWay()) {
      return null;
    }
    Optional<RejectionRule> broken =
        answer.entries().isEmpty()
            ? Optional.empty()
            : EntryChecks.check(state.settings, answer.entries(), Long.MAX_VALUE);
    if (broken.isPresent()) {
      return reject(broken.get());
    }
    if (answer.entries().isEmpty()) {
      onEntriesGone(answer);
    } else if (parts.installation().isUnderWay()) {
      onInstallationEntries(answer);
    } else if (isNormal() && parts.repair().onEntries(answer)) {
      boolean isVouched = parts.repair().isOfThisView(answer);
      parts.normal().learnCommit(isVouched ? answer.commit() : state.commit, state.log.op());
    }
    return null;
  }

  /** The entries asked for are in a checkpoint there: repair escalates to state transfer. */
  private void onEntriesGone(Message.Entries answer) {
    boolean isWanted =
        parts.installation().isUnderWay()
            || state.timers.isSet(TimerKind.REPAIR)
            || parts.repair().isNewsFrom(answer);
    if (isWanted && answer.checkpoint() > state.executed) {
      parts.transfer().begin(answer.sender());
    }
  }

  private void onInstallationEntries(Message.Entries answer) {
    if (!parts.installation().onEntries(answer)) {
      reject(RejectionRule.ENTRIES_NOT_ASKED_FOR);
      return;
    }
    advanceInstallation();
  }

  /** What a log of another view waits for did not come, or is not enough: asks somebody else. */
  void onInstallationDue() {
    parts.installation().onRepairDue();
    advanceInstallation();
    // If the checkpoint that came is too old, another replica has a newer one.
    fetchCheckpointIfNeeded(parts.installation().nextPeer());
  }

  /** Takes over the log of another view if all of it is here, and else asks on. */
  private void advanceInstallation() {
    if (parts.installation().advance()) {
      onInstalled(parts.installation().commit());
    }
  }

  @Override
  public Void onGetState(Message.GetState wanted) {
    if (isFromReplica(wanted)) {
      parts.transfer().onGetState(wanted);
    }
    return null;
  }

  @Override
  public Void onNewState(Message.NewState part) {
    if (isFromReplica(part) && parts.transfer().onNewState(part)) {
      if (state.status == Status.NORMAL && state.isPrimary() && state.hasAbdicated) {
        parts.normal().onAbdicated();
        parts.viewChange().suspect();
      }
      if (parts.installation().isUnderWay()) {
        parts.installation().onCheckpointTaken();
        advanceInstallation();
      } else if (state.status == Status.NORMAL) {
        parts.repair().start();
      }
    }
    return null;
  }

  @Override
  public Void onRecovery(Message.Recovery question) {
    if (!isFromMember(question) || !holds(!state.isStandby(), RejectionRule.NOT_A_MEMBER)) {
      return null;
    }
    parts.recovery().onRecovery(question);
    if (question.above() > state.view && state.status == Status.NORMAL) {
      // D4: the one that forgot its views can only rejoin in a newer one.
      parts.viewChange().suspect();
    }
    return null;
  }

  @Override
  public Void onRecoveryResponse(Message.RecoveryResponse response) {
    if (isFromMember(response)
        && holds(state.status == Status.RECOVERING, RejectionRule.ANSWER_NOT_ASKED_FOR)) {
      if (parts.recovery().onResponse(response)) {
        onInstalled(parts.installation().commit());
      } else {
        fetchCheckpointIfNeeded(response.sender());
      }
    }
    return null;
  }

  // ---- signs of life ----------------------------------------------------------------------------

  @Override
  public Void onPing(Message.Ping ping) {
    if (isFromReplica(ping)) {
      state.proofs.onCheckpointVotes(ping.sender());
      parts.execution().writeVouched();
      parts.peers().onPing(ping);
      parts.normal().onRoom();
    }
    return null;
  }

  @Override
  public Void onPong(Message.Pong pong) {
    if (isFromReplica(pong)) {
      state.proofs.onCheckpointVotes(pong.sender());
      parts.execution().writeVouched();
      parts.peers().onPong(pong);
      parts.normal().onRoom();
    }
    return null;
  }

  // ---- what is checked for several kinds --------------------------------------------------------

  private boolean isFromReplica(Message message) {
    int sender = message.sender();
    boolean isReplica =
        !Nodes.isClient(sender)
            && sender >= 0
            && sender < state.settings.nodes()
            && sender != state.number;
    if (isReplica) {
      parts.peers().onHeard(sender);
    }
    return holds(isReplica, RejectionRule.SENDER_NOT_A_REPLICA);
  }

  /** What is said for a quorum counts only from those that have a vote. */
  private boolean isFromMember(Message message) {
    return isFromReplica(message)
        && holds(state.settings.isMember(message.sender()), RejectionRule.SENDER_IS_STANDBY);
  }

  private boolean isOfThisView(long view) {
    return holds(view >= state.view, RejectionRule.OLD_VIEW)
        && holds(view == state.view, RejectionRule.FUTURE_VIEW);
  }

  private boolean isNormal() {
    return holds(state.status == Status.NORMAL, RejectionRule.NOT_NORMAL);
  }

  private boolean takesPartInViews() {
    return holds(!state.isStandby(), RejectionRule.NOT_A_MEMBER)
        && holds(
            state.status == Status.NORMAL || state.status == Status.VIEW_CHANGE,
            RejectionRule.NOT_NORMAL);
  }

  private boolean holds(boolean condition, RejectionRule rule) {
    if (!condition) {
      parts.effects().reject(rule);
    }
    return condition;
  }

  private boolean holdsIfEnforced(boolean condition, RejectionRule rule) {
    return !state.settings.enforces(rule) || holds(condition, rule);
  }

  private Void reject(RejectionRule rule) {
    parts.effects().reject(rule);
    return null;
  }
}
