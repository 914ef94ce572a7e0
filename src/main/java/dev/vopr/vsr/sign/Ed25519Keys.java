package dev.vopr.vsr.sign;

import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Hash64;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ed25519 of the JDK with keys that follow from the run key.
 *
 * <p>The JDK makes the public key of a private one only in a generator that wants its own source of
 * chance; so the one multiplication that it takes (RFC 8032 §5.1.5) is done here.
 */
final class Ed25519Keys implements KeyRing {
  private static final String NAME = "Ed25519";
  private static final int KEY_BYTES = 32;
  private static final int MOST_KEYS = 4_096;
  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D =
      BigInteger.valueOf(-121_665).multiply(BigInteger.valueOf(121_666).modInverse(P)).mod(P);

  /** A point of the curve in affine coordinates. */
  private record Point(BigInteger x, BigInteger y) {
    static final Point NEUTRAL = new Point(BigInteger.ZERO, BigInteger.ONE);
    static final Point BASE =
        new Point(
            new BigInteger(
                "15112221349535400772501151409588531511454012693041857206046113283949847762202"),
            BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P));

    Point plus(Point other) {
      BigInteger crossed = x.multiply(other.y).add(y.multiply(other.x));
      BigInteger straight = y.multiply(other.y).add(x.multiply(other.x));
      BigInteger bend =
          D.multiply(x).mod(P).multiply(y).mod(P).multiply(other.x).mod(P).multiply(other.y).mod(P);
      BigInteger below = BigInteger.ONE.add(bend).modInverse(P);
      BigInteger beside = BigInteger.ONE.subtract(bend).modInverse(P);
      return new Point(crossed.multiply(below).mod(P), straight.multiply(beside).mod(P));
    }
  }

  private final long runKey;
  private final KeyFactory factory;
  private final Map<Integer, PublicKey> publicKeys = new TreeMap<>();

  Ed25519Keys(long runKey) {
    this.runKey = runKey;
    try {
      this.factory = KeyFactory.getInstance(NAME);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "this JDK has no Ed25519; use vopr.vsr.signatures = ideal", e);
    }
  }

  private byte[] secret(int node) {
    byte[] secret = new byte[KEY_BYTES];
    ByteBuffer out = ByteBuffer.wrap(secret);
    long state = Hash64.combine(runKey, node);
    while (out.hasRemaining()) {
      state = Hash64.combine(state, out.position());
      out.putLong(Hash64.finish(state));
    }
    return secret;
  }

  @Override
  public Signer signer(int node) {
    try {
      PrivateKey key =
          factory.generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, secret(node)));
      return statement -> sign(key, statement);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("32 bytes are a private key", e);
    }
  }

  private static Bytes sign(PrivateKey key, byte[] statement) {
    try {
      Signature signature = Signature.getInstance(NAME);
      signature.initSign(key);
      signature.update(statement);
      return Bytes.wrap(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a private key signs", e);
    }
  }

  @Override
  public Verifier verifier() {
    return new Verifier() {
      @Override
      public int signatureBytes() {
        return Signatures.ED25519.bytes();
      }

      @Override
      public boolean isSigned(int node, byte[] statement, Bytes signature) {
        return verify(node, statement, signature);
      }
    };
  }

  private boolean verify(int node, byte[] statement, Bytes signature) {
    if (signature.length() != Signatures.ED25519.bytes() || node < 0) {
      return false;
    }
    try {
      Signature verification = Signature.getInstance(NAME);
      verification.initVerify(keyOf(node));
      verification.update(statement);
      return verification.verify(signature.toArray());
    } catch (GeneralSecurityException e) {
      // Bytes that are no signature at all are the liar's affair.
      return false;
    }
  }

  /** Liars may name any node: only so many keys are kept. */
  private PublicKey keyOf(int node) {
    if (publicKeys.size() >= MOST_KEYS) {
      publicKeys.clear();
    }
    return publicKeys.computeIfAbsent(node, this::publicKey);
  }

  private PublicKey publicKey(int node) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-512").digest(secret(node));
      hash[0] &= (byte) 0xF8;
      hash[KEY_BYTES - 1] = (byte) ((hash[KEY_BYTES - 1] & 0x7F) | 0x40);
      Point point = times(littleEndian(hash), Point.BASE);
      EdECPoint encoded = new EdECPoint(point.x().testBit(0), point.y());
      return factory.generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a point of the curve is a public key", e);
    }
  }

  private static BigInteger littleEndian(byte[] hash) {
    byte[] big = new byte[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i++) {
      big[i] = hash[KEY_BYTES - 1 - i];
    }
    return new BigInteger(1, big);
  }

  private static Point times(BigInteger factor, Point point) {
    Point sum = Point.NEUTRAL;
    for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
      sum = sum.plus(sum);
      sum = factor.testBit(bit) ? sum.plus(point) : sum;
    }
    return sum;
  }
}
