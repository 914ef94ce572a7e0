package dev.vopr.vsr.sign;

import dev.vopr.vsr.message.Bytes;

/** Tells whether a node signed a statement; it cannot sign. */
public interface Verifier {
  /** Believes nobody and expects no signatures, for clusters below {@code signed}. */
  Verifier NONE =
      new Verifier() {
        @Override
        public int signatureBytes() {
          return 0;
        }

        @Override
        public boolean isSigned(int node, byte[] statement, Bytes signature) {
          return false;
        }
      };

  /** Returns one that believes everybody, for those who only look at frames. */
  static Verifier believing(int signatureBytes) {
    return new Verifier() {
      @Override
      public int signatureBytes() {
        return signatureBytes;
      }

      @Override
      public boolean isSigned(int node, byte[] statement, Bytes signature) {
        return true;
      }
    };
  }

  /** Returns the length of all signatures in bytes, 0 if nothing is signed. */
  int signatureBytes();

  /** Returns whether {@code signature} is the node's signature of the statement. */
  boolean isSigned(int node, byte[] statement, Bytes signature);
}
