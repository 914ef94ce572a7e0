package dev.vopr.byzantine;

import static dev.vopr.byzantine.MutatorTestbed.LIAR;
import static dev.vopr.byzantine.MutatorTestbed.logTail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.byzantine.DeclaredLength.LengthField;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.Limits;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.sign.KeyRing;
import dev.vopr.vsr.sign.Signatures;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames with lies about their lengths are signed by the liar, as far as one key goes. */
class SignedLiesTest {
  private static final KeyRing KEYS = KeyRing.of(Signatures.IDEAL, 5);
  private static final MessageCodec CODEC =
      new MessageCodec(1, new Limits(4_096, 16, 16, 1_024), KEYS.verifier());
  private static final Message.Commit COMMIT = new Message.Commit(LIAR, 5, 7, 70);
  private static final List<Message> MESSAGES =
      List.of(COMMIT, new Message.DoViewChange(LIAR, 6, 5, logTail(0), 4));

  private static Frame honest(Message message) {
    return CODEC.encode(message, Proof.NONE, KEYS.signer(LIAR));
  }

  @Test
  void aFrameWithTheSameBodyIsTheSame() {
    for (Message message : MESSAGES) {
      Frame honest = honest(message);

      Frame again = CODEC.withBody(honest, message, body -> body, KEYS.signer(LIAR));

      assertThat(again.toArray()).isEqualTo(honest.toArray());
    }
  }

  private static Frame withOtherView(int signer) {
    return CODEC.withBody(
        honest(COMMIT),
        COMMIT,
        body -> {
          body[Long.BYTES - 1]++;
          return body;
        },
        KEYS.signer(signer));
  }

  @Test
  void anotherBodyIsSignedWithTheLiarsKeyAndNoOther() {
    assertThat(((Decoded.Accepted) CODEC.decode(withOtherView(LIAR))).message())
        .isEqualTo(new Message.Commit(LIAR, 6, 7, 70));
    assertThat(((Decoded.Rejected) CODEC.decode(withOtherView(0))).rule())
        .isEqualTo(RejectionRule.FRAME_SIGNATURE);
  }

  @Test
  void aFrameThatGrewIsRefusedForItsLength() {
    DeclaredLength lie = new DeclaredLength(LengthField.BYTES, 10_000);

    Frame grown = DeclaredLengths.apply(lie, CODEC, COMMIT, honest(COMMIT), KEYS.signer(LIAR));

    assertThat(grown.length()).isEqualTo(10_000);
    assertThat(((Decoded.Rejected) CODEC.decode(grown)).rule())
        .isEqualTo(RejectionRule.FRAME_LENGTH);
  }

  @Test
  void garbageStandsInAnEntryThatDecodesAndBearsTheSignatureOfItsClient() {
    Bytes ofClient = KEYS.signer(Nodes.client(0)).sign(new byte[] {1});
    Bytes ofLiar = KEYS.signer(LIAR).sign(new byte[] {2});
    Bytes operation = Bytes.of("operation");
    Entry entry = Entry.sealed(5, 8, 70, Nodes.client(0), 1, 2, operation, 9, ofClient);

    Entry garbage = ForgedEntries.withOperation(entry, ForgedEntries.garbage(24, 3));
    Message.Prepare sent = new Message.Prepare(LIAR, 5, List.of(garbage.signed(ofLiar)), 7);

    assertThat(garbage.operation()).isNotEqualTo(operation);
    assertThat(((Decoded.Accepted) CODEC.decode(honest(sent))).message()).isEqualTo(sent);
  }
}
