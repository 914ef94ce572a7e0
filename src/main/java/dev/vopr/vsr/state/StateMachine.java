package dev.vopr.vsr.state;

import dev.vopr.vsr.message.Bytes;

/**
 * The service that is replicated. Two instances that executed the same operations are in the same
 * state and gave the same results: no clock, no chance, no order of a hash table.
 */
public interface StateMachine {

  /**
   * Executes an operation.
   *
   * @param operation any bytes at all: a client, or a liar, wrote them, so this must not throw
   * @param timestamp nanoseconds that the primary chose, the only time an operation may see
   * @return the result, for the client and for the client-table; one that is larger than an
   *     operation may be is replaced by an empty one
   */
  Bytes execute(Bytes operation, long timestamp);

  /** Returns a hash of the whole state, in constant time. */
  long digest();

  /** Returns the whole state; equal states give equal bytes. */
  Bytes snapshot();

  /**
   * Replaces the state by one that {@link #snapshot} returned.
   *
   * @return whether the bytes were such a state; if not, the state is empty
   */
  boolean restore(Bytes snapshot);
}
