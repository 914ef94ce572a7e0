package dev.vopr.vsr.codec;

import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.proof.Proof;

/** What became of a frame: a message, or the rule that it broke. */
public sealed interface Decoded {

  /** The frame was intact and within the limits. */
  record Accepted(Message message, Proof proof) implements Decoded {
    /** A message that nothing bears out but its sender's word. */
    public Accepted(Message message) {
      this(message, Proof.NONE);
    }
  }

  /** The frame was not; nothing of it is used. */
  record Rejected(RejectionRule rule) implements Decoded {}
}
