package dev.vopr.sim;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.MailboxSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.GroupRouter;
import akka.actor.typed.javadsl.Routers;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Akka Typed's features, each in virtual time and in a defined order. */
class ActorFeaturesTest {
  private static final long MILLI = 1_000_000;

  private final SimSystem sim = SimSystem.create("features");
  private final List<String> log = new ArrayList<>();

  private record Question(int number, ActorRef<Integer> replyTo) {}

  @AfterEach
  void close() {
    sim.close();
  }

  // --- supervision ---

  @Test
  void anActorAsksAnotherAndGetsReplyOrTimeout() {
    ActorRef<Question> doubler = sim.spawn(doubler(), "doubler");
    ActorRef<Question> silent = sim.spawn(Behaviors.ignore(), "silent");
    sim.spawn(
        Behaviors.<String>setup(
            context -> {
              for (ActorRef<Question> asked : List.of(doubler, silent)) {
                context.ask(
                    Integer.class,
                    asked,
                    Duration.ofMillis(50),
                    replyTo -> new Question(4, replyTo),
                    (reply, failure) ->
                        failure == null ? "reply " + reply : failure.getClass().getSimpleName());
              }
              return timestamps();
            }),
        "asker");

    sim.runUntil(1_000 * MILLI);

    assertThat(sim.failure()).isEmpty();
    assertThat(log).containsExactly("reply 8@0", "TimeoutException@50");
  }

  @Test
  void theDispatcherForBlockingActorsIsTheSimulationsToo() {
    sim.spawn(
        Behaviors.<String>setup(
            context -> {
              context
                  .spawn(timestamps(), "child", DispatcherSelector.blocking())
                  .tell(Thread.currentThread().getName());
              return Behaviors.empty();
            }),
        "parent");

    sim.runReady();

    assertThat(sim.failure()).isEmpty();
    assertThat(log).containsExactly(Thread.currentThread().getName() + "@0");
  }

  @Test
  void aSupervisedActorRestartsWithFreshState() {
    ActorRef<String> actor =
        sim.spawn(
            Behaviors.supervise(counterThatFailsOn("fail"))
                .onFailure(
                    IllegalStateException.class,
                    SupervisorStrategy.restart().withLoggingEnabled(false)),
            "counter");

    for (String message : List.of("x", "x", "fail", "x")) {
      actor.tell(message);
    }
    sim.runReady();

    assertThat(log).containsExactly("start", "1", "2", "PreRestart", "start", "1");
    assertThat(sim.failure()).isEmpty();
  }

  @Test
  void anUnsupervisedFailureStopsTheActorAndFailsTheRun() {
    ActorRef<String> actor = sim.spawn(counterThatFailsOn("fail"), "counter");

    actor.tell("fail");
    actor.tell("x");
    sim.runReady();

    assertThat(log).containsExactly("start", "PostStop");
    SimFailure failure = sim.failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(SimFailure.Kind.EXCEPTION);
    assertThat(failure.actor()).isEqualTo("/user/counter");
    assertThat(failure.cause()).hasMessage("on purpose");
  }

  @Test
  void restartWithBackOffWaitsInVirtualTime() {
    ActorRef<String> actor = sim.spawn(backingOff(0), "counter");

    actor.tell("fail");
    sim.runUntil(99 * MILLI);
    assertThat(log).containsExactly("start", "PreRestart");
    sim.runUntil(100 * MILLI);
    assertThat(log).containsExactly("start", "PreRestart", "start");
    actor.tell("fail");
    sim.runUntil(299 * MILLI);
    assertThat(log).hasSize(4);
    sim.runUntil(300 * MILLI);

    assertThat(log).containsExactly("start", "PreRestart", "start", "PreRestart", "start");
  }

  @Test
  void theRandomPartOfABackOffFollowsFromTheSeed() {
    TreeSet<Long> instants = new TreeSet<>();
    for (long seed = 1; seed <= 5; seed++) {
      long first = restartInstant(seed);
      assertThat(restartInstant(seed)).as("seed %d", seed).isEqualTo(first);
      instants.add(first);
    }

    assertThat(instants).hasSize(5);
  }

  private long restartInstant(long seed) {
    sim.reset(SimOptions.of(seed, Interleaving.FIFO));
    log.clear();
    ActorRef<String> actor = sim.spawn(backingOff(0.5), "counter");
    actor.tell("fail");
    sim.runUntil(1_000 * MILLI, () -> log.size() == 3);
    return sim.nowNanos();
  }

  private Behavior<String> backingOff(double randomFactor) {
    return Behaviors.supervise(counterThatFailsOn("fail"))
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                    Duration.ofMillis(100), Duration.ofSeconds(1), randomFactor)
                .withLoggingEnabled(false));
  }

  private Behavior<String> counterThatFailsOn(String word) {
    return Behaviors.setup(
        context -> {
          log.add("start");
          int[] count = {0};
          return Behaviors.receive(String.class)
              .onMessageEquals(
                  word,
                  () -> {
                    throw new IllegalStateException("on purpose");
                  })
              .onAnyMessage(
                  message -> {
                    count[0]++;
                    log.add(String.valueOf(count[0]));
                    return Behaviors.same();
                  })
              .onSignal(PreRestart.class, signal -> logged("PreRestart"))
              .onSignal(PostStop.class, signal -> logged("PostStop"))
              .build();
        });
  }

  private <T> Behavior<T> logged(String line) {
    log.add(line);
    return Behaviors.same();
  }

  // --- death watch ---

  @Test
  void aWatcherHearsOfTheEnd() {
    ActorRef<String> mortal =
        sim.spawn(Behaviors.receiveMessage(m -> Behaviors.stopped()), "mortal");
    sim.spawn(watcherOf(mortal, "watcher"), "watcher");
    sim.runReady();

    mortal.tell("stop");
    sim.runReady();

    assertThat(log).containsExactly("watcher: mortal");
  }

  @Test
  void manyWatchersHearOfADeathInTheSameOrderInEachRun() {
    List<String> first = orderOfTerminated(1);

    assertThat(first).hasSize(20);
    for (int run = 0; run < 5; run++) {
      assertThat(orderOfTerminated(1)).as("run %d of seed 1", run).isEqualTo(first);
    }
  }

  private List<String> orderOfTerminated(long seed) {
    sim.reset(SimOptions.of(seed, Interleaving.FIFO));
    log.clear();
    ActorRef<String> mortal =
        sim.spawn(Behaviors.receiveMessage(m -> Behaviors.stopped()), "mortal");
    Behavior<String> parent =
        Behaviors.setup(
            context -> {
              for (int i = 0; i < 20; i++) {
                context.spawnAnonymous(watcherOf(mortal, "w" + i));
              }
              return Behaviors.empty();
            });
    sim.spawn(parent, "parent");
    sim.runReady();
    mortal.tell("stop");
    sim.runReady();
    return List.copyOf(log);
  }

  private Behavior<String> watcherOf(ActorRef<String> watched, String name) {
    return Behaviors.setup(
        context -> {
          context.watch(watched);
          return Behaviors.receive(String.class)
              .onSignal(Terminated.class, end -> logged(name + ": " + end.getRef().path().name()))
              .build();
        });
  }

  // --- timers and stash ---

  @Test
  void singleAndPeriodicTimersTickInVirtualTime() {
    sim.spawn(
        Behaviors.<String>withTimers(
            timers -> {
              timers.startSingleTimer("single", Duration.ofMillis(25));
              timers.startTimerAtFixedRate("rate", Duration.ofMillis(10));
              timers.startTimerWithFixedDelay("delay", Duration.ofMillis(20));
              timers.startSingleTimer("key", "replaced", Duration.ofMillis(1));
              timers.startSingleTimer("key", "replacing", Duration.ofMillis(2));
              return timestamps();
            }),
        "timers");

    sim.runUntil(40 * MILLI);

    assertThat(log)
        .containsExactly(
            "replacing@2",
            "rate@10",
            "delay@20",
            "rate@20",
            "single@25",
            "rate@30",
            "delay@40",
            "rate@40");
  }

  @Test
  void aCancelledTimerOfAnActorDoesNotTick() {
    sim.spawn(
        Behaviors.<String>withTimers(
            timers -> {
              timers.startTimerAtFixedRate("key", "tick", Duration.ofMillis(10));
              return Behaviors.receiveMessage(
                  tick -> {
                    timers.cancel("key");
                    return logged("tick@" + sim.nowNanos() / MILLI);
                  });
            }),
        "timers");

    sim.runUntil(100 * MILLI);

    assertThat(log).containsExactly("tick@10");
    assertThat(sim.scheduler().pendingTimers()).isZero();
  }

  @Test
  void receiveTimeoutsFireInVirtualTime() {
    ActorRef<String> actor =
        sim.spawn(
            Behaviors.setup(
                context -> {
                  context.setReceiveTimeout(Duration.ofMillis(10), "idle");
                  return timestamps();
                }),
            "idle");

    sim.runUntil(5 * MILLI);
    actor.tell("busy");
    sim.runUntil(15 * MILLI);

    assertThat(log).containsExactly("busy@5", "idle@15");
  }

  @Test
  void stashedMessagesComeBackInTheirOrder() {
    ActorRef<String> actor =
        sim.spawn(
            Behaviors.withStash(
                10,
                stash ->
                    Behaviors.receiveMessage(
                        message -> {
                          if (message.equals("open")) {
                            return stash.unstashAll(timestamps());
                          }
                          stash.stash(message);
                          return Behaviors.same();
                        })),
            "stash");

    for (String message : List.of("a", "b", "open", "c")) {
      actor.tell(message);
    }
    sim.runReady();

    assertThat(log).containsExactly("a@0", "b@0", "c@0");
  }

  private Behavior<String> timestamps() {
    return Behaviors.receiveMessage(message -> logged(message + "@" + sim.nowNanos() / MILLI));
  }

  // --- questions and futures ---

  @Test
  void askFromOutsideGetsItsReply() {
    ActorRef<Question> doubler = sim.spawn(doubler(), "doubler");

    CompletionStage<Integer> reply = ask(doubler, 21);
    assertThat(reply.toCompletableFuture()).isNotDone();
    sim.runReady();

    assertThat(reply.toCompletableFuture()).isCompletedWithValue(42);
    assertThat(sim.scheduler().pendingTimers()).as("the time-out is cancelled").isZero();
  }

  @Test
  void askTimesOutInVirtualTime() {
    ActorRef<Question> silent = sim.spawn(Behaviors.ignore(), "silent");

    CompletionStage<Integer> reply = ask(silent, 1);
    sim.runUntil(2_999 * MILLI);
    assertThat(reply.toCompletableFuture()).isNotDone();
    sim.runUntil(3_000 * MILLI);

    assertThat(reply.toCompletableFuture()).isCompletedExceptionally();
    assertThat(reply.toCompletableFuture())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void pipeToSelfDeliversACompletedFuture() {
    sim.spawn(
        Behaviors.<String>setup(
            context -> {
              context.pipeToSelf(
                  CompletableFuture.completedFuture("value"), (value, failure) -> value);
              context.pipeToSelf(
                  CompletableFuture.<String>failedFuture(new IllegalStateException("bad")),
                  (value, failure) -> failure.getMessage());
              return timestamps();
            }),
        "pipe");

    sim.runReady();

    assertThat(log).containsExactly("value@0", "bad@0");
  }

  @Test
  void pipeToSelfDeliversAFutureThatIsCompletedLater() {
    CompletableFuture<String> future = new CompletableFuture<>();
    sim.spawn(
        Behaviors.<String>setup(
            context -> {
              context.pipeToSelf(future, (value, failure) -> value);
              return timestamps();
            }),
        "pipe");
    sim.scheduler().scheduleOnce(7 * MILLI, () -> future.complete("late"));

    sim.runUntil(10 * MILLI);

    assertThat(log).containsExactly("late@7");
  }

  @Test
  void messageAdaptersTranslate() {
    ActorRef<Question> doubler = sim.spawn(doubler(), "doubler");
    sim.spawn(
        Behaviors.<String>setup(
            context -> {
              doubler.tell(
                  new Question(3, context.messageAdapter(Integer.class, number -> "n" + number)));
              return timestamps();
            }),
        "adapter");

    sim.runReady();

    assertThat(log).containsExactly("n6@0");
  }

  private CompletionStage<Integer> ask(ActorRef<Question> asked, int number) {
    return AskPattern.ask(
        asked,
        replyTo -> new Question(number, replyTo),
        Duration.ofSeconds(3),
        sim.system().scheduler());
  }

  private static Behavior<Question> doubler() {
    return Behaviors.receiveMessage(
        question -> {
          question.replyTo().tell(question.number() * 2);
          return Behaviors.same();
        });
  }

  // --- receptionist, routers, dispatchers ---

  @Test
  void theReceptionistListsWhatIsRegistered() {
    ServiceKey<Question> key = ServiceKey.create(Question.class, "doubler");
    sim.spawn(registered(key), "doubler");
    sim.spawn(
        Behaviors.<Receptionist.Listing>setup(
            context -> {
              context
                  .getSystem()
                  .receptionist()
                  .tell(Receptionist.subscribe(key, context.getSelf()));
              return Behaviors.receiveMessage(
                  listing -> logged("listed " + listing.getServiceInstances(key).size()));
            }),
        "subscriber");

    sim.runUntil(1_000 * MILLI);

    assertThat(log).last().isEqualTo("listed 1");
  }

  @Test
  void aGroupRoutersRandomChoiceFollowsFromTheSeed() {
    List<String> first = routed(1);

    assertThat(first).hasSize(30);
    assertThat(new TreeSet<>(first)).hasSize(5);
    assertThat(routed(1)).isEqualTo(first);
    assertThat(routed(2)).isNotEqualTo(first);
  }

  private List<String> routed(long seed) {
    sim.reset(SimOptions.of(seed, Interleaving.FIFO));
    log.clear();
    ServiceKey<Question> key = ServiceKey.create(Question.class, "routee");
    for (int i = 0; i < 5; i++) {
      sim.spawn(registered(key), "routee" + i);
    }
    GroupRouter<Question> group = Routers.group(key);
    ActorRef<Question> router = sim.spawn(group.withRandomRouting(), "router");
    sim.runReady();
    for (int i = 0; i < 30; i++) {
      router.tell(new Question(i, sim.system().ignoreRef()));
    }
    sim.runReady();
    assertThat(sim.failure()).isEmpty();
    return List.copyOf(log);
  }

  private Behavior<Question> registered(ServiceKey<Question> key) {
    return Behaviors.setup(
        context -> {
          context.getSystem().receptionist().tell(Receptionist.register(key, context.getSelf()));
          return Behaviors.receiveMessage(message -> logged(context.getSelf().path().name()));
        });
  }

  @Test
  void anActorWithABoundedMailboxHasItsNameToo() {
    sim.spawn(
        Behaviors.<String>setup(
            context -> {
              context
                  .spawn(
                      Behaviors.<String>receiveMessage(m -> logged(sim.currentActor())),
                      "child",
                      MailboxSelector.bounded(5))
                  .tell("go");
              return Behaviors.empty();
            }),
        "parent");

    sim.runReady();

    assertThat(log).containsExactly("/user/parent/child");
  }
}
