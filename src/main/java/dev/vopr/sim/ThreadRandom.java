package dev.vopr.sim;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Seeds the {@link ThreadLocalRandom} of the simulation's thread, on which Akka relies without a
 * choice: for the unique ids of actors (they are hash codes, and so decide in which order more than
 * four watchers hear of a death) and for random routing.
 *
 * <p>The JDK mixes the thread's id into every step, so only the first draw after a seeding is the
 * same on each thread; hence a seeding before each turn and after each actor made in one. The
 * jitter of a restart with back-off takes two draws: on another thread it may differ by a 2^−26th,
 * so a simulation that is to be repeated exactly sets its random factor to 0.
 */
final class ThreadRandom {
  private static final MethodHandle PUT_SEED = findPutSeed();

  private final Thread thread = Thread.currentThread();
  private final long shift = thread.getId() << 1;
  private long next;

  /** Takes over the generator of the calling thread. */
  ThreadRandom() {
    touch();
  }

  /** Starts the sequence that belongs to {@code seed}. */
  void reset(long seed) {
    next = SimRng.mix(seed);
  }

  /** Makes the thread's next draw the next one of the sequence. */
  void reseed() {
    next += SimRng.GOLDEN_GAMMA;
    try {
      PUT_SEED.invokeExact((Object) thread, next - shift);
    } catch (Throwable e) {
      throw new IllegalStateException("ThreadLocalRandom cannot be seeded on this JVM", e);
    }
  }

  /** The first use of the generator would overwrite its seed. */
  private static void touch() {
    ThreadLocalRandom.current();
  }

  /** Akka 2.6 itself needs {@code sun.misc.Unsafe}, so this asks nothing new of the JVM. */
  private static MethodHandle findPutSeed() {
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field instance = type.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      Object unsafe = instance.get(null);
      Field seed = Thread.class.getDeclaredField("threadLocalRandomSeed");
      Object offset = type.getMethod("objectFieldOffset", Field.class).invoke(unsafe, seed);
      MethodHandle put =
          MethodHandles.lookup()
              .unreflect(type.getMethod("putLong", Object.class, long.class, long.class))
              .bindTo(unsafe);
      return MethodHandles.insertArguments(put, 1, offset);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("ThreadLocalRandom cannot be seeded on this JVM", e);
    }
  }
}
