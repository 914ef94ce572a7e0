package dev.vopr.check.witness;

import dev.vopr.vsr.ReplicaView;
import java.util.Optional;

/**
 * A replica is in the state that a model has after the same operations, each executed once: a
 * second execution, or a wrong one, is found even if nobody reads what it wrote.
 */
final class ModelStateInvariant implements ClientInvariant {
  @Override
  public String name() {
    return "model-state";
  }

  @Override
  public String source() {
    return "VRR §4.1: at most once; the client-table keeps a request from being executed again";
  }

  @Override
  public Optional<String> onSameLog(ReplicaView replica, long modelDigest) {
    if (replica.stateDigest() == modelDigest) {
      return Optional.empty();
    }
    return Optional.of(
        "r%d executed %d operations, but is not in the state that a model of the service is in then"
            .formatted(replica.number(), replica.executed()));
  }
}
