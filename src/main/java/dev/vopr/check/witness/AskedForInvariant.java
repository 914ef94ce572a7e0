package dev.vopr.check.witness;

import dev.vopr.vsr.message.Entry;
import dev.vopr.vsr.message.Nodes;
import java.util.List;
import java.util.Optional;

/** What takes effect is what a client asked for, under the number that it gave it. */
final class AskedForInvariant implements ClientInvariant {
  @Override
  public String name() {
    return "asked-for";
  }

  @Override
  public String source() {
    return "VRR §4: the service executes the operations that clients request, and no others";
  }

  @Override
  public Optional<String> onExecuted(Entry entry, Optional<Call> call, List<Call> early) {
    if (call.isEmpty()) {
      return Optional.of(
          "request %d of %s, in session %d, is committed, but the client never made it"
              .formatted(entry.request(), Nodes.name(entry.client()), entry.session()));
    }
    if (!call.get().operation().equals(entry.operation())) {
      return Optional.of(
          "what is committed as %s is not what the client asked for".formatted(call.get().name()));
    }
    return Optional.empty();
  }
}
