package dev.vopr.sim;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.BootstrapSetup;
import akka.dispatch.MailboxType;
import akka.dispatch.MessageQueue;
import akka.dispatch.ProducesMessageQueue;
import com.typesafe.config.Config;
import scala.Option;

/**
 * Makes a {@link SimMailbox} for each actor; named in the system's configuration, built by Akka
 * through reflection.
 */
public final class SimMailboxType implements MailboxType, ProducesMessageQueue<SimMailbox> {
  private final SimDispatcher dispatcher;

  /** The signature that Akka looks for. */
  public SimMailboxType(ActorSystem.Settings settings, Config config) {
    this.dispatcher =
        settings
            .setup()
            .get(BootstrapSetup.class)
            .map(setup -> setup.defaultExecutionContext().getOrElse(() -> null))
            .filter(SimDispatcher.class::isInstance)
            .map(SimDispatcher.class::cast)
            .orElseThrow(
                () -> new IllegalStateException("SimMailboxType is for a SimSystem's actors only"));
  }

  @Override
  public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
    String path = owner.isDefined() ? owner.get().path().toStringWithoutAddress() : "";
    dispatcher.onActorMade();
    return new SimMailbox(path, dispatcher);
  }
}
