package dev.vopr.check.witness;

import dev.vopr.vsr.message.Entry;
import java.util.List;
import java.util.Optional;

/** An operation whose client had the answer before another one began takes effect before it. */
final class RealTimeInvariant implements ClientInvariant {
  @Override
  public String name() {
    return "real-time";
  }

  @Override
  public String source() {
    return "Herlihy and Wing 1990: operations take effect between invocation and return";
  }

  @Override
  public Optional<String> onExecuted(Entry entry, Optional<Call> call, List<Call> early) {
    if (call.isEmpty()) {
      return Optional.empty();
    }
    for (Call other : early) {
      if (other != call.get() && other.returned() < call.get().invoked()) {
        return Optional.of(
            "%s was answered before %s began, but the latter is committed first, at op %d"
                .formatted(other.name(), call.get().name(), entry.op()));
      }
    }
    return Optional.empty();
  }
}
