package dev.vopr.check.witness;

import dev.vopr.check.history.HistoryText;
import java.util.Optional;

/**
 * A client gets what its operation returns when the operations of the log run one after the other,
 * each once. Replicas that agree on a wrong result agree with each other, but not with a model.
 */
final class ReplyInvariant implements ClientInvariant {
  @Override
  public String name() {
    return "reply";
  }

  @Override
  public String source() {
    return "VRR §4.1: a request is executed once, and its client gets the result of that";
  }

  @Override
  public Optional<String> onComplete(Call call) {
    if (call.answer().equals(call.expected())) {
      return Optional.empty();
    }
    return Optional.of(
        "%s got the answer %s, but at op %d a model of the service returns %s"
            .formatted(
                call.name(),
                call.answer().map(HistoryText::of).orElse("none"),
                call.op(),
                call.expected().map(HistoryText::of).orElse("none")));
  }
}
