package dev.vopr.sim;

import akka.actor.typed.Behavior;
import akka.actor.typed.ExtensibleBehavior;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;

/**
 * Records an actor's exceptions at the step in which they are thrown, and throws them on.
 *
 * <p>Akka's interceptors could do that too, but wrap the actor anew after each message that it
 * handles.
 */
final class FailureRecorder<T> extends ExtensibleBehavior<T> {
  private final SimDispatcher dispatcher;

  /** What the actor does now. */
  private Behavior<T> current;

  private FailureRecorder(SimDispatcher dispatcher, Behavior<T> started) {
    this.dispatcher = dispatcher;
    this.current = started;
  }

  /** Returns the same behavior, whose exceptions are recorded; each start makes it anew. */
  static <T> Behavior<T> around(Behavior<T> behavior, SimDispatcher dispatcher) {
    return Behaviors.setup(
        context -> {
          try {
            Behavior<T> started = Behavior.start(Behavior.validateAsInitial(behavior), context);
            return Behavior.isAlive(started) ? new FailureRecorder<>(dispatcher, started) : started;
          } catch (Throwable e) {
            dispatcher.reportException(e);
            throw e;
          }
        });
  }

  // Handlers may throw checked exceptions that no signature here tells of, hence Throwable.

  @Override
  public Behavior<T> receive(TypedActorContext<T> context, T message) {
    try {
      return after(Behavior.interpretMessage(current, context, message), context);
    } catch (Throwable e) {
      dispatcher.reportException(e);
      throw e;
    }
  }

  @Override
  public Behavior<T> receiveSignal(TypedActorContext<T> context, Signal signal) {
    try {
      return after(Behavior.interpretSignal(current, context, signal), context);
    } catch (Throwable e) {
      dispatcher.reportException(e);
      throw e;
    }
  }

  /** Who has stopped is told so by a last signal, which goes to the behavior of before. */
  private Behavior<T> after(Behavior<T> next, TypedActorContext<T> context) {
    if (next == current || next == Behaviors.<T>same()) {
      return Behaviors.same();
    }
    if (Behavior.isUnhandled(next) || !Behavior.isAlive(next)) {
      return next;
    }
    current = Behavior.canonicalize(next, current, context);
    return Behaviors.same();
  }
}
