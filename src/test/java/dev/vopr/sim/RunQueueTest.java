package dev.vopr.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunQueueTest {

  private record Numbered(int number) implements Runnable {
    @Override
    public void run() {}
  }

  private final RunQueue queue = new RunQueue();

  @Test
  void fifoIsFirstComeFirstServed() {
    queue.reset(SimOptions.of(1, Interleaving.FIFO));

    assertThat(fillAndDrain(1_000)).isSorted().hasSize(1_000);
  }

  @Test
  void fifoKeepsItsOrderWhileTheRingWrapsAndGrows() {
    queue.reset(SimOptions.of(1, Interleaving.FIFO));
    List<Integer> taken = new ArrayList<>();
    int added = 0;
    for (int round = 0; round < 200; round++) {
      for (int i = 0; i < 5; i++) {
        queue.add(new Numbered(added++));
      }
      for (int i = 0; i < 3; i++) {
        taken.add(next());
      }
    }
    taken.addAll(drain());

    assertThat(taken).isSorted().hasSize(1_000);
  }

  @ParameterizedTest
  @EnumSource(Interleaving.class)
  void whateverIsAddedComesOutOnce(Interleaving order) {
    queue.reset(SimOptions.of(3, order));

    assertThat(fillAndDrain(500)).doesNotHaveDuplicates().hasSize(500);
    assertThat(queue.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Interleaving.class)
  void anEqualSeedGivesAnEqualOrderAfterAnyUse(Interleaving order) {
    queue.reset(SimOptions.of(3, order));
    List<Integer> first = fillAndDrain(100);
    queue.reset(SimOptions.of(4, order));
    fillAndDrain(317);
    queue.add(new Numbered(1));

    queue.reset(SimOptions.of(3, order));

    assertThat(fillAndDrain(100)).isEqualTo(first);
  }

  @Test
  void randomOrderDependsOnTheSeedAndIsNotFifo() {
    queue.reset(SimOptions.of(3, Interleaving.RANDOM));
    List<Integer> seed3 = fillAndDrain(100);
    queue.reset(SimOptions.of(4, Interleaving.RANDOM));
    List<Integer> seed4 = fillAndDrain(100);

    assertThat(seed3).isNotEqualTo(seed4);
    assertThat(seed3).isNotEqualTo(seed3.stream().sorted().toList());
  }

  @Test
  void randomOrderFavoursNobody() {
    TreeMap<List<Integer>, Integer> orders = new TreeMap<>((a, b) -> compare(a, b));
    for (long seed = 0; seed < 6_000; seed++) {
      queue.reset(SimOptions.of(seed, Interleaving.RANDOM));
      orders.merge(fillAndDrain(3), 1, Integer::sum);
    }

    assertThat(orders).hasSize(6);
    assertThat(orders.values()).allSatisfy(count -> assertThat(count).isBetween(850, 1_150));
  }

  @Test
  void underPctTasksOfFuturesGoInTheirOrder() {
    queue.reset(SimOptions.of(3, Interleaving.PCT));

    queue.add(new Numbered(0));
    queue.add(new Numbered(1));

    assertThat(next()).isZero();
    assertThat(next()).isEqualTo(1);
  }

  private List<Integer> fillAndDrain(int count) {
    for (int i = 0; i < count; i++) {
      queue.add(new Numbered(i));
    }
    assertThat(queue.size()).isEqualTo(count);
    return drain();
  }

  private List<Integer> drain() {
    List<Integer> taken = new ArrayList<>();
    while (!queue.isEmpty()) {
      taken.add(next());
    }
    return taken;
  }

  private int next() {
    return ((Numbered) queue.next()).number();
  }

  private static int compare(List<Integer> left, List<Integer> right) {
    return left.toString().compareTo(right.toString());
  }
}
