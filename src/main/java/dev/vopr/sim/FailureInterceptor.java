package dev.vopr.sim;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;

/** Records an actor's exceptions at the step in which they are thrown, and throws them on. */
final class FailureInterceptor<T> extends BehaviorInterceptor<T, T> {
  private final SimDispatcher dispatcher;

  FailureInterceptor(Class<T> messageType, SimDispatcher dispatcher) {
    super(messageType);
    this.dispatcher = dispatcher;
  }

  // Handlers may throw checked exceptions that no signature here tells of, hence Throwable.

  @Override
  public Behavior<T> aroundStart(TypedActorContext<T> context, PreStartTarget<T> target) {
    try {
      return target.start(context);
    } catch (Throwable e) {
      dispatcher.reportException(e);
      throw e;
    }
  }

  @Override
  public Behavior<T> aroundReceive(
      TypedActorContext<T> context, T message, ReceiveTarget<T> target) {
    try {
      return target.apply(context, message);
    } catch (Throwable e) {
      dispatcher.reportException(e);
      throw e;
    }
  }

  @Override
  public Behavior<T> aroundSignal(
      TypedActorContext<T> context, Signal signal, SignalTarget<T> target) {
    try {
      return target.apply(context, signal);
    } catch (Throwable e) {
      dispatcher.reportException(e);
      throw e;
    }
  }
}
