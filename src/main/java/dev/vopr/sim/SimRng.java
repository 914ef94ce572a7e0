package dev.vopr.sim;

import java.nio.charset.StandardCharsets;

/**
 * A seeded generator of 64-bit values that forks by name.
 *
 * <p>A fork depends on the seed and the name only, never on what was drawn before, so a new
 * consumer shifts nobody else's draws. {@link #keyed(long, long)} goes one step further: the value
 * depends on the key alone, so that the fate of the n-th message of a link is the same whatever
 * else happens.
 *
 * <p>The generator is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
 * generators", OOPSLA 2014): 64 bits of state, period 2^64, the same on every JVM.
 */
public final class SimRng {
  static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long KEY_GAMMA = 0xD1B54A32D192ED03L;

  private final long seed;
  private long state;

  private SimRng(long seed) {
    this.seed = seed;
    this.state = seed;
  }

  /** Returns the generator that belongs to {@code seed}; any 64-bit value is a good seed. */
  public static SimRng of(long seed) {
    // mix(0) is 0: without the constant, seed 0 would give keyed(0, 0) = 0, which is always "yes".
    return new SimRng(mix(seed + GOLDEN_GAMMA));
  }

  /** Returns an independent generator that depends on this one's seed and {@code name} only. */
  public SimRng fork(String name) {
    return new SimRng(mix(seed ^ hash(name)));
  }

  /** Returns an independent generator for the {@code index}-th consumer called {@code name}. */
  public SimRng fork(String name, long index) {
    return new SimRng(mix(mix(seed ^ hash(name)) + index * KEY_GAMMA));
  }

  /** Returns the next 64 uniformly distributed bits. */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** Returns a uniform value from 0 to {@code bound} − 1; {@code bound} is at least 1. */
  public int nextInt(int bound) {
    return (int) nextLong(bound);
  }

  /** Returns a uniform value from 0 to {@code bound} − 1; {@code bound} is at least 1. */
  public long nextLong(long bound) {
    return scale(nextLong(), bound);
  }

  /**
   * Returns a uniform value from {@code low} to {@code high}, both included; they are in order and
   * less than 2^63 − 1 apart.
   */
  public long between(long low, long high) {
    long count = high - low + 1;
    if (low > high || count < 1) {
      throw new IllegalArgumentException("no range to draw from: " + low + " to " + high);
    }
    return low + nextLong(count);
  }

  /** Returns a uniform value in [0, 1). */
  public double nextDouble() {
    return toUnit(nextLong());
  }

  /** Returns true with {@code probability} (0 to 1); draws exactly one value either way. */
  public boolean chance(double probability) {
    return nextDouble() < probability;
  }

  /** Returns 64 uniform bits that depend on this generator's seed and the key only. */
  public long keyed(long major, long minor) {
    return mix(mix(seed + major * KEY_GAMMA) + minor * GOLDEN_GAMMA);
  }

  /** Maps 64 uniform bits to a uniform value in [0, 1). */
  public static double toUnit(long bits) {
    return (bits >>> 11) * 0x1.0p-53;
  }

  /**
   * Maps 64 uniform bits to a value from 0 to {@code bound} − 1, for any {@code bound} from 1.
   *
   * <p>The result is the high word of the unsigned product (Lemire: "Fast random integer generation
   * in an interval", TOMACS 2019). Without his rejection step a value's probability is off by less
   * than 2^−64, and one call takes exactly one draw.
   */
  public static long scale(long bits, long bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be at least 1, but is " + bound);
    }
    // multiplyHigh is signed: it takes bits with the top bit set for bits − 2^64.
    return Math.multiplyHigh(bits, bound) + ((bits >> 63) & bound);
  }

  /** The 64-bit finalizer of SplitMix64: a bijection in which each bit depends on all bits. */
  public static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static long hash(String name) {
    long h = GOLDEN_GAMMA;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      h = mix(h ^ b);
    }
    return h;
  }
}
