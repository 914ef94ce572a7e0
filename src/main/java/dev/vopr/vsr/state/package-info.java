/**
 * What is replicated: the interface of a state machine, a key-value store, and the client-table.
 * Start reading at {@link dev.vopr.vsr.state.StateMachine}.
 */
package dev.vopr.vsr.state;
