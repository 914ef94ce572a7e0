/**
 * What compromised replicas do to their messages.
 *
 * <p>Role: {@link dev.vopr.byzantine.MessageMutator} is an actor between the senders and the
 * network. It touches packets of compromised replicas only, by rules from the settings: it decodes
 * the frame, changes the message and encodes it again, so that the lie reaches the receiver's
 * validation instead of dying at the checksum. It can also withhold, delay and repeat messages, and
 * tell different things to different receivers. {@link dev.vopr.byzantine.MutationLedger} records
 * what became of each.
 *
 * <p>May see: {@code sim}, {@code vsr}, {@code trace}, {@code net}.
 *
 * <p>Start reading at {@link dev.vopr.byzantine.ByzantineSettings}, then {@link
 * dev.vopr.byzantine.MessageFieldMutation}. A packet goes {@code MessageMutator.onPacket} → {@code
 * ArmedRule.strike} (does a rule strike?) → {@code Forgery} (carries the mutation out) → {@code
 * MutationLedger.open} → the network. A new kind of message has to be told to the four rewriters
 * ({@code CommitNumberRewriter}, {@code ViewNumberRewriter}, {@code OpNumberRewriter}, {@code
 * LogTailRewriter}), which the compiler demands.
 */
package dev.vopr.byzantine;
