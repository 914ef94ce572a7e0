package dev.vopr.sim;

import akka.actor.ActorRef;
import akka.dispatch.Envelope;
import akka.dispatch.MessageQueue;
import akka.dispatch.UnboundedMessageQueueSemantics;
import java.util.ArrayDeque;

/**
 * The queue of one actor's messages, without locks: only the simulation's thread may touch it.
 *
 * <p>A message from any other thread is not queued but reported to the {@link SimDispatcher}, with
 * the actor's name.
 */
final class SimMailbox implements MessageQueue, UnboundedMessageQueueSemantics {
  private final ArrayDeque<Envelope> envelopes = new ArrayDeque<>(4);
  private final SimDispatcher dispatcher;
  private final String actorPath;
  private final long nameHash;

  /** Under PCT: the turn's priority, valid while {@link #priorityEpoch} is the dispatcher's. */
  long priority;

  long priorityEpoch = -1;

  SimMailbox(String actorPath, SimDispatcher dispatcher) {
    this.actorPath = actorPath;
    this.dispatcher = dispatcher;
    this.nameHash = hashOf(actorPath);
  }

  static long hashOf(String actorPath) {
    long hash = 1;
    for (int i = 0; i < actorPath.length(); i++) {
      hash = SimRng.mix(hash ^ actorPath.charAt(i));
    }
    return hash;
  }

  String actorPath() {
    return actorPath;
  }

  /** A hash of the actor's path: the same in every run and on every JVM. */
  long nameHash() {
    return nameHash;
  }

  @Override
  public void enqueue(ActorRef receiver, Envelope handle) {
    if (dispatcher.isForeignThread()) {
      dispatcher.reportForeign(actorPath, "a " + handle.message().getClass().getSimpleName());
      return;
    }
    envelopes.addLast(handle);
  }

  @Override
  public Envelope dequeue() {
    return envelopes.pollFirst();
  }

  @Override
  public int numberOfMessages() {
    return envelopes.size();
  }

  @Override
  public boolean hasMessages() {
    return !envelopes.isEmpty();
  }

  @Override
  public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
    for (Envelope left = dequeue(); left != null; left = dequeue()) {
      deadLetters.enqueue(owner, left);
    }
  }
}
