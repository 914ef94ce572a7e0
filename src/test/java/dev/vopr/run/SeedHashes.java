package dev.vopr.run;

import dev.vopr.sim.SimSystem;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * The trace hashes of seeds; its main method is what the determinism test starts other JVMs for.
 */
public final class SeedHashes {
  private final Map<Long, Long> bySeed = new TreeMap<>();

  /** Prints {@code seed hash} lines; arguments: the world, the first seed, how many, and a step. */
  public static void main(String[] arguments) {
    World world = World.valueOf(arguments[0]);
    long first = Long.parseLong(arguments[1]);
    long count = Long.parseLong(arguments[2]);
    long step = Long.parseLong(arguments[3]);
    try (SimSystem sim = SimSystem.create("child")) {
      LongStream.range(0, count)
          .map(i -> first + i * step)
          .forEach(seed -> System.out.println(seed + " " + world.hash(sim, seed)));
    }
  }

  /** Reads what {@link #main} printed. */
  public static SeedHashes parse(String text) {
    SeedHashes hashes = new SeedHashes();
    text.lines()
        .map(line -> line.split(" ", -1))
        .forEach(line -> hashes.add(Long.parseLong(line[0]), Long.parseLong(line[1])));
    return hashes;
  }

  /** Adds the hash of a seed. */
  public void add(long seed, long hash) {
    bySeed.put(seed, hash);
  }

  /** Returns the number of seeds. */
  public int size() {
    return bySeed.size();
  }

  /** Returns how many different hashes there are. */
  public long distinct() {
    return bySeed.values().stream().distinct().count();
  }

  /** Returns the first of {@code other}'s seeds whose hash is not the same here, in a sentence. */
  public Optional<String> firstDifference(SeedHashes other) {
    for (Map.Entry<Long, Long> entry : other.bySeed.entrySet()) {
      Long mine = bySeed.get(entry.getKey());
      if (!entry.getValue().equals(mine)) {
        return Optional.of(
            "seed %d: hash %s here, %x there"
                .formatted(
                    entry.getKey(),
                    mine == null ? "missing" : Long.toHexString(mine),
                    entry.getValue()));
      }
    }
    return Optional.empty();
  }
}
