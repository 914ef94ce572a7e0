package dev.vopr.vsr.scripted;

import static dev.vopr.vsr.scripted.Cluster.cluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.RandomMessages;
import dev.vopr.vsr.RejectionRule;
import dev.vopr.vsr.codec.Decoded;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.Limits;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.codec.ProofCodec;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.MessageKind;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.proof.Proof;
import dev.vopr.vsr.sign.KeyRing;
import dev.vopr.vsr.sign.Signatures;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A replica that signs anything at all: nobody throws, nobody honest is accused, and work goes on.
 */
class SignedFuzzTest {
  private static final int RUNS = 40;

  @Test
  void messagesOfALiarThatSignsAnythingAreSurvived() {
    int[] rejected = new int[1];
    for (long seed = 0; seed < RUNS; seed++) {
      long shown = seed;
      assertThatCode(() -> rejected[0] += run(shown))
          .as("seed %d", seed)
          .doesNotThrowAnyException();
    }

    assertThat(rejected[0]).as("lies that were not borne out").isGreaterThan(RUNS);
  }

  private static int run(long seed) {
    SimRng rng = SimRng.of(seed);
    RandomMessages random = new RandomMessages(rng.fork("messages"));
    Cluster cluster = cluster(3).signed(2).clients(2).start().request(2).committed();
    cluster.lieIf(
        sent -> sent.from() == 2 && !Nodes.isClient(sent.to()) && rng.chance(0.3),
        message -> rng.chance(0.5) ? random.next(message.kind(), 2) : random.next(anyKind(rng), 2));

    for (int i = 0; i < 60; i++) {
      Who victim = rng.chance(0.5) ? Who.R0 : Who.R1;
      cluster.lie(2, random.next(anyKind(rng), 2), proof(cluster, rng), victim).run(1);
    }
    cluster.request(4).committed();
    cluster.crash(Who.R0).run(150).restart(Who.R0);
    cluster.tellTheTruth().request(2).committed().settle();

    int rejections = 0;
    for (RejectionRule rule :
        new RejectionRule[] {
          RejectionRule.ENTRY_SIGNATURE,
          RejectionRule.REQUEST_SIGNATURE,
          RejectionRule.COMMIT_UNPROVEN,
          RejectionRule.VIEW_UNPROVEN,
          RejectionRule.CHECKPOINT_UNPROVEN
        }) {
      rejections += cluster.rejections(rule, Who.R1) + cluster.rejections(rule, Who.R0);
    }
    return rejections;
  }

  /** Returns what bore another message out, or nothing. */
  private static Proof proof(Cluster cluster, SimRng rng) {
    List<Wires.Sent> sent = cluster.sent(MessageKind.COMMIT);
    return sent.isEmpty() || rng.chance(0.3)
        ? Proof.NONE
        : cluster.proof(sent.get(rng.nextInt(sent.size())));
  }

  private static MessageKind anyKind(SimRng rng) {
    MessageKind[] kinds = MessageKind.values();
    MessageKind kind = kinds[rng.nextInt(kinds.length)];
    // A vote for a view far away moves everybody there at any level: that is another matter.
    return kind == MessageKind.START_VIEW_CHANGE ? MessageKind.PREPARE : kind;
  }

  @Test
  void anyBytesAreAProofOrNone() {
    SimRng rng = SimRng.of(7);
    RandomMessages random = new RandomMessages(rng);
    Limits limits = new Limits(1 << 16, 4, 16, 64);

    for (int i = 0; i < 20_000; i++) {
      Bytes bytes = Bytes.copyOf(random.bytes(rng.nextInt(200)));
      assertThatCode(() -> ProofCodec.decode(bytes, limits, 8)).doesNotThrowAnyException();
    }
  }

  @Test
  void flippedBitOfASignedFrameIsNeverAccepted() {
    KeyRing keys = KeyRing.of(Signatures.IDEAL, 3);
    MessageCodec codec = new MessageCodec(1, new Limits(1 << 16, 4, 16, 64), keys.verifier());
    Message message = new Message.Commit(1, 2, 3, 4);
    byte[] whole = codec.encode(message, Proof.NONE, keys.signer(1)).toArray();

    for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThat(codec.decode(Frame.copyOf(flipped)))
          .as("bit %d", bit)
          .isInstanceOf(Decoded.Rejected.class);
    }
  }
}
