package dev.vopr.run;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import dev.vopr.sim.Interleaving;
import dev.vopr.sim.SimFailure;
import dev.vopr.sim.SimOptions;
import dev.vopr.sim.SimSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The only tests that take wall-clock time, for want of another clock to guard. */
@Timeout(60)
class WallClockGuardTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration PERIOD = Duration.ofMillis(10);

  /** A piece of an actor's work, which may wait. */
  private interface Work {
    void run() throws Exception;
  }

  private final SimSystem sim = SimSystem.create("guarded");
  private final List<String> seen = new ArrayList<>();

  @AfterEach
  void noInterruptIsLeftAndTheSystemCanBeUsedAgain() {
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    sim.reset(SimOptions.of(2, Interleaving.FIFO));
    seen.clear();

    ActorRef<String> next =
        sim.spawn(
            Behaviors.receiveMessage(
                message -> {
                  seen.add(message);
                  return Behaviors.same();
                }),
            "culprit");
    next.tell("next run");
    sim.runReady();

    assertThat(sim.failure()).isEmpty();
    assertThat(seen).containsExactly("next run");
    sim.close();
  }

  @Test
  void anActorThatGetsAFutureIsNamedWithThePlace() throws Exception {
    CompletableFuture<String> never = new CompletableFuture<>();

    SimFailure failure = guarded(LONG, never::get);

    assertThat(failure.kind()).isEqualTo(SimFailure.Kind.BLOCKED);
    assertThat(failure.describe())
        .matches(
            "/user/culprit blocks \\(CompletableFuture.get at WallClockGuardTest.java:\\d+\\);"
                + " use pipeToSelf or a timer instead");
  }

  @Test
  void anActorThatSleepsIsNamed() throws Exception {
    SimFailure failure = guarded(LONG, () -> Thread.sleep(60_000));

    assertThat(failure.kind()).isEqualTo(SimFailure.Kind.BLOCKED);
    assertThat(failure.describe()).contains("Thread.sleep at WallClockGuardTest.java:");
  }

  @Test
  void anActorThatWaitsForALockIsNamed() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    try (Holder holder = new Holder(lock)) {
      SimFailure failure = guarded(LONG, lock::lockInterruptibly);

      assertThat(holder.isAlive()).isTrue();
      assertThat(failure.kind()).isEqualTo(SimFailure.Kind.BLOCKED);
      assertThat(failure.describe())
          .contains("ReentrantLock.lockInterruptibly at WallClockGuardTest.java:");
    }
  }

  @Test
  void aThreadThatIgnoresInterruptsIsGivenUp() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    AtomicBoolean isGivenUp = new AtomicBoolean();
    try (Holder holder = new Holder(lock);
        WallClockGuard guard = WallClockGuard.start(LONG, PERIOD);
        AutoCloseable watch =
            guard.watch(
                sim,
                () -> {
                  isGivenUp.set(true);
                  holder.release();
                })) {
      assertThat(watch).isNotNull();
      run(
          () -> {
            lock.lock();
            try {
              seen.add("got the lock");
            } finally {
              lock.unlock();
            }
          });
    }

    assertThat(isGivenUp).isTrue();
    assertThat(sim.failure().orElseThrow().describe()).contains("ReentrantLock.lock at");
  }

  @Test
  void anEndlessLoopThatLooksForInterruptsEndsAfterTheLimit() throws Exception {
    SimFailure failure =
        guarded(
            SHORT,
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                seen.add("x");
                seen.clear();
              }
            });

    assertThat(failure.kind()).isEqualTo(SimFailure.Kind.OVERTIME);
    assertThat(failure.describe())
        .startsWith("/user/culprit had the turn when the run ran out of time (limit 100 ms, ")
        .contains(" at WallClockGuardTest.java:");
  }

  @Test
  void anEndlessLoopThatNeverLooksIsGivenUp() throws Exception {
    AtomicBoolean isGivenUp = new AtomicBoolean();
    try (WallClockGuard guard = WallClockGuard.start(SHORT, PERIOD);
        AutoCloseable watch = guard.watch(sim, () -> isGivenUp.set(true))) {
      assertThat(watch).isNotNull();
      run(
          () -> {
            while (!isGivenUp.get()) {
              Thread.onSpinWait();
            }
          });
    }

    assertThat(sim.failure().orElseThrow().kind()).isEqualTo(SimFailure.Kind.OVERTIME);
  }

  @Test
  void aRunThatIsTooLongButMovesOnEndsWithoutAnInterrupt() throws Exception {
    try (WallClockGuard guard = WallClockGuard.start(SHORT, PERIOD);
        AutoCloseable watch = guard.watch(sim)) {
      assertThat(watch).isNotNull();
      sim.spawn(
          Behaviors.<String>withTimers(
              timers -> {
                timers.startTimerAtFixedRate("tick", Duration.ofNanos(100));
                return Behaviors.ignore();
              }),
          "ticker");
      sim.runUntil(Long.MAX_VALUE - 1);

      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    assertThat(sim.failure().orElseThrow().kind()).isEqualTo(SimFailure.Kind.OVERTIME);
  }

  @Test
  void manyRunsInTimeAreLeftAloneEvenIfTheirSumIsNot() throws Exception {
    long start = System.nanoTime();
    int runs = 0;
    try (WallClockGuard guard = WallClockGuard.start(SHORT, Duration.ofMillis(1));
        AutoCloseable watch = guard.watch(sim)) {
      assertThat(watch).isNotNull();
      while (System.nanoTime() - start < 3 * SHORT.toNanos()) {
        sim.reset(SimOptions.of(runs, Interleaving.RANDOM));
        run(() -> seen.add("done"));
        runs++;
        assertThat(sim.failure()).as("run %d", runs).isEmpty();
      }
    }

    assertThat(seen).hasSize(runs);
  }

  @Test
  void theRunAfterABlockedOneIsNeitherReportedNorInterrupted() throws Exception {
    try (WallClockGuard guard = WallClockGuard.start(LONG, Duration.ofMillis(1));
        AutoCloseable watch = guard.watch(sim)) {
      assertThat(watch).isNotNull();
      for (int i = 0; i < 20; i++) {
        sim.reset(SimOptions.of(i, Interleaving.FIFO));
        run(() -> Thread.sleep(60_000));
        assertThat(Thread.currentThread().isInterrupted()).as("after run %d", i).isFalse();
        assertThat(sim.failure().orElseThrow().kind()).isEqualTo(SimFailure.Kind.BLOCKED);

        sim.reset(SimOptions.of(i, Interleaving.FIFO));
        run(() -> seen.add("done"));
        assertThat(sim.failure()).as("run %d", i).isEmpty();
      }
    }

    assertThat(seen).hasSize(20);
  }

  @Test
  void aThreadThatWaitsBetweenTurnsIsLeftAlone() throws Exception {
    try (WallClockGuard guard = WallClockGuard.start(LONG, Duration.ofMillis(1));
        AutoCloseable watch = guard.watch(sim)) {
      assertThat(watch).isNotNull();
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }

    assertThat(sim.failure()).isEmpty();
  }

  @Test
  void anInterruptFromElsewhereIsNotSwallowed() throws Exception {
    try (WallClockGuard guard = WallClockGuard.start(LONG, PERIOD);
        AutoCloseable watch = guard.watch(sim)) {
      assertThat(watch).isNotNull();
      Thread.currentThread().interrupt();
    }

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void thePlaceIsTheLowestFrameOfUserCode() {
    StackTraceElement[] stack = {
      frame("jdk.internal.misc.Unsafe", "park", "Unsafe.java"),
      frame("java.util.concurrent.CompletableFuture", "get", "CompletableFuture.java"),
      frame("com.acme.MyActor", "onGet", "MyActor.java"),
      frame("akka.actor.ActorCell", "invoke", "ActorCell.scala"),
      frame("dev.vopr.sim.SimSystem", "step", "SimSystem.java"),
      frame("com.acme.Main", "main", "Main.java"),
    };

    assertThat(WallClockGuard.placeIn(stack)).isEqualTo("CompletableFuture.get at MyActor.java:17");
  }

  private static StackTraceElement frame(String className, String method, String file) {
    return new StackTraceElement(className, method, file, 17);
  }

  private SimFailure guarded(Duration limit, Work work) throws Exception {
    try (WallClockGuard guard = WallClockGuard.start(limit, PERIOD);
        AutoCloseable watch = guard.watch(sim)) {
      assertThat(watch).isNotNull();
      run(work);
    }
    return sim.failure().orElseThrow();
  }

  private void run(Work work) {
    ActorRef<String> culprit =
        sim.spawn(
            Behaviors.receiveMessage(
                message -> {
                  work.run();
                  return Behaviors.same();
                }),
            "culprit");
    culprit.tell("go");
    sim.runReady();
  }

  /** Another thread that holds a lock until it is closed. */
  private static final class Holder implements AutoCloseable {
    private final CountDownLatch release = new CountDownLatch(1);
    private final Thread thread;

    Holder(ReentrantLock lock) throws InterruptedException {
      CountDownLatch held = new CountDownLatch(1);
      thread =
          new Thread(
              () -> {
                lock.lock();
                try {
                  held.countDown();
                  release.await();
                } catch (InterruptedException e) {
                  // The test is over.
                } finally {
                  lock.unlock();
                }
              });
      thread.start();
      held.await();
    }

    boolean isAlive() {
      return thread.isAlive();
    }

    void release() {
      release.countDown();
    }

    @Override
    public void close() {
      release();
    }
  }
}
