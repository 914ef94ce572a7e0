package dev.vopr.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the invariants remember of each op-number, and what they forget. */
class OpHistoryTest {
  private final OpHistory history = new OpHistory();

  @Test
  void whatWasPutIsThereWithWhoPutIt() {
    history.put(7, 70, 2, 9);

    assertThat(history.hashAt(7)).isEqualTo(70);
    assertThat(history.firstAt(7)).isEqualTo(2);
    assertThat(history.highest()).isEqualTo(7);
    assertThat(history.hashAt(6)).isZero();
    assertThat(history.hashAt(8)).isZero();
  }

  @Test
  void memoryIsThatOfTheWindowHoweverLongTheRun() {
    for (long op = 1; op <= 1_000_000; op++) {
      history.put(op, op * 10, 1, 9);
      history.forgetBelow(op - 500);
    }

    assertThat(history.capacity()).isEqualTo(512);
    assertThat(history.isForgotten(999_499)).isTrue();
    assertThat(history.hashAt(999_500)).isEqualTo(9_995_000);
    assertThat(history.hashAt(999_499)).isZero();
  }

  @Test
  void placeOfAForgottenOpIsEmptyForTheNextOne() {
    history.put(5, 50, 1, 9);
    history.put(1_023, 10_230, 1, 9);
    history.forgetBelow(900);

    assertThat(history.hashAt(5 + 1_024)).isZero();
    history.put(5 + 1_024, 1, 0, 9);
    assertThat(history.capacity()).isEqualTo(1_024);
    assertThat(history.hashAt(1_023)).isEqualTo(10_230);
  }

  @Test
  void windowGrowsWhenTheReplicasAreFarApart() {
    history.put(100, 1, 0, 9);
    history.forgetBelow(50);

    history.put(5_000, 2, 1, 9);

    assertThat(history.capacity()).isEqualTo(8_192);
    assertThat(history.hashAt(100)).isEqualTo(1);
    assertThat(history.firstAt(5_000)).isEqualTo(1);
    assertThat(history.hashAt(4_999)).isZero();
  }
}
