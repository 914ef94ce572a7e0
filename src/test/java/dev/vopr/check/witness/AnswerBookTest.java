package dev.vopr.check.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.vsr.message.Bytes;
import org.junit.jupiter.api.Test;

class AnswerBookTest {
  private static final int CLIENT = 1_000;

  private final SessionModel sessions = new SessionModel(2);
  private final AnswerBook book = new AnswerBook();

  private void execute(long op, long request) {
    book.onKnown(op);
    book.execute(CLIENT, new AnswerBook.Answer(op, 1, request, Bytes.of("r" + request)));
  }

  @Test
  void whatAllHaveExecutedIsForgottenButTheLastAnswer() {
    for (int request = 1; request <= 100; request++) {
      execute(10 + request, request);
    }
    assertThat(book.kept()).isEqualTo(100);

    book.forgetBelow(100);

    assertThat(book.kept()).isEqualTo(11);
    assertThat(book.answer(CLIENT, 1, 90, 100)).isPresent();
    assertThat(book.isForgotten(CLIENT, 1, 89)).isTrue();
    assertThat(book.isForgotten(CLIENT, 1, 90)).isFalse();
    assertThat(book.isForgotten(CLIENT, 1, 101)).isFalse();
  }

  @Test
  void nothingIsKnownOfWhatComesLaterThanTheLog() {
    execute(5, 1);

    assertThat(book.isKnownUpTo(5)).isTrue();
    assertThat(book.isKnownUpTo(6)).isFalse();
    assertThat(book.answer(CLIENT, 1, 1, 4)).isEmpty();
  }

  @Test
  void aBlindWitnessKnowsNothing() {
    execute(5, 1);
    book.onBlind();

    assertThat(book.isKnownUpTo(5)).isFalse();
  }

  @Test
  void aSessionThatWasNeverOpenedIsNotOpen() {
    assertThat(book.isOpen(CLIENT, 1, 9)).isFalse();
    assertThat(sessions.isOpen(CLIENT, 1)).isFalse();
  }
}
