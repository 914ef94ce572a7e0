package dev.vopr.run.minimise;

import dev.vopr.config.RunSettings;
import dev.vopr.scenario.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Makes the cluster, its load and its time smaller, and its settings plainer. */
final class SettingSteps {
  private static final String FAULT_TIME = "run.fault-time";
  private static final String CLIENTS = "workload.clients";
  private static final String OPERATIONS = "workload.operations";
  private static final String REPLICAS = "cluster.replicas";
  private static final long MILLISECOND = 1_000_000L;

  /** What says which claim is made, rather than under which circumstances it fails. */
  private static final List<String> KEPT =
      List.of(
          "name",
          "description",
          "expect",
          "check.",
          "vsr.",
          "byzantine.",
          "storage.unrestricted",
          // A run that is stalled because of its limit is judged by that limit.
          "run.max-events");

  private static final long[] SHARES_OF_TIME = {16, 4, 2};
  private static final long[] NUMBERS = {
    1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024
  };

  private final Trials trials;

  SettingSteps(Trials trials) {
    this.trials = trials;
  }

  /** Ends the time in which faults strike right at the violation, or sooner. */
  void runLength() {
    trials.begin(Step.RUN_LENGTH);
    if (trials.bestRun().nanos() < faultNanos()) {
      attemptFaultTime(trials.bestRun().nanos());
    }
    boolean isShorter = true;
    while (isShorter && !trials.isOver()) {
      long now = faultNanos();
      isShorter = LongStream.of(SHARES_OF_TIME).anyMatch(share -> attemptFaultTime(now / share));
    }
  }

  private long faultNanos() {
    return trials.best().base().simulation().faultNanos();
  }

  private boolean attemptFaultTime(long nanos) {
    long millis = (nanos + MILLISECOND - 1) / MILLISECOND;
    return millis * MILLISECOND < faultNanos()
        && attempt(settings().with(FAULT_TIME, millis + " ms"));
  }

  /** Takes fewer clients, and lets each of them ask less. */
  void operations() {
    trials.begin(Step.OPERATIONS);
    attemptNumbers(CLIENTS, trials.best().base().simulation().workload().clients());
    long limit = trials.best().base().simulation().workload().operations();
    long answered = trials.bestRun().count(Measure.ANSWERED);
    attemptNumbers(OPERATIONS, limit == 0 ? answered + 1 : limit);
  }

  /** Takes the smallest number below {@code now} with which it still fails. */
  private void attemptNumbers(String path, long now) {
    for (long number : NUMBERS) {
      if (number >= now || attempt(settings().with(path, Long.toString(number)))) {
        return;
      }
    }
  }

  /** Leaves out standbys, and takes fewer members, which what struck the others strikes instead. */
  void replicas() {
    trials.begin(Step.REPLICAS);
    int standbys = trials.best().base().simulation().replica().standbys();
    for (int fewer = 0; fewer < standbys; fewer++) {
      if (attempt(settings().with("cluster.standbys", Integer.toString(fewer)))) {
        break;
      }
    }
    int members = trials.best().base().simulation().replica().replicas();
    for (int fewer = 3; fewer < members; fewer += 2) {
      RunSettings smaller = settings().with(REPLICAS, Integer.toString(fewer));
      if (attempt(smaller) || trials.attempt(trials.best().relocated(fewer).with(smaller))) {
        return;
      }
    }
  }

  /** Puts settings back to their defaults, and leaves out rules of the mutator. */
  void settings(Step step) {
    trials.begin(step);
    List<String> all = new ArrayList<>(settings().paths());
    all.removeIf(path -> KEPT.stream().anyMatch(path::startsWith));
    all.removeIf(path -> List.of(FAULT_TIME, OPERATIONS, CLIENTS, REPLICAS).contains(path));
    DeltaDebugging.minimise(all, left -> plainer(all, left));
    for (int rule = trials.best().rules() - 1; rule >= 0; rule--) {
      trials.attempt(trials.best().withoutRule(rule));
    }
  }

  private Optional<List<String>> plainer(List<String> all, List<String> left) {
    List<String> back = all.stream().filter(path -> !left.contains(path)).toList();
    return attempt(settings().without(back)) ? Optional.of(left) : Optional.empty();
  }

  /** Lets all packets, and all disk operations, take the same time. */
  void latencies() {
    trials.begin(Step.LATENCIES);
    attempt(
        settings()
            .without(List.of("network.links", "network.latency"))
            .with("network.latency.law", "constant")
            .with("network.latency.min", "1 ms"));
    attempt(
        settings()
            .without(List.of("storage.disks"))
            .with("storage.law", "constant")
            .with("storage.min", "100 us"));
  }

  private RunSettings settings() {
    return trials.best().settings();
  }

  private boolean attempt(RunSettings changed) {
    return trials.attempt(trials.best().with(changed));
  }
}
