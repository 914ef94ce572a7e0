package dev.vopr.sim;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.concurrent.Await;
import scala.concurrent.Promise;
import scala.concurrent.duration.Duration;

/** Whatever leaves the deterministic world is named, ends the run, and leaves the system usable. */
class EscapeTest {
  private final SimSystem sim = SimSystem.create("escapes");
  private final List<String> seen = new ArrayList<>();

  @AfterEach
  void theSystemCanBeUsedAgain() {
    sim.reset(SimOptions.of(1, Interleaving.FIFO));
    seen.clear();
    ActorRef<String> next = sim.spawn(recorder(), "culprit");
    next.tell("next run");
    sim.runReady();

    assertThat(seen).containsExactly("next run");
    assertThat(sim.failure()).isEmpty();
    sim.close();
  }

  // --- waiting ---

  @Test
  void anActorThatAwaitsAFutureIsNamed() {
    Promise<String> never = Promise.apply();

    SimFailure failure =
        failureOf(
            message -> {
              try {
                Await.result(never.future(), Duration.Inf());
              } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
                throw new IllegalStateException(e);
              }
            });

    assertThat(failure.kind()).isEqualTo(SimFailure.Kind.BLOCKED);
    assertThat(failure.describe())
        .isEqualTo("/user/culprit blocks (it awaits a future); use pipeToSelf or a timer instead");
    assertThat(failure.cause().getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(EscapeTest.class.getName()));
  }

  @Test
  void awaitingACompletedFutureIsNoWait() {
    SimFailure failure =
        failureOf(
            message -> {
              try {
                seen.add(Await.result(Promise.successful("done").future(), Duration.Inf()));
              } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
                throw new IllegalStateException(e);
              }
              throw new IllegalStateException("on purpose");
            });

    assertThat(failure.kind()).isEqualTo(SimFailure.Kind.EXCEPTION);
    assertThat(seen).containsExactly("done");
  }

  @Test
  void aBlockedActorReportedByAWatcherIsNamed() {
    SimFailure failure = failureOf(message -> sim.reportBlocked("Object.wait at Actor.java:1"));

    assertThat(failure.describe()).startsWith("/user/culprit blocks (Object.wait at Actor.java:1)");
  }

  @Test
  void overtimeReportedByAWatcherIsNamed() {
    SimFailure failure = failureOf(message -> sim.reportOvertime("5 s at Actor.java:1"));

    assertThat(failure.kind()).isEqualTo(SimFailure.Kind.OVERTIME);
    assertThat(failure.describe())
        .isEqualTo("/user/culprit had the turn when the run ran out of time (5 s at Actor.java:1)");
  }

  // --- threads ---

  @Test
  void anActorThatCreatesAThreadIsNamed() {
    SimFailure failure = failureOf(message -> seen.add(new Thread(() -> {}).getName()));

    assertThat(failure.kind()).isEqualTo(SimFailure.Kind.THREAD_STARTED);
    assertThat(failure.actor()).isEqualTo("/user/culprit");
    assertThat(failure.describe()).contains("created a thread").contains("spawn an actor");
    assertThat(failure.cause().getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(EscapeTest.class.getName()));
  }

  @Test
  void anActorThatUsesAnExecutorIsNamed() {
    List<ExecutorService> executors = new ArrayList<>();

    SimFailure failure =
        failureOf(
            message -> {
              ExecutorService executor = Executors.newSingleThreadExecutor();
              executors.add(executor);
              executor.execute(() -> {});
            });
    executors.forEach(ExecutorService::shutdownNow);

    assertThat(failure.kind()).isEqualTo(SimFailure.Kind.THREAD_STARTED);
    assertThat(failure.actor()).isEqualTo("/user/culprit");
  }

  @Test
  void anActorThatUsesTheCommonPoolIsNamedAtTheLatestWhenItsResultArrives() {
    CompletableFuture<String> release = new CompletableFuture<>();
    Behavior<String> culprit =
        Behaviors.setup(
            context -> {
              context.pipeToSelf(CompletableFuture.supplyAsync(release::join), (value, e) -> value);
              return recorder();
            });

    ActorRef<String> worker = sim.spawn(Behaviors.ignore(), "worker");
    sim.spawn(culprit, "culprit");
    sim.runReady();
    release.complete("from the pool");
    for (long i = 0; i < 50_000_000 && sim.failure().isEmpty(); i++) {
      worker.tell("work that goes on until the pool's thread comes in");
      sim.advance(1);
    }

    SimFailure failure = sim.failure().orElseThrow();
    assertThat(failure.kind()).isIn(SimFailure.Kind.THREAD_STARTED, SimFailure.Kind.FOREIGN_THREAD);
    assertThat(failure.actor()).isEqualTo("/user/culprit");
    assertThat(seen).isEmpty();
  }

  @Test
  void aThreadCreatedBetweenTurnsIsNoFailure() throws InterruptedException {
    sim.spawn(recorder(), "actor");
    sim.runReady();

    Thread thread = new Thread(() -> {});
    thread.start();
    thread.join();

    assertThat(sim.failure()).isEmpty();
  }

  // --- messages and timers from other threads ---

  @Test
  void aMessageFromAnotherThreadIsNamedAndNotDelivered() throws InterruptedException {
    ActorRef<String> actor = sim.spawn(recorder(), "culprit");
    sim.runReady();

    onAnotherThread(() -> actor.tell("intruder"));
    sim.runReady();

    SimFailure failure = sim.failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(SimFailure.Kind.FOREIGN_THREAD);
    assertThat(failure.describe())
        .isEqualTo(
            "/user/culprit was reached from outside the simulation (a String from thread outsider);"
                + " complete futures on the simulation's own thread");
    assertThat(seen).isEmpty();
  }

  @Test
  void stoppingAnActorFromAnotherThreadIsNamed() throws InterruptedException {
    ActorRef<String> actor = sim.spawn(recorder(), "culprit");
    sim.runReady();

    onAnotherThread(
        () ->
            akka.actor.typed.javadsl.Adapter.toClassic(actor)
                .tell(akka.actor.PoisonPill.getInstance(), akka.actor.ActorRef.noSender()));

    assertThat(sim.failure().orElseThrow().actor()).isEqualTo("/user/culprit");
  }

  @Test
  void aFutureCompletedOnAnotherThreadIsNamed() throws InterruptedException {
    CompletableFuture<String> future = new CompletableFuture<>();
    sim.spawn(
        Behaviors.<String>setup(
            context -> {
              context.pipeToSelf(future, (value, e) -> value);
              return recorder();
            }),
        "culprit");
    sim.runReady();

    onAnotherThread(() -> future.complete("late"));
    sim.runReady();

    assertThat(sim.failure().orElseThrow().kind()).isEqualTo(SimFailure.Kind.FOREIGN_THREAD);
    assertThat(sim.failure().orElseThrow().actor()).isEqualTo("/user/culprit");
    assertThat(seen).isEmpty();
  }

  @Test
  void aTimerSetOnAnotherThreadIsNamedAndNeverFires() throws InterruptedException {
    onAnotherThread(() -> sim.scheduler().scheduleOnce(1L, () -> seen.add("fired")));
    sim.runUntil(10);

    assertThat(sim.failure().orElseThrow().describe()).startsWith("the scheduler was reached");
    assertThat(sim.scheduler().pendingTimers()).isZero();
    assertThat(seen).isEmpty();
  }

  @Test
  void aTimerIsNotCancelledOnAnotherThread() throws InterruptedException {
    akka.actor.Cancellable timer = sim.scheduler().scheduleOnce(1L, () -> seen.add("fired"));

    onAnotherThread(() -> seen.add("cancelled: " + timer.cancel()));

    assertThat(seen).containsExactly("cancelled: false");
    assertThat(sim.scheduler().pendingTimers()).isEqualTo(1);
    assertThat(sim.failure().orElseThrow().kind()).isEqualTo(SimFailure.Kind.FOREIGN_THREAD);
  }

  @Test
  void aStormOfMessagesFromManyThreadsLeavesTheSystemUsable() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      sim.reset(SimOptions.of(round, Interleaving.RANDOM));
      seen.clear();
      ActorRef<String> actor = sim.spawn(recorder(), "culprit");
      List<Thread> storm = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Thread thread =
            new Thread(
                () -> {
                  for (int n = 0; n < 200; n++) {
                    actor.tell("intruder");
                  }
                });
        storm.add(thread);
        thread.start();
      }
      for (int n = 0; n < 200; n++) {
        actor.tell("own");
        sim.runReady();
      }
      for (Thread thread : storm) {
        thread.join();
      }

      assertThat(sim.failure().orElseThrow().kind()).isEqualTo(SimFailure.Kind.FOREIGN_THREAD);
      assertThat(seen).doesNotContain("intruder");
    }
  }

  // --- exceptions ---

  @Test
  void anExceptionIsRecordedAtTheVeryStep() {
    ActorRef<String> actor =
        sim.spawn(sim.failing(recorderThatThrows(new IllegalStateException("bug"))), "culprit");
    sim.runReady();
    sim.runUntil(1_000);
    long before = sim.turns();

    actor.tell("fail");
    actor.tell("later");
    sim.runReady();

    SimFailure failure = sim.failure().orElseThrow();
    assertThat(failure)
        .isEqualTo(
            new SimFailure(
                SimFailure.Kind.EXCEPTION, "/user/culprit", before + 1, 1_000, failure.cause()));
    assertThat(failure.describe())
        .isEqualTo("/user/culprit threw java.lang.IllegalStateException: bug");
    assertThat(sim.turns()).as("the run ends at that step").isEqualTo(before + 1);
    assertThat(seen).isEmpty();
  }

  @Test
  void aSupervisorOutsideDoesNotHideTheException() {
    ActorRef<String> actor =
        sim.spawn(
            Behaviors.supervise(sim.failing(recorderThatThrows(new IllegalStateException("bug"))))
                .onFailure(SupervisorStrategy.resume().withLoggingEnabled(false)),
            "culprit");

    actor.tell("fail");
    sim.runReady();

    assertThat(sim.failure().orElseThrow().cause()).hasMessage("bug");
  }

  @Test
  void aCheckedExceptionIsRecordedToo() {
    ActorRef<String> actor =
        sim.spawn(sim.failing(recorderThatThrows(new IOException("disk"))), "culprit");

    actor.tell("fail");
    sim.runReady();

    assertThat(sim.failure().orElseThrow().cause()).isInstanceOf(IOException.class);
  }

  @Test
  void anExceptionInASignalHandlerIsRecorded() {
    Behavior<String> behavior =
        Behaviors.receive(String.class)
            .onAnyMessage(message -> Behaviors.stopped())
            .onSignal(
                PostStop.class,
                stop -> {
                  throw new IllegalStateException("in PostStop");
                })
            .build();
    ActorRef<String> actor = sim.spawn(sim.failing(behavior), "culprit");

    actor.tell("stop");
    sim.runReady();

    assertThat(sim.failure().orElseThrow().cause()).hasMessage("in PostStop");
    assertThat(sim.failure().orElseThrow().actor()).isEqualTo("/user/culprit");
  }

  @Test
  void anActorThatTurnsIntoAnotherIsStillWatched() {
    Behavior<String> behavior =
        Behaviors.receiveMessage(
            message -> {
              seen.add(message);
              return recorderThatThrows(new IllegalStateException("as another"));
            });
    ActorRef<String> actor = sim.spawn(sim.failing(behavior), "culprit");

    actor.tell("turn");
    actor.tell("fail");
    sim.runReady();

    assertThat(seen).containsExactly("turn");
    assertThat(sim.failure().orElseThrow().cause()).hasMessage("as another");
  }

  @Test
  void anExceptionAtTheStartIsRecorded() {
    Behavior<String> behavior =
        Behaviors.setup(
            context -> {
              throw new IllegalStateException("at start");
            });

    sim.spawn(sim.failing(behavior), "culprit");
    sim.runReady();

    assertThat(sim.failure().orElseThrow().cause()).hasMessage("at start");
  }

  @Test
  void anErrorOfTheJvmEndsTheRunNotTheThread() {
    SimFailure failure =
        failureOf(
            message -> {
              throw new LinkageError("no such class");
            });

    assertThat(failure.actor()).isEqualTo("/user/culprit");
    assertThat(failure.cause()).isInstanceOf(LinkageError.class);
  }

  @Test
  void anInterruptedActorEndsTheRunAndKeepsTheFlagForItsCaller() {
    SimFailure failure = failureOf(message -> Thread.currentThread().interrupt());

    assertThat(failure.actor()).isEqualTo("/user/culprit");
    assertThat(failure.cause()).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anInterruptedThreadCanReset() {
    sim.spawn(recorder(), "culprit");
    Thread.currentThread().interrupt();

    sim.reset(SimOptions.of(1, Interleaving.FIFO));

    assertThat(Thread.interrupted()).as("the flag belongs to the caller").isTrue();
    assertThat(sim.failure()).isEmpty();
  }

  // --- endless work ---

  @Test
  void endlessMessagesAtOneInstantAreALivelock() {
    sim.setMaxStepsPerInstant(1_000);
    ActorRef<String> actor =
        sim.spawn(
            Behaviors.setup(
                context ->
                    Behaviors.receiveMessage(
                        message -> {
                          context.getSelf().tell(message);
                          return Behaviors.same();
                        })),
            "culprit");

    actor.tell("again");
    sim.runReady();

    SimFailure failure = sim.failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(SimFailure.Kind.LIVELOCK);
    assertThat(failure.describe())
        .isEqualTo("/user/culprit keeps the instant from ending (1000 steps without time passing)");
  }

  @Test
  void endlessTimersAtOneInstantAreALivelock() {
    sim.setMaxStepsPerInstant(1_000);
    List<Runnable> self = new ArrayList<>();
    self.add(() -> sim.scheduler().scheduleOnce(0L, self.get(0)));
    self.get(0).run();

    sim.runUntil(1);

    assertThat(sim.failure().orElseThrow().kind()).isEqualTo(SimFailure.Kind.LIVELOCK);
    assertThat(sim.failure().orElseThrow().actor()).isEqualTo("a timer");
  }

  @Test
  void manyTurnsAreNoLivelockWhileTimePasses() {
    sim.setMaxStepsPerInstant(100);
    ActorRef<String> actor = sim.spawn(recorder(), "culprit");

    for (int i = 0; i < 50; i++) {
      for (int n = 0; n < 50; n++) {
        actor.tell("m");
      }
      sim.advance(1);
    }

    assertThat(sim.failure()).isEmpty();
    assertThat(seen).hasSize(2_500);
  }

  @Test
  void manyTimersAreNoLivelockWhileTimePasses() {
    sim.setMaxStepsPerInstant(100);
    ActorRef<String> actor = sim.spawn(recorder(), "culprit");
    for (int i = 0; i < 2_500; i++) {
      sim.scheduler().scheduleOnce(i / 25, () -> actor.tell("m"));
    }

    sim.runUntil(100);

    assertThat(sim.failure()).isEmpty();
    assertThat(seen).hasSize(2_500);
  }

  @Test
  void aLivelockOfAnEagerSystemIsFoundToo() {
    sim.setMaxStepsPerInstant(1_000);
    sim.setEager(true);
    ActorRef<String> actor =
        sim.spawn(
            Behaviors.setup(
                context ->
                    Behaviors.receiveMessage(
                        message -> {
                          context.getSelf().tell(message);
                          return Behaviors.same();
                        })),
            "culprit");

    actor.tell("again");

    assertThat(sim.failure().orElseThrow().kind()).isEqualTo(SimFailure.Kind.LIVELOCK);
  }

  /** Sends one message to an actor that does {@code work}, and returns the failure. */
  private SimFailure failureOf(Consumer<String> work) {
    Behavior<String> culprit =
        Behaviors.receiveMessage(
            message -> {
              work.accept(message);
              return Behaviors.same();
            });
    sim.spawn(culprit, "culprit").tell("go");
    sim.runReady();
    return sim.failure().orElseThrow();
  }

  private Behavior<String> recorder() {
    return Behaviors.receiveMessage(
        message -> {
          seen.add(message);
          return Behaviors.same();
        });
  }

  private Behavior<String> recorderThatThrows(Exception exception) {
    return Behaviors.receive(String.class)
        .onMessageEquals(
            "fail",
            () -> {
              throw exception;
            })
        .onAnyMessage(
            message -> {
              seen.add(message);
              return Behaviors.same();
            })
        .build();
  }

  private static void onAnotherThread(Runnable task) throws InterruptedException {
    Thread thread = new Thread(task, "outsider");
    thread.start();
    thread.join();
  }
}
