package dev.vopr.run.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vopr.fault.FaultKind;
import dev.vopr.run.RunResult;
import dev.vopr.run.SeedRunner;
import dev.vopr.scenario.Jobs;
import dev.vopr.scenario.PlanWriter;
import dev.vopr.scenario.Scenario;
import dev.vopr.sim.SimSystem;
import dev.vopr.trace.NodeChange;
import dev.vopr.trace.Standing;
import dev.vopr.trace.Trace;
import dev.vopr.trace.TraceEvent;
import dev.vopr.trace.TraceRecord;
import dev.vopr.vsr.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real runs with all their events, and their causes. */
class TracedRunTest {
  private static final long SEED = 7;
  private static final long ALL = 1_000_000;

  /** Everything can happen in it. */
  private static final Scenario CHAOS =
      Jobs.ofFile("chaos.conf", "run.fault-time = 2 s").scenario();

  private static final Trace TRACE = trace(CHAOS, ALL);

  private static Trace trace(Scenario scenario, long maxEvents) {
    try (SimSystem sim = SimSystem.create("traced")) {
      return TracedRun.make(sim, scenario, PlanWriter.NONE, SEED, maxEvents).trace();
    }
  }

  private static <T extends TraceEvent> List<TraceRecord> all(Class<T> kind) {
    List<TraceRecord> found = new ArrayList<>();
    for (TraceRecord record : TRACE.records()) {
      if (kind.isInstance(record.event())) {
        found.add(record);
      }
    }
    return found;
  }

  private static Optional<TraceEvent> cause(TraceRecord record) {
    return TRACE.causeOf(record).map(TraceRecord::event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "agreement",
        "commit-quorum",
        "durability",
        "monotone",
        "acknowledged",
        "send-audit",
        "reply",
        "linearizability"
      })
  void traceSaysWhereEachRuleComesFrom(String invariant) {
    assertThat(TracedRun.source(invariant, CHAOS.simulation())).isNotEmpty();
  }

  @Test
  void runWithoutAViolationHasNoRuleToName() {
    assertThat(TracedRun.source("", CHAOS.simulation())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"chaos.conf", "lies.conf", "clocks.conf", "signed.conf", "attacks/twins.conf"})
  void runTakesTheSameStepsWithAndWithoutATrace(String file) {
    Scenario scenario = Jobs.ofFile(file, "run.fault-time = 1 s").scenario();
    try (SimSystem sim = SimSystem.create("traced")) {
      for (long seed = 1; seed <= 3; seed++) {
        RunResult plain = new SeedRunner(sim, scenario).run(seed);
        TracedRun traced = TracedRun.make(sim, scenario, PlanWriter.NONE, seed, ALL);

        assertThat(traced.result().hash()).as("%s, seed %d", file, seed).isEqualTo(plain.hash());
        assertThat(traced.result().events()).isEqualTo(plain.events());
        assertThat(traced.trace().header().hash()).isEqualTo(plain.hash());
      }
    }
  }

  @Test
  void whatATwinSaysComesOfTheChoiceOfWhoTalksToIt() {
    Trace twins = trace(Jobs.ofFile("attacks/twins.conf", "run.fault-time = 1 s").scenario(), ALL);
    List<TraceRecord> said =
        twins.records().stream()
            .filter(record -> record.event() instanceof TraceEvent.Mutated)
            .toList();

    assertThat(said)
        .isNotEmpty()
        .allSatisfy(
            record ->
                assertThat(twins.causeOf(record).orElseThrow().event())
                    .isInstanceOfSatisfying(
                        TraceEvent.Struck.class,
                        struck -> assertThat(struck.decision().kind()).isEqualTo(FaultKind.TWIN)));
  }

  @Test
  void eventsAreNumberedAndInTheOrderOfTime() {
    long ordinal = 0;
    long nanos = 0;
    for (TraceRecord record : TRACE.records()) {
      assertThat(record.ordinal()).isEqualTo(++ordinal);
      assertThat(record.event().nanos()).as("%s", record).isGreaterThanOrEqualTo(nanos);
      assertThat(record.cause()).as("%s", record).isBetween(0L, ordinal - 1);
      nanos = record.event().nanos();
    }
    assertThat(TRACE.header().events()).isEqualTo(ordinal);
  }

  @Test
  void deliveryIsCausedByWhatHappenedToItsPacketBackToWhereItWasSent() {
    Map<Long, Long> originals = new LinkedHashMap<>();
    for (TraceRecord record : all(TraceEvent.Duplicated.class)) {
      TraceEvent.Duplicated event = (TraceEvent.Duplicated) record.event();
      originals.put(event.copy(), event.packet());
    }
    List<TraceRecord> deliveries = all(TraceEvent.Delivered.class);

    assertThat(originals).isNotEmpty();
    assertThat(deliveries).hasSizeGreaterThan(1_000);
    for (TraceRecord record : deliveries) {
      TraceEvent.Delivered delivered = (TraceEvent.Delivered) record.event();
      long packet = delivered.packet();
      TraceRecord first = record;
      while (!(first.event() instanceof TraceEvent.Sent)) {
        first = TRACE.causeOf(first).orElseThrow();
      }
      TraceEvent.Sent sent = (TraceEvent.Sent) first.event();
      assertThat(sent.packet()).isEqualTo(originals.getOrDefault(packet, packet));
      assertThat(sent.from()).isEqualTo(delivered.from());
    }
  }

  @Test
  void whatANodeDoesIsCausedByWhatItHandlesAtThatInstant() {
    List<TraceRecord> done = new ArrayList<>(all(TraceEvent.Sent.class));
    done.addAll(all(TraceEvent.Stepped.class));

    for (TraceRecord record : done) {
      TraceEvent cause = cause(record).orElseThrow();
      int node =
          record.event() instanceof TraceEvent.Sent sent
              ? sent.from()
              : ((TraceEvent.Stepped) record.event()).replica();
      assertThat(handler(cause)).as("%s by %s", record, cause).contains(node);
      assertThat(cause.nanos()).as("%s by %s", record, cause).isEqualTo(record.event().nanos());
    }
  }

  private static Optional<Integer> handler(TraceEvent cause) {
    if (cause instanceof TraceEvent.Delivered delivered) {
      return Optional.of(delivered.to());
    }
    if (cause instanceof TraceEvent.Fired fired) {
      return Optional.of(fired.node());
    }
    if (cause instanceof TraceEvent.DiskDone done) {
      return Optional.of(done.replica());
    }
    return cause instanceof TraceEvent.NodeChanged changed
        ? Optional.of(changed.node())
        : Optional.empty();
  }

  @Test
  void allFaultsOfARunAreInItsTraceByTheSameMechanism() {
    List<Object> struck = new ArrayList<>();
    for (TraceRecord record : all(TraceEvent.Struck.class)) {
      struck.add(((TraceEvent.Struck) record.event()).decision());
    }
    RunResult run;
    try (SimSystem sim = SimSystem.create("traced")) {
      run = new SeedRunner(sim, CHAOS).run(SEED);
    }

    assertThat(struck).isEqualTo(run.faults().plan().decisions());
    assertThat(run.faults().plan().decisions().stream().map(it -> it.kind().family()).distinct())
        .hasSizeGreaterThan(2);
  }

  @Test
  void lossesCrashesAndPartitionsAreCausedByTheFaultThatStruck() {
    Stream<TraceRecord> losses =
        all(TraceEvent.Lost.class).stream()
            .filter(it -> ((TraceEvent.Lost) it.event()).reason().name().equals("LOSS"));
    Stream<TraceRecord> crashes =
        all(TraceEvent.NodeChanged.class).stream()
            .filter(it -> ((TraceEvent.NodeChanged) it.event()).change() == NodeChange.CRASHED);
    Stream<TraceRecord> cuts =
        all(TraceEvent.LinksChanged.class).stream()
            .filter(it -> ((TraceEvent.LinksChanged) it.event()).what().contains("begins"));

    for (Stream<TraceRecord> kind : List.of(losses, crashes, cuts)) {
      List<TraceRecord> records = kind.toList();
      assertThat(records).isNotEmpty();
      assertThat(records)
          .allSatisfy(it -> assertThat(cause(it)).get().isInstanceOf(TraceEvent.Struck.class));
    }
  }

  @Test
  void restartIsCausedByTheCrashBefore() {
    List<TraceRecord> restarts =
        all(TraceEvent.NodeChanged.class).stream()
            .filter(it -> ((TraceEvent.NodeChanged) it.event()).change() == NodeChange.RESTARTED)
            .toList();

    assertThat(restarts).isNotEmpty();
    for (TraceRecord restart : restarts) {
      TraceEvent.NodeChanged before = (TraceEvent.NodeChanged) cause(restart).orElseThrow();
      assertThat(before.node()).isEqualTo(((TraceEvent.NodeChanged) restart.event()).node());
    }
  }

  @Test
  void answerOfADiskIsCausedByItsQuestion() {
    List<TraceRecord> answers = all(TraceEvent.DiskDone.class);

    assertThat(answers).hasSizeGreaterThan(100);
    for (TraceRecord answer : answers) {
      TraceEvent.DiskBegun begun = (TraceEvent.DiskBegun) cause(answer).orElseThrow();
      TraceEvent.DiskDone done = (TraceEvent.DiskDone) answer.event();
      assertThat(begun.replica()).isEqualTo(done.replica());
      assertThat(begun.operation()).isEqualTo(done.operation());
    }
  }

  @Test
  void stepsOfAReplicaJoinOneAnotherAndHoldItsWholeLog() {
    Map<Integer, Standing> last = new TreeMap<>();
    Map<Integer, TreeMap<Long, Long>> logs = new TreeMap<>();
    for (TraceRecord record : TRACE.records()) {
      if (record.event() instanceof TraceEvent.NodeChanged changed
          && changed.change() == NodeChange.RESTARTED) {
        last.remove(changed.node());
        logs.remove(changed.node());
      } else if (record.event() instanceof TraceEvent.Stepped step) {
        Standing before = last.put(step.replica(), step.after());
        assertThat(step.before())
            .as("%s", record)
            .isEqualTo(before == null ? step.before() : before);
        assertThat(before == null ? Status.OPENING : before.status())
            .isEqualTo(step.before().status());
        TreeMap<Long, Long> log = logs.computeIfAbsent(step.replica(), it -> new TreeMap<>());
        step.log().forEach(cell -> log.put(cell.op(), cell.checksum()));
        log.headMap(step.after().base(), true).clear();
        log.tailMap(step.after().op(), false).clear();
        assertThat(log).as("%s", record).hasSize((int) (step.after().op() - step.after().base()));
      }
    }

    assertThat(last).hasSize(TRACE.header().replicas());
    assertThat(logs.values().stream().map(TreeMap::lastEntry).distinct())
        .as("all ends are the same once the cluster has settled")
        .hasSize(1);
  }

  private static List<String> lines(List<TraceRecord> records) {
    return records.stream().map(record -> TraceFiles.line(record, "")).toList();
  }

  @Test
  void onlyTheLastEventsAreKeptIfThereAreTooMany() {
    Trace cut = trace(CHAOS, 100);

    assertThat(cut.records()).hasSize(100);
    assertThat(cut.header()).isEqualTo(TRACE.header());
    List<TraceRecord> end =
        TRACE.records().subList(TRACE.records().size() - 100, TRACE.records().size());
    assertThat(lines(cut.records())).isEqualTo(lines(end));
    assertThat(cut.at(cut.first() - 1)).isEmpty();
    assertThat(cut.at(cut.header().events())).isPresent();
  }
}
