package dev.vopr.sim;

/** Thrown into an actor that waits on the simulation's only thread. */
public final class BlockedActorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BlockedActorException(String message) {
    super(message);
  }
}
