package dev.vopr.vsr;

import dev.vopr.vsr.codec.Frame;

/** What can happen to a replica. */
public sealed interface Input {

  /** The replica begins to run. */
  record Start() implements Input {}

  /** Time may have passed: whatever is due is done. */
  record Tick() implements Input {}

  /**
   * A frame arrived.
   *
   * @param link the node at the other end of the link, whatever the frame says
   * @param frame the bytes, not yet trusted
   */
  record Received(int link, Frame frame) implements Input {}
}
