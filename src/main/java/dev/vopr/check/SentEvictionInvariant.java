package dev.vopr.check;

import dev.vopr.check.witness.AnswerBook;
import dev.vopr.vsr.message.Message;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import java.util.Optional;

/**
 * A client is told that its session is no more only if the log that the sender has executed ended
 * that session, or never opened it. A client that is told so for nothing gives up what it asked.
 */
public final class SentEvictionInvariant implements Invariant, SendInvariant {
  private final Optional<AnswerBook> answers;

  SentEvictionInvariant(Optional<AnswerBook> answers) {
    this.answers = answers;
  }

  @Override
  public String name() {
    return "sent-eviction";
  }

  @Override
  public String source() {
    return "VSR rule C1: sessions end by the log alone, at the same op-number on each replica";
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    if (answers.isEmpty() || !(sending.message() instanceof Message.Evicted evicted)) {
      return Optional.empty();
    }
    long executed = sending.replica().executed();
    boolean isRight =
        !answers.get().isKnownUpTo(executed)
            || !answers.get().isOpen(sending.to(), evicted.session(), executed);
    if (isRight) {
      return Optional.empty();
    }
    String sentence =
        "r%d tells %s that its session %d is no more, but after op %d, where it is, that is open"
            .formatted(sending.from(), Nodes.name(sending.to()), evicted.session(), executed);
    return Optional.of(
        new Violation(name(), sentence, List.of(sending.from()), executed, sending.nanos())
            .with(sending.fact("session told to be no more", Long.toString(evicted.session()))));
  }
}
