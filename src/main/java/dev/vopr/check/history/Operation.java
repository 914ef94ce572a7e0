package dev.vopr.check.history;

import java.util.Optional;

/**
 * One operation of a client. Events of a history are numbered in the order in which they happened.
 *
 * @param client who asked; a client has one operation under way
 * @param input what was asked for
 * @param output what came back; empty if the client will never know
 * @param invoked number of the event with which it began
 * @param returned number of the event with which it came back, above {@code invoked}, or {@link
 *     #NEVER}
 */
public record Operation<I, O>(
    int client, I input, Optional<O> output, long invoked, long returned) {
  /** Stands for the return of an operation whose outcome is unknown: it may still take effect. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Checks the order of the events. */
  public Operation {
    if (invoked >= returned || output.isPresent() == (returned == NEVER)) {
      throw new IllegalArgumentException(
          "an operation begins before it comes back, with a result: %d, %d, %s"
              .formatted(invoked, returned, output));
    }
  }

  /** Returns an operation that came back. */
  public static <I, O> Operation<I, O> known(
      int client, I input, O output, long invoked, long returned) {
    return new Operation<>(client, input, Optional.of(output), invoked, returned);
  }

  /** Returns an operation of which nobody knows whether it took effect. */
  public static <I, O> Operation<I, O> unknown(int client, I input, long invoked) {
    return new Operation<>(client, input, Optional.empty(), invoked, NEVER);
  }

  /** Returns whether the client knows what came of it. */
  public boolean isKnown() {
    return returned != NEVER;
  }
}
