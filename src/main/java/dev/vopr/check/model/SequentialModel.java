package dev.vopr.check.model;

import java.util.Optional;

/**
 * What a service does when its operations run one after the other. Each part of it is a cell: what
 * an operation leaves there does not depend on what it finds, if it is possible at all.
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

  /**
   * Returns what {@link #next} does, for all states at once. That is what the search goes by.
   *
   * @param output what came back; empty if nobody knows
   */
  Change<S> change(I input, Optional<O> output);

  /**
   * Returns the name of the part of the service that an operation works on, such as a key. Parts do
   * not depend on each other, so that each may be checked alone.
   */
  String part(I input);
}
