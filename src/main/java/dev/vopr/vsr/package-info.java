/**
 * The protocol: Viewstamped Replication as a pure state machine. It sees the JDK only: no actor,
 * clock, disk or random number.
 *
 * <p>Start reading at {@link dev.vopr.vsr.Replica#step}, then follow a request through {@code
 * NormalOperation}; {@link dev.vopr.vsr.RejectionRule} lists all that a replica refuses.
 */
package dev.vopr.vsr;
