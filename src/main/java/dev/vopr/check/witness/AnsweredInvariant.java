package dev.vopr.check.witness;

import java.util.Optional;

/** An operation that a client has an answer to is in the log of the correct replicas. */
final class AnsweredInvariant implements ClientInvariant {
  @Override
  public String name() {
    return "answered";
  }

  @Override
  public String source() {
    return "VRR §4.1 step 5: the primary answers once the operation is committed";
  }

  @Override
  public Optional<String> onNeverCommitted(Call call) {
    return Optional.of(
        "%s was answered, but no correct replica holds it in its log".formatted(call.name()));
  }
}
