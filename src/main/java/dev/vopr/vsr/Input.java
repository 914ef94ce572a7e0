package dev.vopr.vsr;

import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.disk.DiskCompletion;

/** What can happen to a replica. */
public sealed interface Input {

  /**
   * The replica begins to run, for the first time or after a crash.
   *
   * @param entropy random bits, different for each start: nonces and jitter follow from them
   */
  record Start(long entropy) implements Input {}

  /** Time may have passed: whatever is due is done. */
  record Tick() implements Input {}

  /**
   * A frame arrived.
   *
   * @param link the node at the other end of the link, whatever the frame says
   * @param frame the bytes, not yet trusted
   */
  record Received(int link, Frame frame) implements Input {}

  /** The disk has carried out an operation, or failed to. */
  record DiskDone(DiskCompletion completion) implements Input {}
}
