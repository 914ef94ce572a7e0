package dev.vopr.vsr.sign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Bytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Signatures of both kinds: only the node's own signer makes them, and the run key makes the keys.
 */
class KeyRingTest {
  private static final byte[] STATEMENT = "what is said".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OTHER = "what is not said".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @EnumSource(Signatures.class)
  void signatureOfANodeIsVerified(Signatures kind) {
    KeyRing keys = KeyRing.of(kind, 1);

    Bytes signature = keys.signer(2).sign(STATEMENT);

    assertThat(signature.length()).isEqualTo(kind.bytes());
    assertThat(keys.verifier().signatureBytes()).isEqualTo(kind.bytes());
    assertThat(keys.verifier().isSigned(2, STATEMENT, signature)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Signatures.class)
  void signatureIsGoodForOneNodeAndOneStatementOnly(Signatures kind) {
    KeyRing keys = KeyRing.of(kind, 1);

    Bytes signature = keys.signer(2).sign(STATEMENT);

    assertThat(keys.verifier().isSigned(1, STATEMENT, signature)).isFalse();
    assertThat(keys.verifier().isSigned(2, OTHER, signature)).isFalse();
    assertThat(keys.verifier().isSigned(2, STATEMENT, Bytes.EMPTY)).isFalse();
    assertThat(keys.verifier().isSigned(2, STATEMENT, Bytes.wrap(new byte[kind.bytes()])))
        .isFalse();
    assertThat(KeyRing.of(kind, 9).verifier().isSigned(2, STATEMENT, signature)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Signatures.class)
  void sameRunKeyGivesTheSameSignatures(Signatures kind) {
    Bytes one = KeyRing.of(kind, 5).signer(1_000).sign(STATEMENT);

    assertThat(KeyRing.of(kind, 5).signer(1_000).sign(STATEMENT)).isEqualTo(one);
  }
}
