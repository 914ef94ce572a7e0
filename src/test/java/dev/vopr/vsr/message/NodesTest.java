package dev.vopr.vsr.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NodesTest {

  @Test
  void replicasAndClientsHaveNumbersAndNamesOfTheirOwn() {
    assertThat(Nodes.name(0)).isEqualTo("r0");
    assertThat(Nodes.name(6)).isEqualTo("r6");
    assertThat(Nodes.name(Nodes.client(0))).isEqualTo("c0");
    assertThat(Nodes.name(Nodes.client(12))).isEqualTo("c12");
  }

  @Test
  void clientsAreNumberedFromOneThousand() {
    assertThat(Nodes.isClient(Nodes.client(0))).isTrue();
    assertThat(Nodes.isClient(Nodes.FIRST_CLIENT - 1)).isFalse();
    assertThat(Nodes.isClient(-1)).isFalse();
    assertThat(Nodes.isClient(Integer.MAX_VALUE)).isTrue();
  }

  @Test
  void eachKindOfMessageIsFoundByItsCode() {
    for (MessageKind kind : MessageKind.values()) {
      assertThat(MessageKind.ofCode(kind.code())).contains(kind);
    }
    assertThat(Arrays.stream(MessageKind.values()).map(MessageKind::code))
        .as("a code on the wire is one byte, and not that of another kind")
        .allMatch(code -> code > 0 && code < 256)
        .doesNotHaveDuplicates();
  }

  @Test
  void codesWithoutAKindAreNotFound() {
    assertThat(MessageKind.ofCode(0)).isEmpty();
    assertThat(MessageKind.ofCode(255)).isEmpty();
    assertThat(MessageKind.ofCode(256)).isEmpty();
    assertThat(MessageKind.ofCode(-1)).isEmpty();
    assertThat(MessageKind.ofCode(Integer.MIN_VALUE)).isEmpty();
  }
}
