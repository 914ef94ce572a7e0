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
   * @return the result, for the client and for the client-table
   */
  Bytes execute(Bytes operation, long timestamp);

  /** Returns a hash of the whole state, in constant time. */
  long digest();
}
