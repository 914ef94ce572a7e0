/**
 * The invariants that must hold over the correct replicas after every event. It sees the protocol
 * and the trace, and only looks. Start reading at {@link dev.vopr.check.Checkers}, then at any
 * {@link dev.vopr.check.Invariant}.
 */
package dev.vopr.check;
