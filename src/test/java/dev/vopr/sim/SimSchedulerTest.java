package dev.vopr.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.Cancellable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.concurrent.duration.FiniteDuration;

class SimSchedulerTest {
  private final SimSystem sim = SimSystem.create("scheduler");
  private final SimScheduler scheduler = sim.scheduler();
  private final List<String> fired = new ArrayList<>();

  @AfterEach
  void close() {
    sim.close();
  }

  @Test
  void timersFireInTheOrderOfTheirInstants() {
    set(30, "c");
    set(10, "a");
    set(20, "b");

    sim.runUntil(100);

    assertThat(fired).containsExactly("a@10", "b@20", "c@30");
    assertThat(sim.nowNanos()).isEqualTo(100);
  }

  @Test
  void timersDueTogetherFireInTheOrderInWhichTheyWereSet() {
    for (int i = 0; i < 100; i++) {
      set(i % 2 == 0 ? 10 : 5, "t" + i);
    }

    sim.runUntil(10);

    List<String> expected = new ArrayList<>();
    for (int i = 1; i < 100; i += 2) {
      expected.add("t" + i + "@5");
    }
    for (int i = 0; i < 100; i += 2) {
      expected.add("t" + i + "@10");
    }
    assertThat(fired).isEqualTo(expected);
  }

  @Test
  void timeStopsShortOfTheNextTimer() {
    set(11, "late");

    sim.runUntil(10);

    assertThat(fired).isEmpty();
    assertThat(sim.nowNanos()).isEqualTo(10);
    assertThat(scheduler.pendingTimers()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aTimerWithoutDelayFiresLaterAtTheSameInstant(long delay) {
    scheduler.scheduleOnce(
        7L,
        () -> {
          set(delay, "inner");
          fired.add("outer");
        });

    sim.runUntil(7);

    assertThat(fired).containsExactly("outer", "inner@7");
  }

  @Test
  void aCancelledTimerDoesNotFire() {
    Cancellable timer = set(10, "cancelled");
    set(10, "kept");

    assertThat(timer.cancel()).isTrue();
    assertThat(timer.isCancelled()).isTrue();
    assertThat(timer.cancel()).as("only the first call cancels").isFalse();
    assertThat(scheduler.pendingTimers()).isEqualTo(1);

    sim.runUntil(10);

    assertThat(fired).containsExactly("kept@10");
  }

  @Test
  void cancellingAFiredTimerChangesNothing() {
    Cancellable timer = set(10, "fired");
    set(20, "next");
    sim.runUntil(10);

    assertThat(timer.cancel()).isFalse();
    assertThat(timer.isCancelled()).isFalse();
    assertThat(scheduler.pendingTimers()).isEqualTo(1);

    sim.runUntil(20);

    assertThat(fired).containsExactly("fired@10", "next@20");
    assertThat(scheduler.pendingTimers()).isZero();
  }

  @Test
  void aTimerThatCancelsItselfWhileItFiresChangesNothing() {
    List<Cancellable> self = new ArrayList<>();
    self.add(scheduler.scheduleOnce(5L, () -> fired.add("cancelled: " + self.get(0).cancel())));

    sim.runUntil(5);

    assertThat(fired).containsExactly("cancelled: false");
    assertThat(scheduler.pendingTimers()).isZero();
    assertThat(scheduler.heapSize()).isZero();
  }

  @Test
  void aPeriodicTimerFiresAtItsRateUntilItIsCancelled() {
    Cancellable timer = every(5, 10, "tick");

    sim.runUntil(30);
    assertThat(timer.cancel()).isTrue();
    sim.runUntil(60);

    assertThat(fired).containsExactly("tick@5", "tick@15", "tick@25");
    assertThat(scheduler.pendingTimers()).isZero();
  }

  @Test
  void aPeriodicTimerMayCancelItselfWhileItFires() {
    List<Cancellable> self = new ArrayList<>();
    self.add(
        scheduler.schedule(
            nanos(5),
            nanos(5),
            () -> {
              record("tick");
              if (fired.size() == 3) {
                fired.add("cancelled: " + self.get(0).cancel());
              }
            },
            sim.system().executionContext()));

    sim.runUntil(100);

    assertThat(fired).containsExactly("tick@5", "tick@10", "tick@15", "cancelled: true");
    assertThat(scheduler.pendingTimers()).isZero();
  }

  @Test
  void aPeriodicTimerComesAfterThoseSetBeforeItsLastTick() {
    every(10, 10, "tick");
    set(20, "early");
    scheduler.scheduleOnce(15L, () -> set(5, "late"));

    sim.runUntil(20);

    assertThat(fired).containsExactly("tick@10", "early@20", "tick@20", "late@20");
  }

  @Test
  void manyCancelledTimersDoNotStayInMemory() {
    set(1_000_000, "kept");
    for (int i = 0; i < 100_000; i++) {
      assertThat(set(10_000 + i, "cancelled").cancel()).isTrue();
    }

    assertThat(scheduler.heapSize()).isLessThan(200);
    assertThat(scheduler.pendingTimers()).isEqualTo(1);
    sim.runUntil(1_000_000);
    assertThat(fired).containsExactly("kept@1000000");
  }

  @Test
  void cancellingManyTimersWhileOneFiresKeepsTheOrderOfTheRest() {
    List<Cancellable> timers = new ArrayList<>();
    Cancellable tick = every(1, 1_000, "tick");
    for (int i = 0; i < 1_000; i++) {
      timers.add(set(2_000 + 7 * i % 1_000, "t" + i));
    }
    scheduler.scheduleOnce(
        1_500L,
        () -> {
          tick.cancel();
          for (int i = 0; i < 1_000; i++) {
            if (i % 100 != 0) {
              timers.get(i).cancel();
            }
          }
        });

    sim.runUntil(5_000);

    assertThat(fired)
        .containsExactly(
            "tick@1",
            "tick@1001",
            "t0@2000",
            "t300@2100",
            "t600@2200",
            "t900@2300",
            "t200@2400",
            "t500@2500",
            "t800@2600",
            "t100@2700",
            "t400@2800",
            "t700@2900");
    assertThat(scheduler.pendingTimers()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyMixOfSettingAndCancellingFiresAsASortedMapWould(long seed) {
    SimRng rng = SimRng.of(seed);
    TreeMap<Long, String> model = new TreeMap<>();
    List<Cancellable> timers = new ArrayList<>();
    List<Long> keys = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      if (rng.chance(0.55) || timers.isEmpty()) {
        long due = rng.nextInt(500);
        timers.add(set(due, "t" + i));
        keys.add(due * 1_000_000 + i);
        model.put(due * 1_000_000 + i, "t" + i + "@" + due);
      } else {
        int victim = rng.nextInt(timers.size());
        boolean wasPending = model.remove(keys.get(victim)) != null;
        assertThat(timers.get(victim).cancel()).as("seed %d", seed).isEqualTo(wasPending);
      }
    }
    assertThat(scheduler.pendingTimers()).as("seed %d", seed).isEqualTo(model.size());

    sim.runUntil(500);

    assertThat(fired).as("seed %d", seed).containsExactlyElementsOf(model.values());
    assertThat(scheduler.pendingTimers()).isZero();
    assertThat(scheduler.heapSize()).isZero();
  }

  @Test
  void aTimerBeyondTheRangeOfTimeNeverFires() {
    sim.runUntil(1_000);
    set(Long.MAX_VALUE, "never");
    set(5, "soon");

    sim.runUntil(Long.MAX_VALUE - 1);

    assertThat(fired).containsExactly("soon@1005");
    assertThat(sim.step()).isFalse();
  }

  @Test
  void aFailingTimerFailsTheRunAtItsInstant() {
    scheduler.scheduleOnce(
        10L,
        () -> {
          throw new IllegalStateException("no such disk");
        });
    set(11, "later");

    sim.runUntil(100);

    SimFailure failure = sim.failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(SimFailure.Kind.EXCEPTION);
    assertThat(failure.nanos()).isEqualTo(10);
    assertThat(failure.describe())
        .isEqualTo("a timer threw java.lang.IllegalStateException: no such disk");
    assertThat(fired).isEmpty();
    assertThat(sim.nowNanos()).isEqualTo(10);
  }

  @Test
  void aFailingPeriodicTimerCanStillBeCancelledAndReset() {
    Runnable failing =
        () -> {
          throw new IllegalStateException("again");
        };
    Cancellable timer =
        scheduler.schedule(nanos(1), nanos(1), failing, sim.system().executionContext());
    sim.runUntil(100);

    assertThat(timer.cancel()).isTrue();
    sim.reset(SimOptions.of(1, Interleaving.FIFO));
    set(3, "after");
    sim.runUntil(3);

    assertThat(fired).containsExactly("after@3");
  }

  @Test
  void resetDropsAllTimersAndTheirHandlesAreDead() {
    Cancellable old = set(10, "old");
    for (int i = 0; i < 300; i++) {
      set(10, "old");
    }
    sim.runUntil(5);

    sim.reset(SimOptions.of(1, Interleaving.FIFO));
    set(10, "new");

    assertThat(old.cancel()).isFalse();
    assertThat(scheduler.pendingTimers()).isEqualTo(1);
    sim.runUntil(20);
    assertThat(fired).containsExactly("new@10");
  }

  @Test
  void akkasDurationsKeepTheirNanoseconds() {
    scheduler.scheduleOnce(nanos(1), () -> record("one"), sim.system().executionContext());

    scheduler.timePasses(nanos(2));

    assertThat(fired).containsExactly("one@1");
    assertThat(sim.nowNanos()).isEqualTo(2);
    assertThat(scheduler.currentTimeMs()).isZero();
  }

  @Test
  void timeDoesNotGoBack() {
    sim.runUntil(10);

    assertThatThrownBy(() -> sim.runUntil(9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is 10 ns already, so it cannot run until 9 ns");
  }

  private Cancellable set(long delayNanos, String name) {
    return scheduler.scheduleOnce(delayNanos, () -> record(name));
  }

  private Cancellable every(long initial, long interval, String name) {
    return scheduler.schedule(
        nanos(initial), nanos(interval), () -> record(name), sim.system().executionContext());
  }

  private void record(String name) {
    fired.add(name + "@" + scheduler.nowNanos());
  }

  private static FiniteDuration nanos(long nanos) {
    return scala.concurrent.duration.Duration.fromNanos(nanos);
  }
}
