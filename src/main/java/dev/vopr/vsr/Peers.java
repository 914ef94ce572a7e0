package dev.vopr.vsr;

import dev.vopr.vsr.message.Message;
import java.util.Arrays;

/**
 * Signs of life: who was heard from lately, and how far their checkpoints are. A primary that does
 * not hear from a quorum falls silent, so that the others replace it (rule V7).
 */
final class Peers {
  private final ReplicaState state;
  private final Effects effects;
  private final Journal journal;
  private final Execution execution;

  Peers(ReplicaState state, Effects effects, Journal journal, Execution execution) {
    this.state = state;
    this.effects = effects;
    this.journal = journal;
    this.execution = execution;
  }

  void start() {
    Arrays.fill(state.heardAt, state.now);
    state.timers.set(TimerKind.PING, state.now + state.jitter(state.timing().ping()));
  }

  void onPingDue() {
    state.timers.set(TimerKind.PING, state.now + state.timing().ping());
    if (state.isStandby()) {
      // The members' own questions tell it what it needs; nobody waits for its.
      return;
    }
    effects.broadcast(
        new Message.Ping(
            state.number, journal.durableView(), state.now, journal.durableCheckpoint()));
  }

  /** Returns whether this member hears from a quorum of members, itself included. */
  boolean hearsQuorum() {
    int heard = 1;
    for (int replica = 0; replica < state.settings.replicas(); replica++) {
      boolean isRecent = state.now - state.heardAt[replica] <= state.timing().abdication();
      heard += replica != state.number && isRecent ? 1 : 0;
    }
    return heard >= state.settings.quorum();
  }

  void onHeard(int replica) {
    state.heardAt[replica] = state.now;
  }

  void onPing(Message.Ping ping) {
    learnCheckpoint(ping.sender(), ping.checkpoint());
    effects.send(
        ping.sender(),
        new Message.Pong(
            state.number,
            journal.durableView(),
            ping.sentAt(),
            state.now,
            journal.durableCheckpoint()));
  }

  void onPong(Message.Pong pong) {
    if (pong.sentAt() > state.now) {
      effects.reject(RejectionRule.CLOCK_CLAIM);
      return;
    }
    learnCheckpoint(pong.sender(), pong.checkpoint());
  }

  private void learnCheckpoint(int replica, long checkpoint) {
    // Not the highest that it ever had: it may have lost its disk since.
    state.checkpoints[replica] = checkpoint;
    execution.freeLog();
  }
}
