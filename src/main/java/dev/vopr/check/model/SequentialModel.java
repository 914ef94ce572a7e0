package dev.vopr.check.model;

import java.util.Optional;

/**
 * What a service does when its operations run one after the other.
 *
 * @param <S> a state, immutable, compared by content
 * @param <I> what is asked for
 * @param <O> what comes back
 */
public interface SequentialModel<S, I, O> {

  /** Returns the state before the first operation. */
  S initial();

  /**
   * Returns the state after an operation, or nothing if it cannot return that in this state.
   *
   * @param output what came back; empty if nobody knows, and then it may be anything
   */
  Optional<S> next(S state, I input, Optional<O> output);

  /** Returns whether an operation that returned this changes no state, whatever the state is. */
  boolean isReading(I input, O output);

  /**
   * Returns the name of the part of the service that an operation works on, such as a key. Parts do
   * not depend on each other, so that each may be checked alone.
   */
  String part(I input);
}
