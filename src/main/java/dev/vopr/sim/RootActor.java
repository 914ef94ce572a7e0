package dev.vopr.sim;

import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.Behaviors;

/** The guardian of a {@link SimSystem}: watches the top-level actors of the current run. */
final class RootActor {
  private RootActor() {}

  static Behavior<Void> create(SimDispatcher dispatcher) {
    return Behaviors.receive(Void.class)
        .onSignal(ChildFailed.class, failed -> onChildFailed(dispatcher, failed))
        .onSignal(Terminated.class, terminated -> Behaviors.same())
        .build();
  }

  private static Behavior<Void> onChildFailed(SimDispatcher dispatcher, ChildFailed failed) {
    dispatcher.report(
        SimFailure.Kind.EXCEPTION,
        failed.getRef().path().toStringWithoutAddress(),
        failed.getCause());
    return Behaviors.same();
  }
}
