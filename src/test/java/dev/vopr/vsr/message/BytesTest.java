package dev.vopr.vsr.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BytesTest {

  @Test
  void contentCannotBeChangedFromOutside() {
    byte[] array = {1, 2, 3};
    Bytes bytes = Bytes.copyOf(array);

    array[0] = 9;
    bytes.toArray()[1] = 9;

    assertThat(bytes.toArray()).containsExactly(1, 2, 3);
    assertThat(bytes.asBuffer().isReadOnly()).isTrue();
  }

  @Test
  void bytesAreComparedByContent() {
    assertThat(Bytes.of("a")).isEqualTo(Bytes.copyOf(new byte[] {'a'}));
    assertThat(Bytes.of("a")).hasSameHashCodeAs(Bytes.copyOf(new byte[] {'a'}));
    assertThat(Bytes.of("a")).isNotEqualTo(Bytes.of("b"));
    assertThat(Bytes.of("")).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void readingTakesExactlyTheLength() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3});

    Bytes bytes = Bytes.read(buffer, 2);

    assertThat(bytes.toArray()).containsExactly(1, 2);
    assertThat(buffer.remaining()).isEqualTo(1);
  }

  @Test
  void textIsUtf8() {
    assertThat(Bytes.of("ä").toArray()).containsExactly(0xC3, 0xA4);
    assertThat(Bytes.of("ä").text()).isEqualTo("ä");
  }
}
