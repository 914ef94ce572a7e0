package dev.vopr.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A reset leaves nothing behind: the 500th run of a seed is its first. */
class ResetTest {
  private static final SimOptions NEXT = SimOptions.of(1, Interleaving.FIFO);

  private final SimSystem sim = SimSystem.create("reset");
  private final List<String> seen = new ArrayList<>();

  private record Question(ActorRef<String> replyTo) {}

  @AfterEach
  void close() {
    sim.close();
  }

  @ParameterizedTest
  @EnumSource(Interleaving.class)
  void theFirstRunOfASeedAndThe500thAreTheSame(Interleaving interleaving) {
    long first = Babble.run(sim, SimOptions.of(7, interleaving));
    for (int i = 0; i < 167; i++) {
      for (Interleaving other : Interleaving.values()) {
        Babble.run(sim, SimOptions.of(i, other));
      }
    }

    assertThat(Babble.run(sim, SimOptions.of(7, interleaving))).isEqualTo(first);
    try (SimSystem fresh = SimSystem.create("fresh")) {
      assertThat(Babble.run(fresh, SimOptions.of(7, interleaving))).isEqualTo(first);
    }
  }

  @Test
  void theHashOfAKnownRunNeverChanges() {
    assertThat(TraceHash.format(Babble.run(sim, SimOptions.of(7, Interleaving.RANDOM))))
        .as("the same on each JVM; a change means that committed hashes are void")
        .isEqualTo("6ea3a1ed10cab937");
  }

  @Test
  void clockTurnsHashAndFailureStartAnew() {
    sim.spawn(recorder(), "actor").tell("message");
    sim.runUntil(5);
    sim.hash().add(3);
    sim.reportBlocked("somewhere");

    sim.reset(NEXT);

    assertThat(sim.nowNanos()).isZero();
    assertThat(sim.turns()).isZero();
    assertThat(sim.hash().value()).isEqualTo(new TraceHash().value());
    assertThat(sim.failure()).isEmpty();
    assertThat(sim.step()).as("nothing is left to do").isFalse();
  }

  @Test
  void aResetSystemIsNotEager() {
    sim.setEager(true);

    sim.reset(NEXT);
    ActorRef<String> actor = sim.spawn(recorder(), "actor");
    actor.tell("message");

    assertThat(seen).isEmpty();
  }

  @Test
  void waitingMessagesAreDroppedAndActorsStopped() {
    Behavior<String> behavior =
        Behaviors.receive(String.class)
            .onAnyMessage(
                message -> {
                  seen.add(message);
                  return Behaviors.same();
                })
            .onSignal(
                PostStop.class,
                stop -> {
                  seen.add("stopped");
                  return Behaviors.same();
                })
            .build();
    ActorRef<String> actor = sim.spawn(behavior, "actor");
    sim.runReady();
    actor.tell("waiting");

    sim.reset(NEXT);
    actor.tell("to the dead");
    sim.runReady();

    assertThat(seen).containsExactly("stopped");
  }

  @Test
  void waitingMessagesOfChildrenAreDroppedToo() {
    List<ActorRef<String>> children = new ArrayList<>();
    sim.spawn(
        Behaviors.<String>setup(
            context -> {
              children.add(context.spawn(recorder(), "child"));
              return Behaviors.empty();
            }),
        "parent");
    sim.runReady();
    children.get(0).tell("waiting");

    sim.reset(NEXT);

    assertThat(seen).isEmpty();
  }

  @Test
  void namesAreFreeAgain() {
    for (int run = 0; run < 10; run++) {
      sim.reset(NEXT);
      assertThat(sim.spawn(recorder(), "same").path().name()).isEqualTo("same");
    }
  }

  @Test
  void anonymousActorsGetTheSameNamesInEachRun() {
    Behavior<String> parent =
        Behaviors.setup(
            context -> {
              for (int i = 0; i < 3; i++) {
                seen.add(context.spawnAnonymous(recorder()).path().name());
              }
              return Behaviors.empty();
            });

    sim.spawn(parent, "parent");
    sim.runReady();
    List<String> first = List.copyOf(seen);
    seen.clear();
    sim.reset(NEXT);
    sim.spawn(parent, "parent");
    sim.runReady();

    assertThat(seen).isEqualTo(first).hasSize(3);
  }

  @Test
  void actorsHaveTheSameUniqueIdsInEachRunAndOnEachThread()
      throws InterruptedException, ExecutionException {
    List<String> first = idsOfRun(sim);
    CompletableFuture<List<String>> elsewhere = new CompletableFuture<>();
    Thread other =
        new Thread(
            () -> {
              try (SimSystem own = SimSystem.create("other")) {
                elsewhere.complete(idsOfRun(own));
              }
            });
    other.start();
    other.join();

    assertThat(idsOfRun(sim)).isEqualTo(first);
    assertThat(elsewhere.get()).isEqualTo(first);
    assertThat(first).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void asksHaveTheSameNamesInEachRun() {
    List<String> first = askNamesOfRun();

    assertThat(askNamesOfRun()).isEqualTo(first);
    assertThat(first).hasSize(3).doesNotHaveDuplicates();
  }

  private List<String> askNamesOfRun() {
    sim.reset(NEXT);
    List<String> names = new ArrayList<>();
    ActorRef<Question> silent = sim.spawn(Behaviors.ignore(), "silent");
    for (int i = 0; i < 3; i++) {
      AskPattern.<Question, String>ask(
          silent,
          replyTo -> {
            names.add(replyTo.path().name());
            return new Question(replyTo);
          },
          Duration.ofSeconds(3),
          sim.system().scheduler());
    }
    sim.runReady();
    return names;
  }

  private static List<String> idsOfRun(SimSystem sim) {
    sim.reset(NEXT);
    List<String> ids = new ArrayList<>();
    sim.spawn(
        Behaviors.<String>setup(
            context -> {
              for (int i = 0; i < 5; i++) {
                ActorRef<String> child = context.spawnAnonymous(Behaviors.ignore());
                ids.add(String.valueOf(child.path().uid()));
              }
              return Behaviors.empty();
            }),
        "parent");
    sim.runReady();
    return ids;
  }

  @Test
  void aPendingAskIsEnded() {
    ActorRef<Question> silent =
        sim.spawn(
            Behaviors.receiveMessage(
                question -> {
                  seen.add(question.replyTo().path().name());
                  return Behaviors.same();
                }),
            "silent");
    CompletableFuture<String> reply =
        AskPattern.<Question, String>ask(
                silent, Question::new, Duration.ofSeconds(3), sim.system().scheduler())
            .toCompletableFuture();
    sim.runReady();
    assertThat(reply).isNotDone();
    assertThat(temporaryActors()).as("the ask is registered").isEqualTo(1);

    sim.reset(NEXT);

    assertThat(reply).isCompletedExceptionally();
    assertThat(temporaryActors()).isZero();
    assertThat(sim.scheduler().heapSize()).isZero();
  }

  private int temporaryActors() {
    akka.actor.ExtendedActorSystem system =
        (akka.actor.ExtendedActorSystem) Adapter.toClassic(sim.system());
    akka.actor.VirtualPathContainer temp =
        (akka.actor.VirtualPathContainer) system.provider().tempContainer();
    int[] count = {0};
    temp.foreachChild(
        child -> {
          count[0]++;
          return scala.runtime.BoxedUnit.UNIT;
        });
    return count[0];
  }

  @Test
  void whatActorsStartWhileTheyStopIsEndedToo() {
    Behavior<String> behavior =
        Behaviors.setup(
            context ->
                Behaviors.receive(String.class)
                    .onSignal(
                        PostStop.class,
                        stop -> {
                          sim.scheduler().scheduleOnce(0L, () -> seen.add("timer"));
                          context.getSystem().deadLetters().tell("last words");
                          throw new IllegalStateException("while stopping");
                        })
                    .build());
    sim.spawn(behavior, "actor");
    sim.runReady();

    sim.reset(NEXT);

    assertThat(sim.failure()).isEmpty();
    assertThat(sim.step()).isFalse();
    assertThat(seen).isEmpty();
  }

  @Test
  void anActorInAnEndlessLoopOfMessagesIsStopped() {
    ActorRef<String> actor = sim.spawn(endless(), "endless");
    actor.tell("again");
    for (int i = 0; i < 100; i++) {
      sim.step();
    }

    sim.reset(NEXT);

    assertThat(sim.step()).isFalse();
  }

  @Test
  void anEndlessActorBelowSystemCannotBeStoppedAndIsNamed() {
    SimSystem own = SimSystem.create("own");
    own.setMaxStepsPerInstant(1_000);
    ActorRef<String> outside =
        own.system().systemActorOf(endless(), "outside", akka.actor.typed.Props.empty());
    own.runReady();
    outside.tell("again");

    assertThatThrownBy(() -> own.reset(NEXT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("/system/outside cannot be stopped; only actors below /user are");
  }

  @Test
  void nothingGrowsOver10000Resets() {
    for (int i = 0; i < 2_000; i++) {
      smallRun(i);
    }
    long before = usedMemory();
    for (int i = 0; i < 10_000; i++) {
      smallRun(i);
    }

    long perRun = (usedMemory() - before) / 10_000;
    assertThat(perRun).as("bytes that stay per run").isLessThan(50);
    sim.reset(NEXT);
    assertThat(temporaryActors()).isZero();
    assertThat(sim.scheduler().heapSize()).isZero();
  }

  private void smallRun(int seed) {
    sim.reset(SimOptions.of(seed, Interleaving.RANDOM));
    seen.clear();
    ActorRef<Question> silent =
        sim.spawn(
            Behaviors.setup(
                context -> {
                  context.spawnAnonymous(recorder());
                  context.messageAdapter(String.class, word -> new Question(null));
                  return Behaviors.receiveMessage(
                      question -> {
                        seen.add(question.replyTo().path().name());
                        return Behaviors.same();
                      });
                }),
            "silent");
    AskPattern.<Question, String>ask(
        silent, Question::new, Duration.ofSeconds(3), sim.system().scheduler());
    sim.scheduler().scheduleOnce(1_000_000_000L, () -> seen.add("never"));
    sim.runUntil(1_000);
    silent.tell(new Question(sim.system().ignoreRef()));
  }

  private static long usedMemory() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private Behavior<String> recorder() {
    return Behaviors.receiveMessage(
        message -> {
          seen.add(message);
          return Behaviors.same();
        });
  }

  private static Behavior<String> endless() {
    return Behaviors.setup(
        context ->
            Behaviors.receiveMessage(
                message -> {
                  context.getSelf().tell(message);
                  return Behaviors.same();
                }));
  }
}
