package dev.vopr.storage;

import akka.actor.typed.ActorRef;
import dev.vopr.net.NodeMessage;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import java.util.ArrayList;
import java.util.List;
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

  /** What is under way: hardly ever more than a write and a read. */
  private final List<Attempt> attempts = new ArrayList<>();

  /** Creates the adapter of the replica whose actor is {@code self}. */
  public SimStorageAdapter(
      ActorRef<SimStorage.Command> disk, ActorRef<NodeMessage> self, int limit) {
    this.disk = disk;
    this.self = self;
    this.limit = limit;
  }

  /** Begins an operation. */
  public void submit(DiskOperation operation) {
    submit(new Attempt(operation, 1));
  }

  /** Returns the operation that a completion answers, if it is one of this life of the replica. */
  public Optional<DiskOperation> answered(SimStorage.Done done) {
    int index = indexOf(done);
    return index < 0 ? Optional.empty() : Optional.of(attempts.get(index).operation());
  }

  /**
   * Returns the completion that the replica is to be told of, unless the operation is tried again.
   */
  public Optional<DiskCompletion> onDone(SimStorage.Done done) {
    int index = indexOf(done);
    if (index < 0) {
      return Optional.of(done.completion());
    }
    Attempt attempt = attempts.remove(index);
    if (done.completion().isDone() || attempt.number() >= limit) {
      return Optional.of(done.completion());
    }
    submit(new Attempt(attempt.operation(), attempt.number() + 1));
    return Optional.empty();
  }

  private void submit(Attempt attempt) {
    attempts.add(attempt);
    disk.tell(new SimStorage.Submit(attempt.operation(), self));
  }

  private int indexOf(SimStorage.Done done) {
    for (int i = 0; i < attempts.size(); i++) {
      if (attempts.get(i).operation().id() == done.completion().id()) {
        return i;
      }
    }
    return -1;
  }
}
