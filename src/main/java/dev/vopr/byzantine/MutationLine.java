package dev.vopr.byzantine;

import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.message.MessageKind;
import java.util.Optional;

/**
 * One mutated message.
 *
 * @param number from 1; packets carry it
 * @param rule name of the rule that struck
 * @param mutation what it did, in words
 * @param kind kind of the message
 * @param from the compromised replica
 * @param to the receiver
 * @param fate what became of it
 * @param rejection the first rule by which a receiver rejected it or a part of it
 */
public record MutationLine(
    int number,
    String rule,
    String mutation,
    MessageKind kind,
    int from,
    int to,
    MutationFate fate,
    Optional<RejectionRule> rejection) {}
