package dev.vopr.fault;

import dev.vopr.cluster.ProcessPoint;
import dev.vopr.fault.FaultRun.Occasion;
import dev.vopr.trace.LinkChange;
import dev.vopr.trace.LossReason;
import dev.vopr.trace.NodeChange;
import dev.vopr.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How to have a kind of fault strike in a whole simulation, and how to see that it did.
 *
 * @param setting lets it strike, with {@code %s} for the value; 0 is off
 * @param always the value with which it strikes at each occasion
 * @param sometimes the value with which it strikes at some
 * @param byPlan the value in a run by a plan, which says itself where it strikes
 * @param others what else has to be set, so that it is able to strike
 * @param occasions all at which it could strike in a run
 * @param isExact whether these are all occasions and no others; if not, there may be fewer, as the
 *     tests of disks count them
 * @param sign what a strike makes happen once, as the trace shows it; empty if that differs
 */
record FaultRow(
    String setting,
    String always,
    String sometimes,
    String byPlan,
    List<String> others,
    Function<FaultRun, Set<Occasion>> occasions,
    boolean isExact,
    Optional<Predicate<TraceEvent>> sign) {

  private static final int LIAR = 2;
  private static final String SCRUB = "vsr.scrub-interval = 2 ms";
  private static final String[] LOAD = {"workload.think-min = 1 ms", "workload.think-max = 2 ms"};
  private static final String[] RESTARTS = {
    "process.interval = 100 ms", "process.down-min = 500 us", "process.down-max = 500 us"
  };
  private static final String[] CRASHES = {"process.max-down = 3", "process.crash = 1"};

  private static FaultRow of(
      String setting, Function<FaultRun, Set<Occasion>> occasions, String... others) {
    return new FaultRow(
        setting, "1", "0.5", "0", List.of(others), occasions, true, Optional.empty());
  }

  private FaultRow with(String... more) {
    List<String> all = new ArrayList<>(others);
    all.addAll(List.of(more));
    return new FaultRow(setting, always, sometimes, byPlan, all, occasions, isExact, sign);
  }

  /** Not all of the occasions are such: whether they are depends on what lies on a disk. */
  private FaultRow atMost() {
    return new FaultRow(setting, always, sometimes, byPlan, others, occasions, false, sign);
  }

  /** The setting is a limit, also to what a plan asks for, or the share of slots that is struck. */
  private FaultRow noRate(String value) {
    return new FaultRow(setting, value, value, value, others, occasions, isExact, sign);
  }

  /** Without the setting there is nothing that a plan could be about. */
  private FaultRow onlyIf(String value) {
    return new FaultRow(setting, always, sometimes, value, others, occasions, isExact, sign);
  }

  /** Returns whether the setting is a probability, of the occasions that are known. */
  boolean isRate() {
    return isExact && !sometimes.equals(always);
  }

  private FaultRow seen(Predicate<TraceEvent> by) {
    return new FaultRow(
        setting, always, sometimes, byPlan, others, occasions, isExact, Optional.of(by));
  }

  private FaultRow seenAs(NodeChange change) {
    return seen(event -> event instanceof TraceEvent.NodeChanged it && it.change() == change);
  }

  private FaultRow seenAs(LinkChange change) {
    return seen(event -> event instanceof TraceEvent.LinksChanged it && it.change() == change);
  }

  private FaultRow seenAs(LossReason reason) {
    return seen(event -> event instanceof TraceEvent.Lost it && it.reason() == reason);
  }

  private FaultRow seenAsDisturbed(String what) {
    return seen(event -> event instanceof TraceEvent.Disturbed it && it.what().contains(what));
  }

  private FaultRow seenAsChange(String what) {
    return seen(event -> event instanceof TraceEvent.WorldChanged it && it.what().contains(what));
  }

  /** Returns the row of a kind. */
  static FaultRow of(FaultKind kind) {
    return switch (kind.family()) {
      case NETWORK -> ofNetwork(kind);
      case STORAGE -> ofStorage(kind);
      case PROCESS -> ofProcess(kind);
      case CLOCK, BYZANTINE, CLIENT -> ofOthers(kind);
    };
  }

  private static FaultRow ofNetwork(FaultKind kind) {
    String setting = "network." + kind.key() + " = %s";
    FaultRow ofPackets = of(setting, FaultRun::packets);
    return switch (kind) {
      case LOSS -> ofPackets.seenAs(LossReason.LOSS);
      case DUPLICATION -> ofPackets.seen(event -> event instanceof TraceEvent.Duplicated);
      case REORDERING -> ofPackets.seenAsDisturbed("is held back");
      case LATE_REPLAY ->
          of("network.late-replay.probability = %s", FaultRun::packets)
              .seenAsDisturbed("this copy comes");
      case BIT_CORRUPTION -> ofPackets.seenAsDisturbed("a byte of it is changed");
      case TRUNCATION -> ofPackets.seenAsDisturbed("bytes are left");
      case MISDELIVERY -> ofPackets.seenAsDisturbed("it will come to");
      case CLOG -> ofLinks("clogs").seenAs(LinkChange.CLOGGED);
      case SLOW_LINK -> ofLinks("slow-links").seenAs(LinkChange.SLOWED);
      case PARTITION ->
          of(
                  "network.partitions.probability = %s",
                  FaultRun::intervalsOfCluster,
                  "network.partitions.interval = 100 ms",
                  "network.partitions.min = 1 ms",
                  "network.partitions.max = 1 ms")
              .seenAs(LinkChange.CUT);
      default -> throw new AssertionError(kind);
    };
  }

  private static FaultRow ofLinks(String section) {
    String path = "network." + section;
    return of(
        path + ".probability = %s",
        FaultRun::intervalsOfLinks,
        path + ".interval = 100 ms",
        path + ".duration = { law = constant, min = 1 ms }");
  }

  private static FaultRow ofStorage(FaultKind kind) {
    String setting = "storage." + kind.key() + " = %s";
    FaultRow ofWrites = of(setting, FaultRun::writes, "storage.attempts = 1").with(RESTARTS);
    FaultRow ofBlocks = of(setting, FaultRun::blocksWritten).atMost();
    FaultRow ofReads = of(setting, run -> run.anyOfFaultyDisks(1_000), SCRUB).with(LOAD).atMost();
    FaultRow ofIntervals =
        of(setting, FaultRun::intervalsOfFaultyDisks, "storage.interval = 100 ms", SCRUB);
    FaultRow ofStarts = of(setting, FaultRun::startsOfFaultyDisks, CRASHES).with(RESTARTS);
    return switch (kind) {
      case WRITE_ERROR -> ofWrites;
      case DISK_FULL -> ofWrites.with("storage.disk-full-writes = 1");
      case READ_ERROR -> of(setting, FaultRun::reads, "storage.attempts = 1").with(RESTARTS);
      case TORN_WRITE ->
          of(setting, FaultRun::crashesWhileWriting, "process.crash = 0.5")
              .with(RESTARTS)
              .with(LOAD)
              .with("storage.min = 2 ms", "storage.max = 9 ms");
      case LYING_SYNC -> of(setting, run -> run.anyOfFaultyDisks(1_000)).atMost();
      case LOST_WRITE, MISDIRECTED_WRITE -> ofBlocks.with(SCRUB);
      case READ_FLIP, MISDIRECTED_READ, STALE_SECTOR -> ofReads;
      case BIT_ROT, ZEROED_SECTOR -> ofIntervals;
      case CORRUPT_SLOT ->
          of("storage.corruption = %s", FaultRun::startsOfFaultyDisks, CRASHES)
              .with(RESTARTS)
              .noRate("1");
      case LOST_DISK -> ofStarts;
      case SLOW_DISK ->
          of(
              "storage.slow.probability = %s",
              FaultRun::intervalsOfReplica1,
              "storage.slow.disks = [1]",
              "storage.slow.interval = 100 ms",
              "storage.slow.min = 20 ms",
              "storage.slow.max = 20 ms");
      default -> throw new AssertionError(kind);
    };
  }

  private static FaultRow ofReplicas(String setting, NodeChange change) {
    return of(setting, FaultRun::intervalsOfReplicas, "process.max-down = 3")
        .with(RESTARTS)
        .seenAs(change);
  }

  private static FaultRow ofProcess(FaultKind kind) {
    return switch (kind) {
      case CRASH -> ofReplicas("process.crash = %s", NodeChange.CRASHED);
      case STOP -> ofReplicas("process.stop = %s", NodeChange.STOPPED);
      case PAUSE ->
          ofReplicas(
              "process.pause = { probability = %s, min = 1 ms, max = 1 ms }", NodeChange.PAUSED);
      case CORRELATED_CRASH ->
          of("process.correlated-crash = %s", FaultRun::intervalsOfCluster, "process.max-down = 2")
              .with(RESTARTS);
      case CRASH_AT_POINT ->
          of(
                  "process.points.after-reply = %s",
                  run -> run.replies(ProcessPoint.AFTER_REPLY.ordinal()), "process.max-down = 3")
              .with(RESTARTS)
              .seenAs(NodeChange.CRASHED);
      case CRASH_LOOP ->
          of("process.restart-loop = %s", FaultRun::restarts, "process.restart-loop-within = 1 us")
              .with(CRASHES)
              .with(RESTARTS)
              .with("process.interval = 900 ms");
      case REFORMAT ->
          of("process.reformat = %s", FaultRun::startsOfFaultyDisks, CRASHES)
              .with(RESTARTS)
              .seenAs(NodeChange.REFORMATTED);
      case SLOW_REPLICA -> ofGray("slow", kind, NodeChange.SLOW);
      case INTERMITTENT -> ofGray(kind.key(), kind, NodeChange.INTERMITTENT);
      case DEAF -> ofGray(kind.key(), kind, NodeChange.DEAF);
      case MUTE -> ofGray(kind.key(), kind, NodeChange.MUTE);
      case READ_ONLY ->
          ofGray(kind.key(), kind, NodeChange.READ_ONLY).with("storage.attempts = 100");
      default -> throw new AssertionError(kind);
    };
  }

  private static FaultRow ofGray(String name, FaultKind kind, NodeChange change) {
    return of(
            "gray." + name + " = { probability = %s, min = 20 ms, max = 20 ms }",
            run -> run.intervalsUntilOneIsStruck(kind),
            "gray.interval = 100 ms",
            "gray.max-impaired = 1")
        .seenAs(change);
  }

  private static FaultRow ofClock(String name, String more) {
    return of(
        "clock." + name + " = { probability = %s, min = 1 ms, max = 1 ms" + more + " }",
        FaultRun::intervalsOfReplicas,
        "clock.interval = 100 ms",
        "clock.faulty-clocks = 3");
  }

  private static FaultRow ofOthers(FaultKind kind) {
    return switch (kind) {
      case CLOCK_OFFSET -> of("clock.offset-max = %s ms", FaultRun::clocks).noRate("20");
      case CLOCK_DRIFT -> of("clock.drift-max-ppm = %s", FaultRun::clocks).noRate("1000");
      case CLOCK_STEP ->
          ofClock("step", ", size-min = 1 s, size-max = 9 s").seenAsChange("wall clock steps by");
      case CLOCK_FREEZE -> ofClock("freeze", "").seenAsChange("wall clock stands still");
      case CLOCK_FAILURE ->
          ofClock("failure", ", error-max = 1 d").seenAsChange("wall clock shows nonsense");
      case MUTATION ->
          of(
                  "byzantine.rules = [{ name = silent, probability = %s, mutation = { kind = drop } }]",
                  run -> run.wordsOf(LIAR), "byzantine.compromised = [2]")
              .seenAs(LossReason.WITHHELD);
      case TWIN ->
          of(
                  "byzantine.twins = { share = %s, interval = 100 ms }",
                  run -> run.intervalsWithTalkOf(LIAR), "byzantine.compromised = [2]")
              .onlyIf("0.5");
      case CLIENT_CRASH ->
          of(
                  "client.crash = %s",
                  FaultRun::requests,
                  "client.down-min = 1 ms",
                  "client.down-max = 1 ms",
                  "client.retry = 20 ms",
                  "workload.think-min = 50 ms",
                  "workload.think-max = 50 ms")
              .seenAs(NodeChange.CRASHED);
      case BAD_REQUEST -> of("client.bad-request = %s", FaultRun::requests);
      default -> throw new AssertionError(kind);
    };
  }

  /** Returns all settings of a run with this value of its own. */
  List<String> settings(String value, String... more) {
    List<String> all = new ArrayList<>(others);
    all.add(setting.formatted(value));
    all.addAll(List.of(more));
    return all;
  }
}
