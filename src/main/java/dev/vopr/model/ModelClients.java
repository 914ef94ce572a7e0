package dev.vopr.model;

import dev.vopr.model.ModelMessage.Proof;
import dev.vopr.sim.SimRng;
import java.util.List;
import java.util.function.Consumer;

/** The clients: each has one request at a time, and asks anybody if it gets no answer. */
final class ModelClients {
  private static final double RETRY = 0.3;

  private final ModelSettings settings;
  private final ModelCounters counters;
  private final SimRng rng;
  private final Consumer<ModelMessage> outbox;
  private final long operations;
  private final long[] requests;
  private final boolean[] isWaiting;
  private final boolean[] isLast;
  private final long[] views;
  private boolean isEnding;

  ModelClients(
      ModelSettings settings,
      long operations,
      ModelCounters counters,
      SimRng rng,
      Consumer<ModelMessage> outbox) {
    this.settings = settings;
    this.operations = operations == 0 ? Long.MAX_VALUE : operations;
    this.counters = counters;
    this.rng = rng;
    this.outbox = outbox;
    requests = new long[settings.clients()];
    isWaiting = new boolean[settings.clients()];
    isLast = new boolean[settings.clients()];
    views = new long[settings.clients()];
  }

  /** One client asks for something, or asks again. */
  void act() {
    int client = rng.nextInt(settings.clients());
    if (isWaiting[client]) {
      if (rng.chance(RETRY)) {
        counters.retries++;
        send(client, rng.nextInt(settings.replicas()));
      }
    } else if (isEnding ? !isLast[client] : requests[client] < operations) {
      isLast[client] = isEnding;
      requests[client]++;
      isWaiting[client] = true;
      send(client, (int) (views[client] % settings.replicas()));
    }
  }

  private void send(int client, int replica) {
    outbox.accept(
        new ModelMessage(
            ModelKind.REQUEST,
            settings.replicas() + client,
            replica,
            views[client],
            0,
            requests[client],
            0,
            List.of(),
            0,
            new Proof(0, 0, 0)));
  }

  void receive(ModelMessage reply) {
    int client = reply.to() - settings.replicas();
    if (isWaiting[client] && reply.op() == requests[client]) {
      isWaiting[client] = false;
      views[client] = Math.max(views[client], reply.view());
      counters.answered++;
    }
  }

  /** All that is left is one more request of each. */
  void end() {
    isEnding = true;
  }

  /** Returns how many requests have no answer, those included that are still to be made. */
  int outstanding() {
    int outstanding = 0;
    for (int i = 0; i < isWaiting.length; i++) {
      outstanding += isWaiting[i] || !isLast[i] ? 1 : 0;
    }
    return outstanding;
  }
}
