package dev.vopr.vsr.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vopr.vsr.message.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyValueCommandTest {
  private static final int MAX_TEXT = 65_535;
  private static final Bytes LONGEST = Bytes.copyOf(new byte[MAX_TEXT]);
  private static final Bytes TOO_LONG = Bytes.copyOf(new byte[MAX_TEXT + 1]);

  static Stream<KeyValueCommand> commands() {
    Bytes key = Bytes.of("key");
    Bytes value = Bytes.of("value");
    Bytes expected = Bytes.of("expected");
    return Stream.of(
        new KeyValueCommand.Get(0, key),
        new KeyValueCommand.Get(65_535, Bytes.EMPTY),
        new KeyValueCommand.Put(1, key, value),
        new KeyValueCommand.Put(40_000, LONGEST, LONGEST),
        new KeyValueCommand.CompareAndSet(2, key, value, expected),
        new KeyValueCommand.CompareAndSet(2, Bytes.EMPTY, Bytes.EMPTY, LONGEST),
        new KeyValueCommand.Delete(3, key),
        new KeyValueCommand.Delete(0, Bytes.copyOf(new byte[] {0, -1, 127})));
  }

  /** Operations that no encoder writes. */
  static List<byte[]> undecodable() {
    return List.of(
        new byte[0],
        new byte[] {1},
        new byte[] {1, 0},
        new byte[] {1, 0, 0},
        new byte[] {1, 0, 0, 0},
        new byte[] {1, 0, 0, 0, 1},
        new byte[] {1, 0, 0, -1, -1},
        new byte[] {1, 0, 0, 0, 0, 0},
        new byte[] {0, 0, 0, 0, 0},
        new byte[] {5, 0, 0, 0, 0},
        new byte[] {-1, 0, 0, 0, 0},
        new byte[] {2, 0, 0, 0, 0},
        new byte[] {2, 0, 0, 0, 0, 0, 5, 1},
        new byte[] {3, 0, 0, 0, 0, 0, 0});
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandComesBackAsItWas(KeyValueCommand command) {
    assertThat(KeyValueCommand.decode(command.encode())).contains(command);
  }

  @ParameterizedTest
  @MethodSource("undecodable")
  void otherBytesAreNotACommand(byte[] bytes) {
    assertThat(KeyValueCommand.decode(Bytes.copyOf(bytes))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aTruncatedOrExtendedCommandIsNotACommand(KeyValueCommand command) {
    byte[] whole = command.encode().toArray();

    for (int length : new int[] {0, 1, 2, 3, 4, whole.length / 2, whole.length - 1}) {
      Bytes cut = Bytes.copyOf(Arrays.copyOf(whole, Math.min(length, whole.length - 1)));
      assertThat(KeyValueCommand.decode(cut)).isEmpty();
    }
    assertThat(KeyValueCommand.decode(Bytes.copyOf(Arrays.copyOf(whole, whole.length + 1))))
        .isEmpty();
  }

  @Test
  void aTextThatIsTooLongIsNotEncoded() {
    List<KeyValueCommand> commands =
        List.of(
            new KeyValueCommand.Get(0, TOO_LONG),
            new KeyValueCommand.Put(0, Bytes.EMPTY, TOO_LONG),
            new KeyValueCommand.CompareAndSet(0, Bytes.EMPTY, Bytes.EMPTY, TOO_LONG),
            new KeyValueCommand.Delete(0, TOO_LONG));

    for (KeyValueCommand command : commands) {
      assertThatThrownBy(command::encode)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("65,535");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aTenantThatDoesNotFitIsNotEncodedAsAnother(int tenant) {
    KeyValueCommand command = new KeyValueCommand.Get(tenant, Bytes.of("k"));

    assertThatThrownBy(command::encode).isInstanceOf(IllegalArgumentException.class);
  }
}
