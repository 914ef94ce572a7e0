package dev.vopr.vsr;

import dev.vopr.vsr.disk.ViewRecord;
import dev.vopr.vsr.message.LogTail;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Message.RecoveryResponse;
import java.util.Arrays;
import java.util.Optional;

/**
 * Recovery of a replica that cannot vouch for its disk (VRR §4.3). It neither votes nor
 * acknowledges until it has the log of a view from that view's primary, and that status survives
 * another crash (rule D3).
 *
 * <pre>
 *  recovering r2                r0            r1
 *     │ Recovery(nonce) ───────▶│────────────▶│
 *     │◀─ RecoveryResponse(v, log)            │   from the primary of the highest view heard of
 *     │◀──────────────────────── RecoveryResponse(v)   and from a quorum in all
 * </pre>
 */
final class Recovery {
  /** So often others answer in a row, and not their primary, before they are asked to leave it. */
  private static final int PATIENT_ROUNDS = 8;

  private final ReplicaState state;
  private final Effects effects;
  private final Journal journal;
  private final Installation installation;
  private final RecoveryResponse[] responses;
  private long nonce;

  /**
   * Nothing of a view up to this one is believed: an older self may have promised anything in it.
   */
  private long viewsForgotten = -1;

  /** The newest view of which a quorum told without its primary, and in how many rounds so far. */
  private long viewInVain = -1;

  private int roundsInVain;

  Recovery(ReplicaState state, Effects effects, Journal journal, Installation installation) {
    this.state = state;
    this.effects = effects;
    this.journal = journal;
    this.installation = installation;
    this.responses = new RecoveryResponse[state.settings.replicas()];
  }

  /**
   * Begins to recover.
   *
   * @param doubt what it may not vouch for
   */
  void begin(ViewRecord.Doubt doubt) {
    state.reached(Milestone.RECOVERY_BEGUN);
    state.status = Status.RECOVERING;
    viewsForgotten = -1;
    viewInVain = -1;
    roundsInVain = 0;
    journal.setDoubt(doubt);
    journal.flush();
    ask();
  }

  /**
   * A standby never promised anything: whatever it finds on its disk is a log to go on from, and an
   * empty one will do. No doubt keeps it from following, for D3 and D4 are about votes.
   */
  void skip() {
    if (!journal.doubt().isOver()) {
      journal.setDoubt(ViewRecord.Doubt.PAST);
    }
    state.status = Status.NORMAL;
    journal.flush();
  }

  private boolean hasForgottenViews() {
    return journal.doubt() == ViewRecord.Doubt.VIEWS;
  }

  private void ask() {
    countInVain();
    // A new nonce for each round: answers to an older one are answers about another time.
    nonce = state.nonce();
    Arrays.fill(responses, null);
    // The others may have stayed in an older view than this one, which its disk remembers: it
    // showed them its log there, and so cannot go back (rule V2). Only if they move on can it
    // rejoin.
    long above = Math.max(viewsForgotten + 1, state.view);
    if (roundsInVain > PATIENT_ROUNDS) {
      // Its primary is well as far as the others can tell, but out of reach of this replica.
      above = Math.max(above, viewInVain + 1);
    }
    effects.broadcastToMembers(new Message.Recovery(state.number, nonce, above));
    state.timers.set(TimerKind.RETRY, state.now + state.timing().voteRetry());
  }

  /** Counts the rounds in which a quorum told of a view, but its primary did not answer. */
  private void countInVain() {
    long highest = highestView();
    if (!isAnsweredByQuorum() || responses[state.settings.primaryOf(highest)] != null) {
      return;
    }
    roundsInVain = highest == viewInVain ? roundsInVain + 1 : 1;
    viewInVain = highest;
  }

  void onRetryDue() {
    if (!installation.isUnderWay()) {
      ask();
    } else {
      state.timers.set(TimerKind.RETRY, state.now + state.timing().voteRetry());
    }
  }

  /** Answers a recovering replica; only status normal can vouch for anything. */
  void onRecovery(Message.Recovery question) {
    if (state.status != Status.NORMAL || !journal.isViewDurable() || !journal.isLogViewDurable()) {
      effects.reject(RejectionRule.NOT_NORMAL);
      return;
    }
    LogTail tail = state.tail();
    boolean showsLog = state.isNormalPrimary() && tail.isWhole();
    effects.send(
        question.sender(),
        new RecoveryResponse(
            state.number,
            state.view,
            question.nonce(),
            showsLog ? tail : LogTail.NONE,
            showsLog ? tail.base() : RecoveryResponse.NO_LOG));
  }

  /** Returns whether the log was installed at once. */
  boolean onResponse(RecoveryResponse response) {
    if (installation.isUnderWay()) {
      effects.reject(RejectionRule.ANSWER_NOT_ASKED_FOR);
      return false;
    }
    if (response.nonce() != nonce) {
      effects.reject(RejectionRule.NONCE_UNKNOWN);
      return false;
    }
    Optional<RejectionRule> broken = check(response);
    if (broken.isPresent()) {
      effects.reject(broken.get());
      return false;
    }
    responses[response.sender()] = response;
    state.proofs.onShown(response.sender());
    return completeIfQuorum();
  }

  private Optional<RejectionRule> check(RecoveryResponse response) {
    if (response.view() < 0 || response.view() > EntryChecks.HIGHEST) {
      return Optional.of(RejectionRule.VIEW_BEYOND);
    }
    if (response.commit() == RecoveryResponse.NO_LOG) {
      return Optional.empty();
    }
    boolean isWhole = response.commit() == response.tail().base() && response.tail().isWhole();
    if (state.settings.enforces(RejectionRule.TAIL_INCOMPLETE) && !isWhole) {
      return Optional.of(RejectionRule.TAIL_INCOMPLETE);
    }
    return TailChecks.check(state.settings, response.tail(), response.view());
  }

  private boolean isAnsweredByQuorum() {
    int count = 0;
    for (RecoveryResponse response : responses) {
      count += response == null ? 0 : 1;
    }
    return count > 0 && count >= state.settings.quorum() - (hasForgottenViews() ? 0 : 1);
  }

  private long highestView() {
    long highest = -1;
    for (RecoveryResponse response : responses) {
      highest = response == null ? highest : Math.max(highest, response.view());
    }
    return highest;
  }

  private boolean completeIfQuorum() {
    if (!isAnsweredByQuorum()) {
      return false;
    }
    long highest = highestView();
    if (hasForgottenViews() && viewsForgotten < 0) {
      // D4: the cluster must move past all that the old self could have acknowledged.
      viewsForgotten = highest;
      return false;
    }
    RecoveryResponse primary = responses[state.settings.primaryOf(highest)];
    if (primary == null
        || primary.view() != highest
        || primary.commit() == RecoveryResponse.NO_LOG
        || highest < state.view
        || highest <= viewsForgotten
        || (state.settings.enforces(RejectionRule.TAIL_CONTRADICTS_COMMIT)
            && installation.contradictsCommit(primary.tail()))) {
      return false;
    }
    state.proofs.onViewToInstall(primary.sender());
    return installation.begin(
        new Installation.Plan(highest, primary.tail(), primary.commit()), primary.sender());
  }

  /** The log of a view is here: the replica can vouch for it. */
  void onInstalled() {
    state.reached(Milestone.RECOVERY_COMPLETED);
    Arrays.fill(responses, null);
    state.timers.clear(TimerKind.RETRY);
    journal.setDoubt(ViewRecord.Doubt.PAST);
    journal.flush();
  }
}
