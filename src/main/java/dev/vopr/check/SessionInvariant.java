package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.message.Message;
import java.util.List;
import java.util.Optional;

/**
 * Nobody tells a client that its session is no more while the operation that begins it is in the
 * own log, and only waits to be executed: that would take from the client what it is about to get.
 */
public final class SessionInvariant implements Invariant, SendInvariant {
  @Override
  public String name() {
    return "sessions";
  }

  @Override
  public String source() {
    return "VSR rule C1: a session begins and ends by what is executed";
  }

  @Override
  public Optional<Violation> onSend(Sending sending) {
    ReplicaView replica = sending.replica();
    if (!(sending.message() instanceof Message.Evicted evicted)
        || evicted.session() <= replica.executed()
        || evicted.session() > replica.op()
        || !isBegun(replica, sending.to(), evicted.session())) {
      return Optional.empty();
    }
    int client = sending.to();
    String sentence =
        "r%d tells client %d that session %d is no more, but that is still to begin: it has executed only up to op %d"
            .formatted(sending.from(), client, evicted.session(), replica.executed());
    return Optional.of(
        new Violation(name(), sentence, List.of(sending.from()), evicted.session(), sending.nanos())
            .with(
                sending.fact("session", Long.toString(evicted.session())),
                sending.fact("executed", Long.toString(replica.executed()))));
  }

  private static boolean isBegun(ReplicaView replica, int client, long session) {
    return replica
        .entryAt(session)
        .filter(entry -> entry.client() == client && entry.request() == 0)
        .isPresent();
  }
}
