/**
 * How far each lie gets at each hardening level: sweeps of one attack each, and what came out of
 * them. Start reading at {@link dev.vopr.run.attacks.AttackSweep}.
 */
package dev.vopr.run.attacks;
