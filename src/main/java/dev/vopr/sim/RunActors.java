package dev.vopr.sim;

import akka.actor.ActorRefProvider;
import akka.actor.ActorRefWithCell;
import akka.actor.Cell;
import akka.actor.ExtendedActorSystem;
import akka.actor.InternalActorRef;
import akka.actor.LocalActorRef;
import akka.actor.VirtualPathContainer;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.internal.adapter.ActorRefFactoryAdapter;
import akka.actor.typed.javadsl.Adapter;
import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicLong;
import scala.runtime.BoxedUnit;

/**
 * The actors of one run: those below {@code /user}, and the temporary ones of its asks.
 *
 * <p>They are started and stopped through the cell of the guardian and not by messages to it:
 * between turns, on the simulation's thread, that is as safe, and no other actor gets a turn
 * meanwhile.
 */
final class RunActors {
  private final LocalActorRef guardian;
  private final VirtualPathContainer asks;
  private final AtomicLong askNames;

  RunActors(ExtendedActorSystem system) {
    ActorRefProvider provider = system.provider();
    this.guardian = provider.guardian();
    this.asks = (VirtualPathContainer) provider.tempContainer();
    this.askNames = askNamesOf(provider);
  }

  /** Starts a top-level actor, watched by the guardian, as the guardian's typed context would. */
  <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
    ActorRef<T> child =
        ActorRefFactoryAdapter.spawn(guardian.underlying(), behavior, name, Props.empty(), false);
    guardian.underlying().watch(Adapter.toClassic(child));
    return child;
  }

  void stop(ActorRef<?> actor) {
    ((InternalActorRef) Adapter.toClassic(actor)).stop();
  }

  boolean isEmpty() {
    return guardian.underlying().childrenRefs().children().isEmpty();
  }

  /** Tells all actors to stop before anything else, and asks to give up. */
  void stopAll() {
    stopBelow(guardian.underlying());
    asks.foreachChild(
        ask -> {
          ((InternalActorRef) ask).stop();
          return BoxedUnit.UNIT;
        });
    askNames.set(0);
  }

  private static void stopBelow(Cell cell) {
    cell.childrenRefs()
        .children()
        .foreach(
            child -> {
              if (child instanceof ActorRefWithCell withCell) {
                stopBelow(withCell.underlying());
              }
              ((InternalActorRef) child).stop();
              return BoxedUnit.UNIT;
            });
  }

  /** The names of asks are numbered through, so they would tell how many runs there were. */
  private static AtomicLong askNamesOf(ActorRefProvider provider) {
    try {
      Field field = provider.getClass().getDeclaredField("tempNumber");
      field.setAccessible(true);
      return (AtomicLong) field.get(provider);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("not the actor system that SimSystem was made for", e);
    }
  }
}
