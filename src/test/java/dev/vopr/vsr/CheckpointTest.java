package dev.vopr.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Header;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointTest {
  private static final Checkpoint CHECKPOINT =
      new Checkpoint(new Header(1, 20, 3, 4), 5, Bytes.of("state"), Bytes.of("table"));
  private static final int LENGTHS_AT = 5 * Long.BYTES;

  @Test
  void whatIsEncodedIsDecoded() {
    Checkpoint empty = new Checkpoint(new Header(1, 2, 3, 4), 5, Bytes.EMPTY, Bytes.EMPTY);

    assertThat(Checkpoint.decode(CHECKPOINT.encode())).contains(CHECKPOINT);
    assertThat(Checkpoint.decode(empty.encode())).contains(empty);
    assertThat(CHECKPOINT.op()).isEqualTo(20);
  }

  @Test
  void aCheckpointOfAnotherLengthIsNotDecoded() {
    byte[] whole = CHECKPOINT.encode().toArray();

    for (int length = 0; length < whole.length; length++) {
      assertThat(Checkpoint.decode(Bytes.copyOf(Arrays.copyOf(whole, length)))).isEmpty();
    }
    assertThat(Checkpoint.decode(Bytes.copyOf(Arrays.copyOf(whole, whole.length + 1)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-1, 11", "11, -1", "2147483647, 2147483647", "-2147483648, -2147483648", "6, 6"})
  void impossibleLengthsAreNotDecoded(int stateBytes, int tableBytes) {
    byte[] changed = CHECKPOINT.encode().toArray();
    ByteBuffer.wrap(changed).putInt(LENGTHS_AT, stateBytes).putInt(LENGTHS_AT + 4, tableBytes);

    assertThat(Checkpoint.decode(Bytes.copyOf(changed))).isEmpty();
  }

  @Test
  void theDigestCoversEveryByte() {
    byte[] bytes = CHECKPOINT.encode().toArray();
    long digest = Checkpoint.digestOf(CHECKPOINT.encode());

    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(Checkpoint.digestOf(Bytes.copyOf(bytes))).as("bit %d", bit).isNotEqualTo(digest);
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    }
  }

  @Test
  void randomBytesNeverThrow() {
    SimRng rng = SimRng.of(4);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[rng.nextInt(100)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) (rng.chance(0.7) ? 0 : rng.nextInt(256));
      }
      Bytes sample = Bytes.copyOf(bytes);
      Checkpoint.decode(sample)
          .ifPresent(checkpoint -> assertThat(checkpoint.encode()).isEqualTo(sample));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, true",
    "0, 0, 0, false",
    "0, -1, 0, false",
    "-1, 1, 0, false",
    "0, 1, -1, false",
    "0, 1, 9223372036854775807, false",
    "0, 9223372036854775807, 0, false",
    "5, 1000000, 1700000000000000000, true"
  })
  void numbersThatNoClusterReachesAreImpossible(
      long view, long op, long timestamp, boolean isPossible) {
    Checkpoint checkpoint =
        new Checkpoint(new Header(view, op, 1, 2), timestamp, Bytes.EMPTY, Bytes.EMPTY);

    assertThat(checkpoint.isPossible()).isEqualTo(isPossible);
  }
}
