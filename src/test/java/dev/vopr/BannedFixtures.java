package dev.vopr;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@link ArchitectureTest} bans, one class per ban, one method per use; each must be found. A
 * use by method reference counts as well.
 */
public final class BannedFixtures {
  private BannedFixtures() {}

  private enum Colour {
    RED
  }

  /** What looks alike and is allowed. */
  static final class Allowed {
    List<Object> use(Map<String, String> map, String word) {
      Map<Colour, String> byColour = new EnumMap<>(Colour.class);
      byColour.put(Colour.RED, word);
      return List.of(
          Thread.currentThread().getName(),
          new TreeMap<>(map),
          new LinkedHashMap<>(map),
          byColour,
          word.hashCode(),
          CompletableFuture.completedFuture(word).thenApply(String::length),
          Stream.of(word).collect(Collectors.toMap(w -> w, w -> w, (a, b) -> a, TreeMap::new)),
          Stream.of(word).sorted().toList());
    }
  }

  static final class WallClocks {
    long millis() {
      return System.currentTimeMillis();
    }

    LongSupplier nanosByReference() {
      return System::nanoTime;
    }

    Instant instant() {
      return Instant.now();
    }

    LocalDateTime dateTime() {
      return LocalDateTime.now(ZoneOffset.UTC);
    }

    Clock clock() {
      return Clock.systemUTC();
    }
  }

  static final class UnseededRandomness {
    Random random() {
      return new Random();
    }

    int threadLocal() {
      return ThreadLocalRandom.current().nextInt();
    }

    double math() {
      return Math.random();
    }

    UUID uuid() {
      return UUID.randomUUID();
    }

    int secure() {
      return new SecureRandom().nextInt();
    }

    void shuffle(List<String> list) {
      Collections.shuffle(list);
    }
  }

  static final class Threads {
    private static final class Worker extends Thread {}

    Thread create() {
      return new Thread(() -> {});
    }

    Thread createSubclass() {
      return new Worker();
    }

    void start(Thread thread) {
      thread.start();
    }

    void sleep() throws InterruptedException {
      Thread.sleep(1);
    }

    ExecutorService executor() {
      return Executors.newSingleThreadExecutor();
    }

    ForkJoinPool pool() {
      return ForkJoinPool.commonPool();
    }

    void sort(int[] numbers) {
      Arrays.parallelSort(numbers);
    }
  }

  static final class AsynchronousFutures {
    CompletableFuture<String> supply() {
      return CompletableFuture.supplyAsync(() -> "");
    }

    CompletableFuture<Integer> apply(CompletableFuture<String> future) {
      return future.thenApplyAsync(String::length);
    }

    CompletableFuture<String> timeOut(CompletableFuture<String> future) {
      return future.orTimeout(1, java.util.concurrent.TimeUnit.SECONDS);
    }
  }

  static final class ParallelStreams {
    long ofCollection(List<String> list) {
      return list.parallelStream().count();
    }

    long ofStream(Stream<String> stream) {
      return stream.parallel().count();
    }
  }

  static final class HashTables {
    Map<String, String> map() {
      return new HashMap<>();
    }

    private final HashMap<String, String> field = new HashMap<>();

    String methodOfAMap() {
      return field.get("");
    }

    Set<String> set() {
      return new HashSet<>(new ArrayList<>());
    }

    Map<String, String> identityMap() {
      return new IdentityHashMap<>();
    }

    Set<String> collectedSet(Stream<String> stream) {
      return stream.collect(Collectors.toSet());
    }

    Map<String, Integer> collectedMap(Stream<String> stream) {
      return stream.collect(Collectors.toMap(Function.identity(), String::length));
    }

    Map<Integer, List<String>> groups(Stream<String> stream) {
      return stream.collect(Collectors.groupingBy(String::length));
    }
  }

  static final class ImmutableSetsAndMaps {
    Set<String> setOf() {
      return Set.of("a", "b");
    }

    Set<String> setCopy(List<String> list) {
      return Set.copyOf(list);
    }

    Map<String, String> mapOf() {
      return Map.of("a", "b");
    }

    Map<String, String> mapCopy(Map<String, String> map) {
      return Map.copyOf(map);
    }
  }

  static final class IdentityHashCodes {
    int identity(Object object) {
      return System.identityHashCode(object);
    }

    int ofObject(Object object) {
      return object.hashCode();
    }

    int ofEnum(Colour colour) {
      return colour.hashCode();
    }
  }
}
