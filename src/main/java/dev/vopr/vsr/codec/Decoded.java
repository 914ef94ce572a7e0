package dev.vopr.vsr.codec;

import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.message.Message;

/** What became of a frame: a message, or the rule that it broke. */
public sealed interface Decoded {

  /** The frame was intact and within the limits. */
  record Accepted(Message message) implements Decoded {}

  /** The frame was not; nothing of it is used. */
  record Rejected(RejectionRule rule) implements Decoded {}
}
