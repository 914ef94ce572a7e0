package dev.vopr.storage;

import akka.actor.typed.ActorRef;
import dev.vopr.net.NodeMessage;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Carries out the disk side of a replica's output: submits operations, and tries those that fail
 * again within a limit, before the replica is told that its disk has failed.
 */
public final class SimStorageAdapter {
  private record Attempt(DiskOperation operation, int number) {}

  private final ActorRef<SimStorage.Command> disk;
  private final ActorRef<NodeMessage> self;
  private final int limit;
  private final Map<Long, Attempt> attempts = new LinkedHashMap<>();

  /** Creates the adapter of the replica whose actor is {@code self}. */
  public SimStorageAdapter(
      ActorRef<SimStorage.Command> disk, ActorRef<NodeMessage> self, int limit) {
    this.disk = disk;
    this.self = self;
    this.limit = limit;
  }

  /** Begins an operation. */
  public void submit(DiskOperation operation) {
    attempts.put(operation.id(), new Attempt(operation, 1));
    disk.tell(new SimStorage.Submit(operation, self));
  }

  /** Returns the operation that a completion answers, if it is one of this life of the replica. */
  public Optional<DiskOperation> answered(SimStorage.Done done) {
    return Optional.ofNullable(attempts.get(done.completion().id())).map(Attempt::operation);
  }

  /**
   * Returns the completion that the replica is to be told of, unless the operation is tried again.
   */
  public Optional<DiskCompletion> onDone(SimStorage.Done done) {
    Attempt attempt = attempts.remove(done.completion().id());
    if (done.completion().isDone() || attempt == null || attempt.number() >= limit) {
      return Optional.of(done.completion());
    }
    attempts.put(attempt.operation().id(), new Attempt(attempt.operation(), attempt.number() + 1));
    disk.tell(new SimStorage.Submit(attempt.operation(), self));
    return Optional.empty();
  }
}
