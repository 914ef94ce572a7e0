package dev.vopr.canary;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the tries to find one canary came to together.
 *
 * @param tries number of tries
 * @param found how many of them found it
 * @param searched seeds of all tries together
 * @param strangers by what runs ended badly that was not what has to notice it, without repetition
 * @param medianSeeds seeds of the middle try; a try that did not find it counts as endless
 * @param nineTenthsSeeds seeds that nine tenths of the tries needed at most
 * @param medianCpuSeconds processor time of the middle try
 * @param nineTenthsCpuSeconds processor time that nine tenths of the tries needed at most
 * @param trips what noticed it, and how often, the most frequent first
 */
public record CatchSummary(
    int tries,
    int found,
    long searched,
    List<String> strangers,
    long medianSeeds,
    long nineTenthsSeeds,
    double medianCpuSeconds,
    double nineTenthsCpuSeconds,
    Map<String, Long> trips) {
  private static final double NANOS = 1e9;

  /** Stands for a number of seeds that was not enough. */
  public static final long MISSED = Long.MAX_VALUE;

  /** Adds up tries of one canary in one hunt; there may be none. */
  public static CatchSummary of(List<Catch> tries) {
    List<Long> seeds =
        tries.stream().map(one -> one.isFound() ? one.seeds() : MISSED).sorted().toList();
    List<Double> seconds = tries.stream().map(one -> one.cpuNanos() / NANOS).sorted().toList();
    Map<String, Long> trips =
        tries.stream()
            .filter(Catch::isFound)
            .collect(Collectors.groupingBy(Catch::trip, TreeMap::new, Collectors.counting()));
    return new CatchSummary(
        tries.size(),
        (int) tries.stream().filter(Catch::isFound).count(),
        tries.stream().mapToLong(Catch::seeds).sum(),
        tries.stream()
            .map(Catch::stranger)
            .filter(trip -> !trip.isEmpty())
            .distinct()
            .sorted()
            .toList(),
        seeds.isEmpty() ? MISSED : seeds.get(rank(seeds.size(), 0.5)),
        seeds.isEmpty() ? MISSED : seeds.get(rank(seeds.size(), 0.9)),
        seconds.isEmpty() ? 0 : seconds.get(rank(seconds.size(), 0.5)),
        seconds.isEmpty() ? 0 : seconds.get(rank(seconds.size(), 0.9)),
        trips);
  }

  /** The nearest rank: the smallest element that such a share of them is not above. */
  private static int rank(int count, double share) {
    return (int) Math.ceil(share * count) - 1;
  }

  /** Returns whether each try found it. */
  public boolean isAlwaysFound() {
    return tries > 0 && found == tries;
  }

  /** Returns what noticed it, the most frequent first. */
  public List<String> tripsByCount() {
    return trips.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
