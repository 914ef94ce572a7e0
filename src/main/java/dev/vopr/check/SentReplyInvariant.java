package dev.vopr.check;

import dev.vopr.check.history.HistoryText;
import dev.vopr.check.witness.AnswerBook;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import java.util.Optional;

/**
 * A Reply is for a request that its sender has executed, and shows the result that a model of the
 * service has for it: looked at when it leaves, whether or not it ever arrives, and also where its
 * client waits for equal answers of others.
 */
public final class SentReplyInvariant implements Invariant, SendInvariant {
  private final Optional<AnswerBook> answers;

  SentReplyInvariant(Optional<AnswerBook> answers) {
    this.answers = answers;
  }

  @Override
  public String name() {
    return "sent-reply";
  }

  @Override
  public String source() {
    return "VRR §4.1 step 5: a Reply is sent for what was committed and executed, with its result";
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    if (answers.isEmpty() || !(sending.message() instanceof Message.Reply reply)) {
      return Optional.empty();
    }
    long executed = sending.replica().executed();
    AnswerBook book = answers.get();
    int client = sending.to();
    if (!book.isKnownUpTo(executed) || book.isForgotten(client, reply.session(), reply.request())) {
      return Optional.empty();
    }
    Optional<AnswerBook.Answer> expected =
        book.answer(client, reply.session(), reply.request(), executed);
    if (expected.isPresent() && expected.get().result().equals(reply.result())) {
      return Optional.empty();
    }
    String told = HistoryText.of(reply.result());
    String name =
        "request %d of session %d of %s"
            .formatted(reply.request(), reply.session(), Nodes.name(client));
    String wanted =
        expected
            .map(
                it -> "at op %d a model returns %s".formatted(it.op(), HistoryText.of(it.result())))
            .orElse("nothing up to op %d, where it is, executed it".formatted(executed));
    String sentence =
        "r%d answers %s with %s, but %s".formatted(sending.from(), name, told, wanted);
    long op = expected.map(AnswerBook.Answer::op).orElse(0L);
    return Optional.of(
        new Violation(name(), sentence, List.of(sending.from()), op, sending.nanos())
            .with(
                new Violation.Fact("expected", wanted, sending.from(), sending.nanos(), 0),
                sending.fact("sent", told)));
  }

  @Override
  public void forgetBelow(long op) {
    answers.ifPresent(book -> book.forgetBelow(op));
  }
}
