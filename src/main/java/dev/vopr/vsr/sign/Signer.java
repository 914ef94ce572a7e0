package dev.vopr.vsr.sign;

import dev.vopr.vsr.message.Bytes;

/** Signs as one node; whoever holds it can, and nobody else. */
public interface Signer {
  /** Signs nothing, for clusters below {@code signed}. */
  Signer NONE = statement -> Bytes.EMPTY;

  /** Returns the node's signature of the statement. */
  Bytes sign(byte[] statement);
}
