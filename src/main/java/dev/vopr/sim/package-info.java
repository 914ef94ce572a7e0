/**
 * The deterministic kernel: real Akka Typed actors on one thread, under virtual time, in an order
 * that follows from a seed.
 *
 * <p>It knows nothing of replication and sees Akka, its testkit, Scala and the JDK only. Start
 * reading at {@link dev.vopr.sim.SimSystem}; the rule of what runs next is in {@code RunQueue}
 * (whose turn it is) and {@link dev.vopr.sim.SimScheduler} (when time moves). All chance comes from
 * {@link dev.vopr.sim.SimRng}; {@link dev.vopr.sim.TraceHash} tells whether two runs were the same.
 *
 * <p>One thread owns a system. Only the {@code SimSystem} methods that say so may be called by
 * another one.
 */
package dev.vopr.sim;
