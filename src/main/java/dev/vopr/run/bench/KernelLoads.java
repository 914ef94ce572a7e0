package dev.vopr.run.bench;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.vopr.sim.Interleaving;
import dev.vopr.sim.SimOptions;
import dev.vopr.sim.SimRng;
import dev.vopr.sim.SimSystem;
import java.util.ArrayList;
import java.util.List;

/** Loads for the bare kernel: no protocol, no bytes, no checks. */
final class KernelLoads {
  private static final int RING = 8;
  private static final int NODES = 3;
  private static final int TOKENS = 40;
  private static final int MAX_DELAY_NANOS = 10_000_000;

  private record Token(int target, int hopsLeft) {}

  private final SimSystem sim;

  KernelLoads(SimSystem sim) {
    this.sim = sim;
  }

  /** Passes messages around a ring of actors; returns how many were passed. */
  long ring(int messages) {
    sim.reset(SimOptions.of(1, Interleaving.FIFO));
    List<ActorRef<Token>> ring = new ArrayList<>();
    for (int i = 0; i < RING; i++) {
      int next = (i + 1) % RING;
      ring.add(
          sim.spawn(Behaviors.receiveMessage(token -> passOn(ring.get(next), token)), "ring" + i));
    }
    ring.forEach(actor -> actor.tell(new Token(0, messages / RING)));
    sim.runReady();
    return messages;
  }

  private static Behavior<Token> passOn(ActorRef<Token> next, Token token) {
    if (token.hopsLeft() > 0) {
      next.tell(new Token(0, token.hopsLeft() - 1));
    }
    return Behaviors.same();
  }

  /**
   * Delivers messages the way a cluster does, over three actors (mutator, network, receiver), a
   * timer and a random delay; returns how many were delivered.
   */
  long deliveries(int messages) {
    sim.reset(SimOptions.of(1, Interleaving.RANDOM));
    SimRng rng = SimRng.of(1);
    List<ActorRef<Token>> nodes = new ArrayList<>();
    ActorRef<Token> network =
        sim.spawn(
            Behaviors.receiveMessage(
                token -> {
                  sim.scheduler()
                      .scheduleOnce(
                          rng.nextInt(MAX_DELAY_NANOS),
                          () -> nodes.get(token.target()).tell(token));
                  return Behaviors.same();
                }),
            "network");
    ActorRef<Token> mutator =
        sim.spawn(Behaviors.receiveMessage(token -> forward(network, token)), "mutator");
    for (int i = 0; i < NODES; i++) {
      int next = (i + 1) % NODES;
      nodes.add(
          sim.spawn(Behaviors.receiveMessage(token -> answer(mutator, next, token)), "node" + i));
    }
    for (int i = 0; i < TOKENS; i++) {
      nodes.get(i % NODES).tell(new Token(0, messages / TOKENS));
    }
    sim.runUntil(Long.MAX_VALUE / 2);
    return messages;
  }

  private static Behavior<Token> forward(ActorRef<Token> network, Token token) {
    network.tell(token);
    return Behaviors.same();
  }

  private static Behavior<Token> answer(ActorRef<Token> mutator, int next, Token token) {
    if (token.hopsLeft() > 0) {
      mutator.tell(new Token(next, token.hopsLeft() - 1));
    }
    return Behaviors.same();
  }
}
