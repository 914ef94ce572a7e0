package dev.vopr.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Akka's own testkit, unchanged, on an eager simulation. */
class StockTestKitTest {
  private final SimSystem sim = SimSystem.create("testkit");
  private ActorTestKit kit;
  private TestProbe<String> probe;

  @BeforeEach
  void createKit() {
    sim.setEager(true);
    kit = ActorTestKit.create(sim.system());
    probe = kit.createTestProbe(String.class);
  }

  @AfterEach
  void close() {
    sim.close();
  }

  @Test
  void aSpawnedActorAnswersTheProbe() {
    ActorRef<String> echo = kit.spawn(echo());

    echo.tell("hello");

    assertThat(probe.receiveMessage()).isEqualTo("hello");
    probe.expectNoMessage(Duration.ZERO);
  }

  @Test
  void messagesArriveInTheirOrder() {
    ActorRef<String> echo = kit.spawn(echo(), "echo");

    for (int i = 0; i < 100; i++) {
      echo.tell("m" + i);
    }

    List<String> received = probe.receiveSeveralMessages(100);
    for (int i = 0; i < 100; i++) {
      assertThat(received.get(i)).isEqualTo("m" + i);
    }
  }

  @Test
  void manualTimeDrivesTimers() {
    ManualTime time = ManualTime.get(sim.system());
    kit.spawn(
        Behaviors.<String>withTimers(
            timers -> {
              timers.startTimerAtFixedRate("tick", Duration.ofMillis(10));
              return echo();
            }));

    time.expectNoMessageFor(Duration.ofMillis(9), probe);
    time.timePasses(Duration.ofMillis(1));
    probe.expectMessage("tick");
    time.timePasses(Duration.ofMillis(30));

    assertThat(probe.receiveSeveralMessages(3)).containsOnly("tick");
    probe.expectNoMessage(Duration.ZERO);
    assertThat(sim.nowNanos()).isEqualTo(40_000_000);
  }

  @Test
  void theProbeSeesAnActorStop() {
    ActorRef<String> mortal = kit.spawn(Behaviors.receiveMessage(m -> Behaviors.stopped()));

    mortal.tell("stop");

    probe.expectTerminated(mortal);
  }

  @Test
  void theKitStopsAnActor() {
    ActorRef<String> echo = kit.spawn(echo());

    kit.stop(echo);

    probe.expectTerminated(echo);
  }

  @Test
  void anActorThatMovesManualTimeIsRefused() {
    ManualTime time = ManualTime.get(sim.system());
    ActorRef<String> actor =
        kit.spawn(
            sim.failing(
                Behaviors.receiveMessage(
                    message -> {
                      time.timePasses(Duration.ofMillis(1));
                      return Behaviors.same();
                    })),
            "impatient");

    actor.tell("go");

    assertThat(sim.failure().orElseThrow().cause())
        .hasMessageContaining("advanced from within the turn of")
        .hasMessageContaining("impatient");
  }

  @Test
  void theKitEndsTheSystem() {
    kit.shutdownTestKit();

    assertThat(sim.system().whenTerminated().isCompleted()).isTrue();
    assertThatThrownBy(() -> sim.reset(SimOptions.of(1, Interleaving.FIFO)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("terminated");
  }

  private Behavior<String> echo() {
    return Behaviors.receiveMessage(
        message -> {
          probe.ref().tell(message);
          return Behaviors.same();
        });
  }
}
