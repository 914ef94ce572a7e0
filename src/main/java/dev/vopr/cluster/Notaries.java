package dev.vopr.cluster;

import dev.vopr.sim.SimRng;
import dev.vopr.vsr.codec.Limits;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.proof.Notary;
import dev.vopr.vsr.sign.KeyRing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Hands each node of a run its own signer, at level {@code signed}; nobody gets another's. */
record Notaries(int cluster, Optional<KeyRing> keys) {

  /** Returns those of a run. */
  static Notaries of(SimulationSettings settings, int cluster, SimRng rng) {
    Optional<KeyRing> keys =
        settings.isSigned()
            ? Optional.of(KeyRing.of(settings.signatures(), rng.fork("keys").nextLong()))
            : Optional.empty();
    return new Notaries(cluster, keys);
  }

  MessageCodec codec(Limits limits) {
    return keys.isPresent()
        ? new MessageCodec(cluster, limits, keys.get().verifier())
        : new MessageCodec(cluster, limits);
  }

  Notary of(int node) {
    return keys.isPresent()
        ? new Notary(cluster, node, keys.get().signer(node), keys.get().verifier())
        : Notary.NONE;
  }

  Map<Integer, Notary> of(List<Integer> nodes) {
    Map<Integer, Notary> held = new TreeMap<>();
    nodes.forEach(node -> held.put(node, of(node)));
    return held;
  }
}
