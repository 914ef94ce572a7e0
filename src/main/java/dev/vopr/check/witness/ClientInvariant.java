package dev.vopr.check.witness;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.Entry;
import java.util.List;
import java.util.Optional;

/** What must hold between the committed log and what clients saw; it only looks. */
interface ClientInvariant {
  /** Returns the name, as reports show it. */
  String name();

  /** Returns where the rule comes from. */
  String source();

  /**
   * Looks at a committed entry that takes effect; returns what is wrong, in one sentence.
   *
   * @param call the call of that number, if its client made one
   * @param early calls that are answered, but were not committed before this entry
   */
  default Optional<String> onExecuted(Entry entry, Optional<Call> call, List<Call> early) {
    return Optional.empty();
  }

  /** Looks at a call that is both answered and executed. */
  default Optional<String> onComplete(Call call) {
    return Optional.empty();
  }

  /** Looks at a replica that executed exactly what the model did. */
  default Optional<String> onSameLog(ReplicaView replica, long modelDigest) {
    return Optional.empty();
  }

  /** Looks at a call that was answered, at the end of a run in which nobody committed it. */
  default Optional<String> onNeverCommitted(Call call) {
    return Optional.empty();
  }
}
