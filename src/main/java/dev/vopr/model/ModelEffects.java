package dev.vopr.model;

import dev.vopr.model.ModelMessage.Proof;
import java.util.List;
import java.util.function.Consumer;

/** What a replica of the model sends: messages that say where it stands. */
final class ModelEffects {
  private final ModelReplica sender;
  private final int replicas;
  private final Consumer<ModelMessage> outbox;

  ModelEffects(ModelReplica sender, int replicas, Consumer<ModelMessage> outbox) {
    this.sender = sender;
    this.replicas = replicas;
    this.outbox = outbox;
  }

  /** Asks for the log of a view. */
  void ask(int whom, long ofView) {
    outbox.accept(
        message(ModelKind.GET_STATE, whom, sender.op(), List.of())
            .withView(Math.max(sender.view(), ofView)));
  }

  void reply(ModelEntry entry) {
    send(ModelKind.REPLY, replicas + entry.client(), entry.request(), List.of());
  }

  void broadcastPrepare(ModelEntry entry) {
    for (int to = 0; to < replicas; to++) {
      if (to != sender.number()) {
        send(ModelKind.PREPARE, to, entry.op(), List.of(entry));
      }
    }
  }

  void broadcast(ModelKind kind) {
    broadcast(kind, List.of());
  }

  void broadcast(ModelKind kind, List<ModelEntry> log) {
    for (int to = 0; to < replicas; to++) {
      if (to != sender.number()) {
        send(kind, to, sender.op(), log);
      }
    }
  }

  void send(ModelKind kind, int to, long op, List<ModelEntry> entries) {
    outbox.accept(message(kind, to, op, entries));
  }

  /** Returns a message of the sender as it stands now. */
  ModelMessage message(ModelKind kind, int to, long op, List<ModelEntry> entries) {
    return new ModelMessage(
        kind,
        sender.number(),
        to,
        sender.view(),
        sender.lastNormalView(),
        op,
        sender.commit(),
        List.copyOf(entries),
        kind == ModelKind.PREPARE_OK ? sender.checksumAt(op) : 0,
        new Proof(
            sender.lastNormalView(),
            sender.commit(),
            sender.checksumAt(Math.min(sender.commit(), sender.op()))));
  }
}
