package dev.vopr.storage;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.vopr.net.NodeMessage;
import dev.vopr.sim.Interleaving;
import dev.vopr.sim.SimOptions;
import dev.vopr.sim.SimSystem;
import dev.vopr.vsr.disk.DiskCompletion;
import dev.vopr.vsr.disk.DiskOperation;
import dev.vopr.vsr.disk.Zone;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often a failed write is tried, and what the replica is told. */
class SimStorageAdapterTest {
  private static final int LIMIT = 3;

  private final List<DiskOperation> submitted = new ArrayList<>();
  private SimSystem sim;
  private SimStorageAdapter adapter;

  @BeforeEach
  void createAdapter() {
    sim = SimSystem.create("adapter-test");
    sim.reset(SimOptions.of(1, Interleaving.FIFO));
    ActorRef<SimStorage.Command> disk = sim.spawn(disk(), "disk");
    ActorRef<NodeMessage> self = sim.spawn(Behaviors.<NodeMessage>ignore(), "replica");
    adapter = new SimStorageAdapter(disk, self, LIMIT);
  }

  @AfterEach
  void closeSystem() {
    sim.close();
  }

  private Behavior<SimStorage.Command> disk() {
    return Behaviors.receiveMessage(
        command -> {
          if (command instanceof SimStorage.Submit submit) {
            submitted.add(submit.operation());
          }
          return Behaviors.same();
        });
  }

  private static DiskOperation write(long id) {
    return new DiskOperation.Write(id, List.of(List.of()));
  }

  private void submit(DiskOperation operation) {
    adapter.submit(operation);
    sim.runReady();
  }

  /** Returns whether the replica is told. */
  private boolean isReported(DiskCompletion completion) {
    boolean isReported =
        adapter.onDone(new SimStorage.Done(completion)).filter(completion::equals).isPresent();
    sim.runReady();
    return isReported;
  }

  private static DiskCompletion failed(long id) {
    return new DiskCompletion(id, false, List.of());
  }

  private static DiskCompletion done(long id) {
    return new DiskCompletion(id, true, List.of());
  }

  @Test
  void completionOfWhatIsDoneIsReportedAtOnce() {
    submit(write(1));

    assertThat(isReported(done(1))).isTrue();
    assertThat(submitted).containsExactly(write(1));
  }

  @Test
  void failedWriteIsTriedUpToTheLimitAndThenReported() {
    submit(write(1));

    assertThat(isReported(failed(1))).isFalse();
    assertThat(isReported(failed(1))).isFalse();
    assertThat(isReported(failed(1))).isTrue();
    assertThat(submitted).containsExactly(write(1), write(1), write(1));
  }

  @Test
  void writeThatSucceedsInTheEndIsReportedAsDone() {
    submit(write(1));

    assertThat(isReported(failed(1))).isFalse();
    assertThat(isReported(failed(1))).isFalse();
    assertThat(isReported(done(1))).isTrue();
    assertThat(submitted).hasSize(LIMIT);
  }

  @Test
  void attemptsAreCountedForEachOperation() {
    submit(write(1));
    submit(write(2));

    assertThat(isReported(failed(1))).isFalse();
    assertThat(isReported(failed(2))).isFalse();
    assertThat(isReported(failed(1))).isFalse();
    assertThat(isReported(failed(1))).isTrue();
    assertThat(isReported(failed(2))).isFalse();
    assertThat(isReported(done(2))).isTrue();
  }

  @Test
  void readsPassThrough() {
    DiskOperation read = new DiskOperation.ReadSlot(7, Zone.ENTRIES, 4);
    submit(read);

    assertThat(isReported(done(7))).isTrue();
    assertThat(submitted).containsExactly(read);
  }

  @Test
  void withOneAttemptTheFirstFailureIsReported() {
    ActorRef<SimStorage.Command> disk = sim.spawn(disk(), "other");
    adapter = new SimStorageAdapter(disk, sim.spawn(Behaviors.<NodeMessage>ignore(), "r1"), 1);
    submit(write(1));

    assertThat(isReported(failed(1))).isTrue();
    assertThat(submitted).containsExactly(write(1));
  }
}
