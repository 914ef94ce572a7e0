package dev.vopr.sim;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A run that uses whatever could leave something behind: the fixture of the determinism tests. */
final class Babble {

  /** One message: who is told how many more are to come. */
  record Word(int left) {}

  private static final int ACTORS = 6;

  private final SimSystem sim;
  private final SimRng rng;
  private final List<ActorRef<Word>> actors = new ArrayList<>();

  private Babble(SimSystem sim, long seed) {
    this.sim = sim;
    this.rng = SimRng.of(seed).fork("babble");
  }

  /**
   * Makes one run and returns its hash; it ends in mid-sentence, with timers set, messages stashed
   * and waiting, and actors stopped, restarting and asked.
   */
  static long run(SimSystem sim, SimOptions options) {
    sim.reset(options);
    Babble babble = new Babble(sim, options.seed());
    for (int i = 0; i < ACTORS; i++) {
      babble.actors.add(
          sim.spawn(
              Behaviors.supervise(babble.speaker())
                  .onFailure(
                      SupervisorStrategy.restartWithBackoff(
                              Duration.ofMillis(1), Duration.ofMillis(20), 0)
                          .withLoggingEnabled(false)),
              "speaker-" + i));
    }
    for (ActorRef<Word> actor : babble.actors) {
      actor.tell(new Word(5));
    }
    sim.runUntil(50_000_000);
    babble.actors.get(0).tell(new Word(1));
    assertThat(sim.failure()).as("seed %d", options.seed()).isEmpty();
    assertThat(sim.turns()).as("seed %d", options.seed()).isGreaterThan(50);
    return sim.hash().value();
  }

  private Behavior<Word> speaker() {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    Behaviors.withStash(
                        100,
                        stash ->
                            Behaviors.receiveMessage(
                                word -> {
                                  sim.hash().add(word.left());
                                  say(word);
                                  switch (rng.nextInt(40)) {
                                    case 0 -> throw new IllegalStateException("lost for words");
                                    case 1 -> stash.stash(word);
                                    case 2 ->
                                        context.watch(context.spawnAnonymous(Behaviors.stopped()));
                                    case 3 -> context.spawnAnonymous(Behaviors.<Word>ignore());
                                    case 4 -> ask(context.getSystem());
                                    case 5 -> later(timers, word);
                                    default -> say(word);
                                  }
                                  return Behaviors.same();
                                }))));
  }

  private void ask(ActorSystem<?> system) {
    AskPattern.<Word, Word>ask(
        actors.get(rng.nextInt(ACTORS)),
        replyTo -> {
          sim.hash().add(SimMailbox.hashOf(replyTo.path().name()));
          return new Word(0);
        },
        Duration.ofSeconds(1),
        system.scheduler());
  }

  private void say(Word word) {
    if (word.left() > 0) {
      ActorRef<Word> next = actors.get(rng.nextInt(ACTORS));
      Word more = new Word(word.left() - 1);
      sim.scheduler().scheduleOnce(rng.nextLong(100_000), () -> next.tell(more));
    }
  }

  private void later(TimerScheduler<Word> timers, Word word) {
    if (word.left() > 0) {
      timers.startSingleTimer(new Word(word.left() - 1), Duration.ofNanos(rng.nextLong(5_000_000)));
    }
    timers.startTimerAtFixedRate("rate", new Word(2), Duration.ofMillis(10));
  }
}
