/**
 * Signatures of nodes. Who may sign and who may verify are two different objects: a node is handed
 * its own {@link dev.vopr.vsr.sign.Signer} and the {@link dev.vopr.vsr.sign.Verifier} that all
 * share; only who sets a cluster up sees the {@link dev.vopr.vsr.sign.KeyRing}. It sees the JDK and
 * {@code vsr.message} only.
 */
package dev.vopr.vsr.sign;
