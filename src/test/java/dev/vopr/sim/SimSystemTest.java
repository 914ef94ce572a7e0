package dev.vopr.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.InvalidActorNameException;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimSystemTest {

  // --- driving ---

  @Test
  void nothingHappensByItself() {
    try (SimSystem sim = SimSystem.create("drive")) {
      List<String> seen = new ArrayList<>();
      ActorRef<String> actor = sim.spawn(recorder(seen), "actor");

      actor.tell("message");
      assertThat(seen).isEmpty();
      sim.runReady();

      assertThat(seen).containsExactly("message");
    }
  }

  @Test
  void oneStepIsOneMessageOrOneTimer() {
    try (SimSystem sim = SimSystem.create("drive")) {
      List<String> seen = new ArrayList<>();
      ActorRef<String> actor = sim.spawn(recorder(seen), "actor");
      sim.runReady();
      sim.scheduler().scheduleOnce(5L, () -> seen.add("timer"));
      actor.tell("a");
      actor.tell("b");

      assertThat(sim.step()).isTrue();
      assertThat(seen).containsExactly("a");
      assertThat(sim.step()).isTrue();
      assertThat(sim.step()).isTrue();
      assertThat(seen).containsExactly("a", "b", "timer");
      assertThat(sim.nowNanos()).isEqualTo(5);
      assertThat(sim.step()).isFalse();
    }
  }

  @Test
  void timeMovesOnlyWhenNobodyWaitsForATurn() {
    try (SimSystem sim = SimSystem.create("drive")) {
      List<String> seen = new ArrayList<>();
      ActorRef<String> actor = sim.spawn(recorder(seen), "actor");
      sim.scheduler().scheduleOnce(0L, () -> seen.add("timer"));
      actor.tell("a");
      actor.tell("b");

      sim.runReady();

      assertThat(seen).containsExactly("a", "b", "timer");
    }
  }

  @Test
  void aRunStopsAfterTheStepThatMeetsItsCondition() {
    try (SimSystem sim = SimSystem.create("drive")) {
      List<String> seen = new ArrayList<>();
      ActorRef<String> actor = sim.spawn(recorder(seen), "actor");
      for (int i = 1; i <= 5; i++) {
        sim.scheduler().scheduleOnce(i * 10L, () -> actor.tell("tick"));
      }

      sim.runUntil(1_000, () -> seen.size() == 3);

      assertThat(seen).hasSize(3);
      assertThat(sim.nowNanos()).isEqualTo(30);
    }
  }

  @Test
  void anEagerSystemWorksOffAMessageBeforeTellReturns() {
    try (SimSystem sim = SimSystem.create("drive")) {
      List<String> seen = new ArrayList<>();
      sim.setEager(true);
      ActorRef<String> actor = sim.spawn(recorder(seen), "actor");

      actor.tell("message");

      assertThat(seen).containsExactly("message");
    }
  }

  @Test
  void advancingFromWithinATurnIsRefused() {
    try (SimSystem sim = SimSystem.create("drive")) {
      List<String> seen = new ArrayList<>();
      List<Runnable> refused =
          List.of(
              sim::step,
              sim::runReady,
              () -> sim.advance(1),
              () -> sim.reset(SimOptions.of(1, Interleaving.FIFO)),
              sim::close);
      Behavior<String> behavior =
          Behaviors.receiveMessage(
              message -> {
                for (Runnable advance : refused) {
                  assertThatThrownBy(advance::run)
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessage(
                          "the simulation was advanced from within the turn of /user/actor");
                  seen.add("refused");
                }
                return Behaviors.same();
              });

      sim.spawn(sim.failing(behavior), "actor").tell("go");
      sim.runReady();

      assertThat(sim.failure()).isEmpty();
      assertThat(seen).hasSize(refused.size());
    }
  }

  @Test
  void advancingFromAnotherThreadIsRefused() throws InterruptedException {
    try (SimSystem sim = SimSystem.create("drive")) {
      List<String> messages = new ArrayList<>();
      Thread other =
          new Thread(
              () -> {
                try {
                  sim.step();
                } catch (IllegalStateException e) {
                  messages.add(e.getMessage());
                }
              },
              "stranger");
      other.start();
      other.join();

      assertThat(messages)
          .containsExactly(
              "a SimSystem belongs to the thread that created it, "
                  + Thread.currentThread().getName()
                  + ", but was used by stranger");
    }
  }

  @Test
  void theActorWhoseTurnItIsHasAName() {
    try (SimSystem sim = SimSystem.create("drive")) {
      List<String> seen = new ArrayList<>();
      Behavior<String> behavior =
          Behaviors.receiveMessage(
              message -> {
                seen.add(sim.currentActor());
                return Behaviors.same();
              });
      sim.spawn(behavior, "actor").tell("go");
      sim.scheduler().scheduleOnce(1L, () -> seen.add(sim.currentActor()));

      sim.runUntil(1);

      assertThat(seen).containsExactly("/user/actor", "a timer");
      assertThat(sim.currentActor()).isEqualTo("the simulation");
    }
  }

  // --- spawning ---

  @Test
  void spawningTakesNoTurn() {
    try (SimSystem sim = SimSystem.create("spawn")) {
      List<String> seen = new ArrayList<>();
      ActorRef<String> first = sim.spawn(recorder(seen), "first");
      first.tell("waits");

      sim.spawn(recorder(seen), "second");

      assertThat(sim.turns()).isZero();
      assertThat(seen).isEmpty();
    }
  }

  @Test
  void aTimerMayStartAnActor() {
    try (SimSystem sim = SimSystem.create("spawn")) {
      List<String> seen = new ArrayList<>();
      sim.scheduler().scheduleOnce(5L, () -> sim.spawn(recorder(seen), "restarted").tell("up"));

      sim.runUntil(5);

      assertThat(seen).containsExactly("up");
    }
  }

  @Test
  void aNameThatIsTakenIsRefusedAndTheSystemGoesOn() {
    try (SimSystem sim = SimSystem.create("spawn")) {
      List<String> seen = new ArrayList<>();
      ActorRef<String> actor = sim.spawn(recorder(seen), "actor");

      assertThatThrownBy(() -> sim.spawn(recorder(seen), "actor"))
          .isInstanceOf(InvalidActorNameException.class)
          .hasMessageContaining("[actor] is not unique");
      actor.tell("still here");
      sim.runReady();

      assertThat(seen).containsExactly("still here");
      assertThat(sim.failure()).isEmpty();
    }
  }

  @Test
  void anActorThatFailsAtItsStartFailsAnEagerRunToo() {
    try (SimSystem sim = SimSystem.create("spawn")) {
      sim.setEager(true);

      sim.spawn(
          Behaviors.setup(
              context -> {
                throw new IllegalStateException("at start");
              }),
          "actor");

      assertThat(sim.failure().orElseThrow().actor()).isEqualTo("/user/actor");
    }
  }

  @Test
  void aTerminatedSystemStartsNoActorAndCannotBeReset() {
    SimSystem sim = SimSystem.create("spawn");
    sim.close();

    assertThatThrownBy(() -> sim.spawn(Behaviors.ignore(), "actor"))
        .hasMessageContaining("terminated");
    assertThatThrownBy(() -> sim.reset(SimOptions.of(1, Interleaving.FIFO)))
        .hasMessageContaining("has been terminated");
  }

  // --- threads and memory ---

  @Test
  void noThreadIsEverStarted() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    SimSystem sim = SimSystem.create("threads");
    sim.spawn(recorder(new ArrayList<>()), "actor").tell("message");
    sim.runUntil(1_000_000_000);

    assertThat(Thread.getAllStackTraces().keySet()).isSubsetOf(before);

    sim.close();

    assertThat(sim.system().whenTerminated().isCompleted()).isTrue();
    assertThat(sim.scheduler().heapSize()).isZero();
    assertThat(Thread.getAllStackTraces().keySet()).isSubsetOf(before);
  }

  @Test
  void aClosedSystemIsForgotten() {
    WeakReference<SimSystem> closed = new WeakReference<>(usedAndClosed());

    for (int i = 0; i < 50 && closed.get() != null; i++) {
      System.gc();
    }

    assertThat(closed.get()).isNull();
  }

  private static SimSystem usedAndClosed() {
    SimSystem sim = SimSystem.create("forgotten");
    sim.spawn(recorder(new ArrayList<>()), "actor").tell("message");
    sim.runReady();
    sim.close();
    return sim;
  }

  @Test
  void closingTwiceDoesNoHarm() {
    SimSystem sim = SimSystem.create("close");
    sim.close();
    sim.close();

    assertThat(sim.step()).isFalse();
  }

  @Test
  void aFailedSystemCanBeClosed() {
    SimSystem sim = SimSystem.create("close");
    sim.spawn(Behaviors.withTimers(timers -> Behaviors.ignore()), "actor");
    sim.reportBlocked("somewhere");

    sim.close();

    assertThat(sim.system().whenTerminated().isCompleted()).isTrue();
  }

  @Test
  void twoSystemsOnOneThreadDoNotMix() {
    try (SimSystem left = SimSystem.create("left");
        SimSystem right = SimSystem.create("right")) {
      List<String> seen = new ArrayList<>();
      ActorRef<String> inLeft = left.spawn(recorder(seen), "actor");
      ActorRef<String> inRight = right.spawn(recorder(seen), "actor");
      Behavior<String> culprit =
          Behaviors.receiveMessage(
              message -> {
                seen.add(new Thread(() -> {}, "made by left").getName());
                return Behaviors.same();
              });

      inRight.tell("right");
      inLeft.tell("left");
      left.runReady();
      assertThat(seen).containsExactly("left");
      right.runReady();
      assertThat(seen).containsExactly("left", "right");
      left.spawn(culprit, "culprit").tell("go");
      left.runReady();

      assertThat(left.failure().orElseThrow().kind()).isEqualTo(SimFailure.Kind.THREAD_STARTED);
      assertThat(right.failure()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Interleaving.class)
  void systemsOnThreadsAtOnceGiveEqualHashes(Interleaving interleaving)
      throws InterruptedException, ExecutionException {
    int threads = 3;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<List<Long>>> results = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      results.add(pool.submit(() -> hashesOfSeeds(interleaving)));
    }
    List<Long> here = hashesOfSeeds(interleaving);

    for (Future<List<Long>> result : results) {
      assertThat(result.get()).isEqualTo(here);
    }
    assertThat(here).doesNotHaveDuplicates();
    pool.shutdown();
  }

  private static List<Long> hashesOfSeeds(Interleaving interleaving) {
    try (SimSystem sim = SimSystem.create("worker")) {
      List<Long> hashes = new ArrayList<>();
      for (long seed = 0; seed < 50; seed++) {
        hashes.add(Babble.run(sim, SimOptions.of(seed, interleaving)));
      }
      return hashes;
    }
  }

  @Test
  void overridesWinOverTheSimulationsConfiguration() {
    try (SimSystem sim =
        SimSystem.create("config", ConfigFactory.parseString("akka.log-dead-letters = 7"))) {
      assertThat(sim.system().settings().config().getInt("akka.log-dead-letters")).isEqualTo(7);
    }
  }

  private static Behavior<String> recorder(List<String> seen) {
    return Behaviors.receiveMessage(
        message -> {
          seen.add(message);
          return Behaviors.same();
        });
  }
}
