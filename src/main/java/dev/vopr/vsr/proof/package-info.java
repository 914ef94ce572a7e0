/**
 * What bears a message out beyond its sender's word, at hardening level {@code signed}: signed
 * claims, certificates of f + 1 of them, and contradictions. Pure data and its verification; start
 * reading at {@link dev.vopr.vsr.proof.Proof}. It sees {@code vsr.message} and {@code vsr.sign}.
 */
package dev.vopr.vsr.proof;
