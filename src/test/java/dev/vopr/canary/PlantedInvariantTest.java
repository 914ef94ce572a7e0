package dev.vopr.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.check.CheckedCluster;
import dev.vopr.check.Checkers;
import dev.vopr.check.Invariant;
import dev.vopr.check.history.LinearizabilitySearch;
import dev.vopr.check.witness.Witness;
import dev.vopr.config.JobReader;
import dev.vopr.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For each invariant a bug in the code of the replicas that breaks this one before any other. Most
 * are canaries; where each canary is noticed by another invariant first, a bug is made for it.
 */
class PlantedInvariantTest {
  private static final Path CANARIES = Path.of("src/canaries");
  private static final Path MADE = Path.of("src/test/resources/planted");
  private static final Sources SOURCES = Sources.at(Path.of("src/main/java"));
  private static final Planting NOTHING = Planting.none();
  private static final long SEEDS = 60;

  /** A client that asks once: nothing comes after it that would contradict its answer. */
  private static final Map<String, String> ONE_READ =
      overrides(
          "vopr.workload.clients=1",
          "vopr.workload.operations=1",
          "vopr.workload.mix.put=0",
          "vopr.workload.mix.compare-and-set=0",
          "vopr.workload.mix.delete=0",
          "vopr.client.bad-request=0",
          "vopr.check.audit=false");

  private static final Map<String, String> SEARCHED =
      overrides("vopr.check.linearizability-search=1.0", "vopr.check.audit=false");

  /** No two clocks agree until all is healed. */
  private static final Map<String, String> WRONG_CLOCKS =
      overrides("vopr.clock.offset-max=1 h", "vopr.run.fault-time=4 s");

  /** What clients are told is noticed when it leaves a replica, but clients notice as well. */
  private static final Map<String, String> UNAUDITED = overrides("vopr.check.audit=false");

  /**
   * A bug, with what settings it is looked for besides those that its patch names, and from which
   * seed on: many a bug breaks one invariant at one seed and another one at the next.
   */
  private record Bug(String invariant, Path file, Map<String, String> overrides, long first) {
    static Bug canary(String invariant, String id) {
      return new Bug(invariant, CANARIES.resolve(id + ".patch"), Map.of(), 1);
    }

    static Bug made(String invariant) {
      return new Bug(invariant, MADE.resolve(invariant + ".patch"), Map.of(), 1);
    }

    Bug with(Map<String, String> settings) {
      return new Bug(invariant, file, settings, first);
    }

    Bug from(long seed) {
      return new Bug(invariant, file, overrides, seed);
    }

    @Override
    public String toString() {
      return invariant + " by " + file.getFileName();
    }
  }

  static Stream<Bug> bugs() {
    return Stream.of(
        Bug.made("evidence"),
        Bug.canary("commit-order", "N13"),
        Bug.canary("agreement", "V11").from(20_000_001),
        Bug.made("prefix"),
        Bug.canary("state", "S08"),
        Bug.canary("timestamps", "L05"),
        Bug.made("cluster-time"),
        Bug.canary("send-audit", "N08"),
        Bug.canary("acknowledged", "N07").from(20_000_005),
        Bug.canary("commit-quorum", "N01"),
        Bug.canary("sent-reply", "L01"),
        Bug.made("sent-eviction"),
        Bug.made("told-view"),
        Bug.canary("monotone", "V14"),
        Bug.canary("durability", "V08"),
        Bug.canary("unique-prepare", "V17").with(UNAUDITED),
        Bug.made("one-primary"),
        Bug.made("hash-chain"),
        Bug.canary("checkpoints", "S09"),
        Bug.made("tenant-isolation").with(UNAUDITED),
        Bug.made("bounds"),
        Bug.canary("bounds", "M02"),
        Bug.canary("view-votes", "V26"),
        Bug.canary("sessions", "K07"),
        Bug.canary("silence", "L08").with(WRONG_CLOCKS),
        Bug.canary("disk-belief", "V09"),
        Bug.canary("answer-owed", "N19"),
        Bug.canary("recovery", "R02"),
        Bug.canary("commit-votes", "N03"),
        Bug.made("power-loss"),
        Bug.canary("silence", "V30"),
        Bug.canary("view-source", "S01"),
        Bug.canary("view-log", "V11"),
        Bug.canary("state-transfer", "S03").from(20_000_150),
        Bug.made("asked-for"),
        Bug.canary("real-time", "L01").with(UNAUDITED),
        Bug.canary("reply", "K02").with(UNAUDITED).from(2),
        Bug.canary("model-state", "K01").with(UNAUDITED).from(9),
        Bug.canary("answered", "L01").with(ONE_READ),
        // Whatever the search refutes, the witness refutes before it: so this bug blinds the
        // witness as well.
        Bug.made("linearizability").with(SEARCHED));
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void bugBreaksItsInvariantFirstAndTheSameSeedIsCleanWithoutIt(Bug bug) {
    Canary canary = CanaryFile.read(bug.file());

    Planting.Run broken =
        firstTrip(Planting.of(canary, SOURCES), canary, bug, bug.first(), SEEDS).orElseThrow();

    assertThat(broken.trip())
        .as("seed %d: %s", broken.seed(), broken.reason())
        .hasValue(bug.invariant);
    assertThat(firstTrip(NOTHING, canary, bug, broken.seed(), 1)).isEmpty();
  }

  private static Optional<Planting.Run> firstTrip(
      Planting planting, Canary canary, Bug bug, long first, long seeds) {
    List<Planting.Run> trips = new ArrayList<>();
    planting.run(
        Hunt.file(Path.of("conf"), canary.settings()),
        bug.overrides(),
        first,
        seeds,
        Planting.Manner.USUAL,
        run -> {
          run.trip().ifPresent(trip -> trips.add(run));
          return trips.isEmpty();
        });
    return trips.stream().findFirst();
  }

  @Test
  void thereIsABugForEachInvariant() {
    assertThat(bugs().map(Bug::invariant).distinct())
        .containsExactlyInAnyOrderElementsOf(invariants());
  }

  /** Returns the names of all that may break in a run. */
  private static List<String> invariants() {
    Scenario scenario = JobReader.read(Optional.empty(), Map.of()).scenario();
    CheckedCluster cluster =
        new CheckedCluster(scenario.simulation().replica(), List.of(), 1, true);
    List<String> names = new ArrayList<>();
    new Checkers(cluster).invariants().stream().map(Invariant::name).forEach(names::add);
    names.addAll(Witness.names());
    names.add(LinearizabilitySearch.NAME);
    return names;
  }

  private static Map<String, String> overrides(String... settings) {
    Map<String, String> overrides = new LinkedHashMap<>();
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      overrides.put(parts[0], parts[1]);
    }
    return overrides;
  }
}
