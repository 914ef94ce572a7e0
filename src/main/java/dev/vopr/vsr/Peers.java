package dev.vopr.vsr;

import dev.vopr.vsr.message.Message;
import java.util.Arrays;

/**
 * Signs of life: who was heard from lately, how far their checkpoints are, and what their clocks
 * show. A primary that does not hear from a quorum falls silent, so that the others replace it
 * (rule V7).
 */
final class Peers {
  /** A replica without an agreed time asks this much sooner, and then half as often each time. */
  private static final int FIRST_QUESTION_SHIFT = 4;

  private static final int MAX_DOUBLINGS = 16;

  /** A quiet backup asks until each peer answered so often in a window of the cluster clock. */
  private static final int SAMPLES = 2;

  private final ReplicaState state;
  private final Effects effects;
  private final Journal journal;
  private final Execution execution;
  private int urgentQuestions;
  private boolean wasSynchronised;

  /** What the last Ping came after. */
  private long toldOp = -1;

  private long toldCheckpoint = -1;

  Peers(ReplicaState state, Effects effects, Journal journal, Execution execution) {
    this.state = state;
    this.effects = effects;
    this.journal = journal;
    this.execution = execution;
  }

  void start() {
    Arrays.fill(state.heardAt, state.now);
    state.clock.start();
    if (state.clock.isWanted() && !state.isStandby()) {
      // T1: nothing can be accepted before the others have told their time.
      ask();
    } else {
      state.timers.set(TimerKind.PING, state.now + state.jitter(state.timing().ping()));
    }
  }

  void onPingDue() {
    if (state.isStandby()) {
      // The members' own questions tell it what it needs; nobody waits for its.
      state.timers.set(TimerKind.PING, state.now + state.timing().ping());
      return;
    }
    if (state.clock.pass()) {
      onSynchronised();
    }
    boolean isSynchronised = state.clock.isSynchronised();
    if (wasSynchronised && !isSynchronised) {
      state.reached(Milestone.CLOCK_LOST);
    }
    wasSynchronised = isSynchronised;
    if (isQuiet()) {
      state.timers.set(TimerKind.PING, state.now + state.timing().ping());
    } else {
      ask();
    }
  }

  /**
   * Returns whether nobody waits for a Ping: a backup at which nothing happened since the last one,
   * and whose cluster clock has enough answers for this window. The primary needs signs of life.
   */
  private boolean isQuiet() {
    return state.status == Status.NORMAL
        && !state.isPrimary()
        && state.clock.isSynchronised()
        && state.clock.hasSamples(SAMPLES)
        && state.log.op() == toldOp
        && state.executed == toldOp
        && state.log.room() > 0
        && journal.durableCheckpoint() == toldCheckpoint;
  }

  private void ask() {
    state.timers.set(TimerKind.PING, state.now + pause());
    toldOp = state.log.op();
    toldCheckpoint = journal.durableCheckpoint();
    effects.broadcast(
        new Message.Ping(state.number, journal.durableView(), state.now, toldCheckpoint));
  }

  private long pause() {
    long ping = state.timing().ping();
    if (state.clock.mayStamp()) {
      urgentQuestions = 0;
      return ping;
    }
    long first = Math.max(1, ping >> FIRST_QUESTION_SHIFT);
    long pause = Math.min(ping, first << Math.min(urgentQuestions, MAX_DOUBLINGS));
    urgentQuestions++;
    return pause + state.jitter(pause);
  }

  private void onSynchronised() {
    if (wasSynchronised) {
      // The loss was not noticed before it was made good.
      state.reached(Milestone.CLOCK_LOST);
    }
    wasSynchronised = true;
    state.reached(Milestone.CLOCK_SYNCHRONISED);
  }

  /**
   * Returns whether this member hears from a quorum of members, itself included, that have not gone
   * on to a newer view: who has does not follow it any more.
   */
  boolean hearsQuorum() {
    int heard = 1;
    for (int replica = 0; replica < state.settings.replicas(); replica++) {
      boolean isRecent = state.now - state.heardAt[replica] <= state.timing().abdication();
      boolean isFollowing = state.viewsTold[replica] <= state.view;
      heard += replica != state.number && isRecent && isFollowing ? 1 : 0;
    }
    return heard >= state.settings.quorum();
  }

  void onHeard(int replica) {
    state.heardAt[replica] = state.now;
  }

  void onPing(Message.Ping ping) {
    state.viewsTold[ping.sender()] = ping.view();
    learnCheckpoint(ping.sender(), ping.checkpoint());
    effects.send(
        ping.sender(),
        new Message.Pong(
            state.number,
            journal.durableView(),
            ping.sentAt(),
            state.clock.wall(),
            journal.durableCheckpoint()));
  }

  void onPong(Message.Pong pong) {
    boolean isPossible =
        pong.clock() >= -EntryChecks.HIGHEST && pong.clock() <= EntryChecks.HIGHEST;
    boolean isClaim = pong.sentAt() > state.now || !isPossible;
    if (isClaim && state.settings.enforces(RejectionRule.CLOCK_CLAIM)) {
      effects.reject(RejectionRule.CLOCK_CLAIM);
      return;
    }
    state.viewsTold[pong.sender()] = pong.view();
    learnCheckpoint(pong.sender(), pong.checkpoint());
    boolean isSource = state.settings.isMember(pong.sender());
    if (isSource && state.clock.learn(pong.sender(), pong.sentAt(), pong.clock())) {
      onSynchronised();
    }
  }

  private void learnCheckpoint(int replica, long checkpoint) {
    // Not the highest that it ever had: it may have lost its disk since.
    state.checkpoints[replica] = checkpoint;
    execution.freeLog();
  }
}
