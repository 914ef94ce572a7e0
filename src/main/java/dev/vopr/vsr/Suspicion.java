package dev.vopr.vsr;

import dev.vopr.vsr.message.Message;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Whether this replica wants to leave its view, and which others do (rule V1): it stays in the view
 * until a quorum votes likewise, and may still be called back.
 */
final class Suspicion {
  private static final int PATIENT_VOTES = 8;

  private final ReplicaState state;
  private final Effects effects;
  private final Journal journal;

  /** For each replica the view that it last voted to leave, and when. */
  private final long[] voteView;

  private final long[] votedAt;
  private final boolean[] hasVoted;
  private boolean isActive;

  /** How often it voted in a row to leave this view, without hearing its primary. */
  private int votesInVain;

  /** Whom it asked last for a view that its primary does not give it, and with what. */
  private int askedPeer;

  private long askedNonce;

  Suspicion(ReplicaState state, Effects effects, Journal journal) {
    this.state = state;
    this.effects = effects;
    this.journal = journal;
    int replicas = state.settings.replicas();
    voteView = new long[replicas];
    votedAt = new long[replicas];
    hasVoted = new boolean[replicas];
    askedPeer = state.number;
  }

  /** Returns whether this replica votes to leave the view. */
  boolean isActive() {
    return isActive;
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
   * Returns whether it was asked for: a backup in status normal holds the log with which its view
   * began, and can give it to another.
   */
  boolean isAnswer(Message.StartView start) {
    return start.nonce() != 0
        && start.nonce() == askedNonce
        && start.sender() == askedPeer
        && start.view() >= state.view;
  }

  /** Votes to leave the view. */
  void vote() {
    Check.that(!state.isStandby(), "a standby has no vote");
    isActive = true;
    votesInVain++;
    state.timers.set(TimerKind.SUSPICION, state.now + state.timing().voteRetry());
    if (journal.isViewDurable()) {
      effects.broadcastToMembers(new Message.StartViewChange(state.number, state.view));
    }
  }

  /** Takes down the vote of another replica. */
  void onVote(Message.StartViewChange vote) {
    hasVoted[vote.sender()] = true;
    voteView[vote.sender()] = vote.view();
    votedAt[vote.sender()] = state.now;
  }

  /** Returns the view to go on to, if a quorum wants to leave this one. */
  OptionalLong nextView() {
    int votes = isActive ? 1 : 0;
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
    return votes >= state.settings.quorum() ? OptionalLong.of(highest + 1) : OptionalLong.empty();
  }

  /** The primary was heard: what was voted before was not in vain. */
  void onPrimaryHeard() {
    votesInVain = 0;
  }

  /** The view is content, or its primary hears from a quorum again: nobody is to be replaced. */
  void takeBack() {
    isActive = false;
    votesInVain = 0;
  }

  /** A view was left, or has begun: all votes are over. */
  void clear() {
    takeBack();
    Arrays.fill(hasVoted, false);
  }
}
