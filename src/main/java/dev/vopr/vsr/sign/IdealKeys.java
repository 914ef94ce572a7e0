package dev.vopr.vsr.sign;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Hash64;
import java.nio.ByteBuffer;

/**
 * Ideal signatures: a digest keyed by a secret of the node. Inside the simulation nobody can make
 * one without the node's {@link Signer}; outside it would stop nobody.
 */
final class IdealKeys implements KeyRing {
  private static final long SEED = 0x7369676EL;

  private final long runKey;

  IdealKeys(long runKey) {
    this.runKey = runKey;
  }

  @Override
  public Signer signer(int node) {
    return statement -> {
      byte[] signature = new byte[Long.BYTES];
      ByteBuffer.wrap(signature).putLong(digest(node, statement));
      return Bytes.wrap(signature);
    };
  }

  @Override
  public Verifier verifier() {
    return new Verifier() {
      @Override
      public int signatureBytes() {
        return Signatures.IDEAL.bytes();
      }

      @Override
      public boolean isSigned(int node, byte[] statement, Bytes signature) {
        return signature.length() == Long.BYTES && signature.int64At(0) == digest(node, statement);
      }
    };
  }

  private long digest(int node, byte[] statement) {
    long secret = Hash64.finish(Hash64.combine(Hash64.combine(SEED, runKey), node));
    return Hash64.of(statement, 0, statement.length, secret);
  }
}
