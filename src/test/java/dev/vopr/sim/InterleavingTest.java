package dev.vopr.sim;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InterleavingTest {
  private final SimSystem sim = SimSystem.create("interleaving");
  private final List<String> turns = new ArrayList<>();

  @AfterEach
  void close() {
    sim.close();
  }

  @Test
  void fifoGivesTurnsInTheOrderOfTheFirstWaitingMessage() {
    assertThat(orderOf(SimOptions.of(1, Interleaving.FIFO), 3, 2))
        .containsExactly("a0", "b0", "c0", "a1", "b1", "c1");
  }

  @Test
  void fifoDoesNotDependOnTheSeed() {
    assertThat(orderOf(SimOptions.of(1, Interleaving.FIFO), 5, 5))
        .isEqualTo(orderOf(SimOptions.of(2, Interleaving.FIFO), 5, 5));
  }

  @ParameterizedTest
  @EnumSource(Interleaving.class)
  void anEqualSeedGivesAnEqualOrderAndHash(Interleaving interleaving) {
    List<String> first = orderOf(SimOptions.of(9, interleaving), 8, 20);
    long hash = sim.hash().value();
    orderOf(SimOptions.of(10, Interleaving.RANDOM), 3, 3);

    assertThat(orderOf(SimOptions.of(9, interleaving), 8, 20)).isEqualTo(first);
    assertThat(sim.hash().value()).isEqualTo(hash);
  }

  @Test
  void theThreeOrdersDiffer() {
    TreeSet<String> orders = new TreeSet<>();
    for (Interleaving interleaving : Interleaving.values()) {
      orders.add(orderOf(SimOptions.of(9, interleaving), 8, 20).toString());
    }

    assertThat(orders).hasSize(Interleaving.values().length);
  }

  @Test
  void differentOrdersHaveDifferentHashes() {
    TreeMap<String, Long> hashOfOrder = new TreeMap<>();
    for (long seed = 0; seed < 50; seed++) {
      String order = orderOf(SimOptions.of(seed, Interleaving.RANDOM), 3, 2).toString();
      hashOfOrder.put(order, sim.hash().value());
    }

    assertThat(hashOfOrder).hasSizeGreaterThan(20);
    assertThat(new TreeSet<>(hashOfOrder.values())).hasSameSizeAs(hashOfOrder.keySet());
  }

  @ParameterizedTest
  @EnumSource(Interleaving.class)
  void messagesToOneActorKeepTheirOrder(Interleaving interleaving) {
    for (long seed = 0; seed < 20; seed++) {
      List<String> order = orderOf(SimOptions.of(seed, interleaving), 6, 30);

      for (String actor : List.of("a", "b", "c", "d", "e", "f")) {
        List<String> own = order.stream().filter(turn -> turn.startsWith(actor)).toList();
        assertThat(own).as("seed %d", seed).hasSize(30);
        for (int i = 0; i < 30; i++) {
          assertThat(own.get(i)).as("seed %d", seed).isEqualTo(actor + i);
        }
      }
    }
  }

  @Test
  void pctWithoutChangePointsRunsOneActorAfterTheOther() {
    List<String> order = orderOf(new SimOptions(5, Interleaving.PCT, 1, 100), 4, 10);

    assertThat(switches(order)).as(order.toString()).isEqualTo(3);
  }

  @Test
  void pctHasEachOrderOfPriorities() {
    TreeSet<String> orders = new TreeSet<>();
    for (long seed = 0; seed < 100; seed++) {
      orders.add(orderOf(new SimOptions(seed, Interleaving.PCT, 1, 100), 3, 1).toString());
    }

    assertThat(orders).hasSize(6);
  }

  @Test
  void eachPctChangePointPutsTheRunningActorBehindAllOthers() {
    TreeSet<Integer> switchesWithOneChange = new TreeSet<>();
    for (long seed = 0; seed < 200; seed++) {
      List<String> order = orderOf(new SimOptions(seed, Interleaving.PCT, 2, 40), 4, 10);
      switchesWithOneChange.add(switches(order));
      if (switches(order) == 4) {
        assertThat(order.get(order.size() - 1).charAt(0))
            .as("seed %d: the demoted actor is the one that was interrupted: %s", seed, order)
            .isEqualTo(firstInterrupted(order));
      }
    }

    assertThat(switchesWithOneChange).containsExactly(3, 4);
  }

  @Test
  void pctFindsARaceThatFifoNeverShows() {
    // A read-modify-write in two messages loses an update only if another one comes in between.
    int found = 0;
    for (long seed = 0; seed < 2_000; seed++) {
      List<String> order = orderOf(new SimOptions(seed, Interleaving.PCT, 2, 20), 3, 4);
      found +=
          order.indexOf("a1") < order.indexOf("b0") && order.indexOf("b0") < order.indexOf("a2")
              ? 1
              : 0;
    }

    assertThat(found).isPositive();
    assertThat(orderOf(SimOptions.of(1, Interleaving.FIFO), 3, 4).indexOf("b0")).isEqualTo(1);
  }

  /** Sends {@code messages} to each of {@code actors} and returns in which order they arrive. */
  private List<String> orderOf(SimOptions options, int actors, int messages) {
    sim.reset(options);
    turns.clear();
    List<ActorRef<Integer>> refs = new ArrayList<>();
    for (int i = 0; i < actors; i++) {
      String name = String.valueOf((char) ('a' + i));
      refs.add(sim.spawn(recorder(name), name));
    }
    sim.runReady();
    for (int message = 0; message < messages; message++) {
      for (ActorRef<Integer> ref : refs) {
        ref.tell(message);
      }
    }
    sim.runReady();
    assertThat(sim.failure()).isEmpty();
    assertThat(turns).hasSize(actors * messages);
    return List.copyOf(turns);
  }

  private Behavior<Integer> recorder(String name) {
    return Behaviors.receiveMessage(
        message -> {
          turns.add(name + message);
          return Behaviors.same();
        });
  }

  private static int switches(List<String> order) {
    int switches = 0;
    for (int i = 1; i < order.size(); i++) {
      switches += order.get(i).charAt(0) == order.get(i - 1).charAt(0) ? 0 : 1;
    }
    return switches;
  }

  /** Returns the first actor that gave way before its last message. */
  private static char firstInterrupted(List<String> order) {
    for (int i = 1; i < order.size(); i++) {
      char actor = order.get(i - 1).charAt(0);
      if (order.get(i).charAt(0) != actor && !order.get(i - 1).endsWith("9")) {
        return actor;
      }
    }
    throw new AssertionError("nobody was interrupted in " + order);
  }
}
